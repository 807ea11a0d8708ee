"""Site: what mkdocs is told besides mkdocs.yml.

before    the blocks of every page are run; the pictures they write lie beside the page
pages     lessons, the changelog and the guide for contributors are made from what there is
parts     <!-- made: name --> becomes what `docs.generate.parts` writes under that name
"""

import logging
import os
import re
from pathlib import Path, PurePosixPath
from typing import Any

from docs.generate.blocks import StalePageError, check
from docs.generate.parts import PARTS, lesson_pages
from mkdocs.structure.files import File, Files

ROOT = Path(__file__).parents[2]
MADE = re.compile(r"<!-- made: ([\w-]+) -->")
log = logging.getLogger("mkdocs.plugins.oddsmith")


def on_files(files: Files, config: Any) -> Files:
    """Run every page, and add what is made: pictures, lessons, pages from the root."""
    for page in list(files.documentation_pages()):
        for name, content in run(page).items():
            uri = str(PurePosixPath(page.src_uri).parent / name)
            add(files, config, uri, content)
    for uri, content in {**lesson_pages(), **from_root()}.items():
        add(files, config, uri, content)
    return files


def add(files: Files, config: Any, uri: str, content: str | bytes) -> None:
    files.append(File.generated(config, uri, content=content))


def run(page: File) -> dict[str, bytes]:
    """Run a page; a stale one is a warning, which fails a strict build."""
    if os.environ.get("ODDSMITH_SITE") == "unchecked":
        return {}
    try:
        return check(page.content_string, page.src_uri)
    except StalePageError as stale:
        log.warning("%s", stale)
        return {}


def from_root() -> dict[str, str]:
    """Pages that lie in the project's root, their links turned towards the site's."""
    names = {"CHANGELOG.md": "changelog.md", "CONTRIBUTING.md": "contributing.md"}
    return {
        to: re.sub(r"\]\(docs/", "](", (ROOT / name).read_text(encoding="utf-8"))
        for name, to in names.items()
    }


def on_page_markdown(markdown: str, **_: Any) -> str:
    """Put made parts where a page asks for them."""
    return MADE.sub(lambda found: PARTS[found[1]](), markdown)
