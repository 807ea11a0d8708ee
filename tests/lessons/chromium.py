"""A real browser for pages: found where it is, without network, and watched for what it says."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@contextmanager
def launched(playwright: Any, program: str) -> Iterator[Any]:
    """A headless browser; playwright itself says ``--headless``."""
    browser = playwright.chromium.launch(executable_path=program, headless=True, args=FLAGS)
    try:
        yield browser
    finally:
        browser.close()


def program(playwright: Any) -> str:
    """Chromium on this machine, or the one that ``playwright install`` fetched; else empty."""
    own = playwright.chromium.executable_path
    found = [*filter(None, map(shutil.which, PROGRAMS)), *([own] if Path(own).exists() else [])]
    return found[0] if found else ""


@dataclass
class Watched:
    """A tab that opened one file, and what went wrong since: messages, errors, requests."""

    tab: Any
    troubles: list[str] = field(default_factory=list)

    @contextmanager
    def expecting_none(self) -> Iterator[None]:
        yield
        seen, self.troubles[:] = [*self.troubles], []
        assert seen == [], seen


@contextmanager
def watched(browser: Any, path: Path, **settings: Any) -> Iterator[Watched]:
    """Open a file without network; every request but for the file itself is a trouble."""
    context = browser.new_context(offline=True, **settings)
    here = Watched(context.new_page())
    home = path.as_uri()

    def asked(request: Any) -> None:
        if request.url != home and not request.url.startswith("data:"):
            here.troubles.append(f"asks for {request.url}")

    here.tab.on("request", asked)
    here.tab.on("websocket", lambda socket: here.troubles.append(f"connects to {socket.url}"))
    here.tab.on("console", lambda message: here.troubles.append(f"says {message.text}"))
    here.tab.on("pageerror", lambda error: here.troubles.append(f"raises {error}"))
    here.tab.on("popup", lambda page: here.troubles.append(f"opens {page.url}"))
    try:
        here.tab.goto(home)
        yield here
    finally:
        context.close()


def until(tab: Any, condition: Any) -> None:
    """Wait for a condition; the page's policy forbids the browser's own waiting for a text."""
    for _ in range(400):
        if condition():
            return
        tab.wait_for_timeout(50)
    raise AssertionError("waited twenty seconds in vain")
