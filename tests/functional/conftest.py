"""A real Chromium for the browser tests."""

import os
import re
import shutil
from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--no-first-run",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test of this folder as a browser test, and leave them out where there is no browser."""
    absent = pytest.mark.skip(reason=f"no Chromium at {CHROMIUM}: install Debian's chromium to run browser tests")
    for item in items:
        if "tests/functional/" in item.path.as_posix():
            item.add_marker(pytest.mark.browser)
            if shutil.which(CHROMIUM) is None:
                item.add_marker(absent)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start one headless Chromium for the run."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, headless=True, args=FLAGS)
        yield started
        started.close()


@pytest.fixture(params=[1280], ids=lambda width: f"{width}px")
def page(browser: Browser, request: pytest.FixtureRequest, live_server) -> Iterator[Page]:
    """Open an empty window on the test server; a page error or a blocked script fails the test."""
    yield from _open(browser, live_server.url, width=request.param, javascript=True)


@pytest.fixture
def page_without_javascript(browser: Browser, live_server) -> Iterator[Page]:
    """Open an empty window in which JavaScript is off."""
    yield from _open(browser, live_server.url, width=1280, javascript=False)


@pytest.fixture
def page_without_scripts(page: Page) -> Page:
    """Open an empty window in which none of our scripts arrives, but axe can run: it needs JavaScript itself."""
    page.route(re.compile(r"\.js($|\?)"), lambda route: route.abort())
    return page


@pytest.fixture
def phone(browser: Browser, live_server) -> Iterator[Page]:
    """Open an empty window as narrow as a small phone."""
    yield from _open(browser, live_server.url, width=375, javascript=True)


def _open(browser: Browser, url: str, *, width: int, javascript: bool) -> Iterator[Page]:
    context = browser.new_context(
        base_url=url,
        viewport={"width": width, "height": 900},
        java_script_enabled=javascript,
        locale="en-GB",
        timezone_id="Europe/London",
        bypass_csp=False,
    )
    context.set_default_timeout(10_000)
    context.set_default_navigation_timeout(30_000)
    opened = context.new_page()
    problems: list[str] = []
    opened.on("pageerror", lambda error: problems.append(str(error)))
    opened.on(
        "console",
        lambda line: problems.append(line.text) if "Content Security Policy" in line.text else None,
    )
    yield opened
    context.close()
    assert not problems, problems


@pytest.fixture
def axe() -> Callable[[Page], None]:
    """Return a check that axe-core finds nothing on the page (WCAG 2.2 A and AA and best practices)."""

    def check(page: Page) -> None:
        # A click returns when the next page is on its way: on a busy machine axe would look at the empty window.
        page.wait_for_load_state()
        page.locator("h1").first.wait_for(state="attached")
        # axe is injected through the debugging protocol, which the page's content security policy does not stop.
        found = Axe().run(page)
        assert not found.response["violations"], found.generate_report()

    return check


@pytest.fixture
def sign_in(client, live_server) -> Callable[[Page, object], None]:
    """Return a helper that puts a user's session into the browser, without the sign-in screens."""

    def put_session(page: Page, user: object) -> None:
        client.force_login(user)
        cookie = client.cookies["sessionid"]
        page.context.add_cookies([{"name": "sessionid", "value": cookie.value, "url": live_server.url}])

    return put_session
