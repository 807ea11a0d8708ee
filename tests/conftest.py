"""Settings for every test, and a browser for those that open pages."""

import pytest
from hypothesis import HealthCheck, settings

from tests.lessons.chromium import launched, program

settings.register_profile(
    "here",
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],  # it would assert a time
)
settings.load_profile("here")


@pytest.fixture(scope="module")
def browser():
    """Chromium without a window; the tests that ask for it are skipped where there is none."""
    api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with api.sync_playwright() as playwright:
        path = program(playwright)
        if not path:
            pytest.skip("no Chromium on this machine: apt-get install chromium, or playwright's")
        with launched(playwright, path) as chromium:
            yield chromium
