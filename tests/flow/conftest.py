"""A real browser, and what it saw."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, sync_playwright
from tests.installation import PATIENCE_S, Installation

from cultotranscript.app import WEB

CHROMIUM = os.environ.get("CULTO_TEST_CHROMIUM")
"""The path of a Chromium or Chrome; Playwright downloads none here."""

_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    # Without these the browser itself calls home, and the network here is closed.
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
_SERVER_IS_AWAY = (
    "net::ERR_CONNECTION_REFUSED",
    "net::ERR_CONNECTION_RESET",
    "net::ERR_EMPTY_RESPONSE",
    "net::ERR_INCOMPLETE_CHUNKED_ENCODING",
)


class Watched:
    """A page, and whatever went wrong on it."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.hosts: set[str] = set()
        self.complaints: list[str] = []
        self.lost_connections = 0
        page.on("request", lambda request: self.hosts.add(urlsplit(request.url).hostname or ""))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", lambda message: self._hear(message.type, message.text))

    def _hear(self, kind: str, text: str) -> None:
        if kind not in ("error", "warning"):
            return
        if any(one in text for one in _SERVER_IS_AWAY):
            self.lost_connections += 1
        else:
            self.complaints.append(text)


@pytest.fixture
def browser() -> Iterator[Browser]:
    """One browser for one test: Playwright holds an event loop, which other tests must not find running."""
    if CHROMIUM is None:
        pytest.skip("set CULTO_TEST_CHROMIUM to the path of a Chromium to run this test")
    if not (WEB / "index.html").exists():
        pytest.skip("the page is not built: scripts/install builds it")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=_FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def open_page(browser: Browser) -> Callable[..., Watched]:
    """Opens a page of its own person: no cookie or choice is shared with another."""

    def open_page(url: str, *, locale: str = "pt-BR", width: int = 1280, **options: Any) -> Watched:
        context = browser.new_context(
            locale=locale, timezone_id="America/Sao_Paulo", viewport={"width": width, "height": 900}, **options
        )
        context.set_default_timeout(PATIENCE_S * 1000)
        watched = Watched(context.new_page())
        watched.page.goto(url)
        return watched

    return open_page


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    """An installation without a password, not yet started."""
    installation = Installation(tmp_path / "data")
    yield installation
    installation.stop()
