"""A real Chromium for the tests."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Iterator

from axe_playwright_python.sync_playwright import Axe, AxeResults
from playwright.sync_api import Browser, Page, sync_playwright

from tests.plugins.processes import missing

# The first draws no windows: the same engine for a third of the CPU, 0.3 s instead of 1.3 s for a test's first page.
PROGRAMS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-proxy-server"]


@contextlib.contextmanager
def open_chromium() -> Iterator[Browser]:
    path = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if path is None:
        missing("no Chromium is installed (Debian: apt-get install chromium-headless-shell fonts-wqy-microhei)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


# What moves on a page comes to its end, and has the colours of neither state before.
STANDSTILL = """() => Promise.allSettled(document.getAnimations()
  .filter((animation) => Number.isFinite(animation.effect.getComputedTiming().endTime))
  .map((animation) => animation.finished))"""

# As the library asks, but all that was well stays in the browser: to send it over took twice as long as to look.
FIND = "() => axe.run({ resultTypes: ['violations'] }).then(({ violations }) => ({ violations }))"


def look_with_axe(page: Page) -> AxeResults:
    """Return what axe finds on the page once it is there with its styles, and nothing moves."""
    page.wait_for_load_state()
    page.evaluate(STANDSTILL)
    page.evaluate(Axe().axe_script)
    return AxeResults(page.evaluate(FIND))
