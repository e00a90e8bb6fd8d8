"""One browser and one page of each kind for all tests; a test fails if its page asks for anything or has an error."""

import pytest
from support.browser import REQUIRED, Visit, chromium, missing, visit
from support.made_pages import page_of


def pytest_collection_modifyitems(config, items):
    """Skip these tests, with the reason, where no browser is installed; fail them where it must be."""
    lacking = missing()
    if lacking and not REQUIRED:
        for item in items:
            if "tests/browser/" in item.nodeid:
                item.add_marker(pytest.mark.skip(reason=lacking))


@pytest.fixture(scope="module")  # not longer: an event loop runs as long as it does, and other tests start their own
def browser():
    assert missing() is None, missing()
    with chromium() as started:
        yield started


@pytest.fixture(scope="session")
def pages(tmp_path_factory, worker_id):
    base = tmp_path_factory.getbasetemp()
    shared = base if worker_id == "master" else base.parent
    return lambda name: page_of(name, shared)


@pytest.fixture
def opened(browser, pages):
    """Open a page by the name of its report; when the test is over, nothing may have gone wrong on it."""
    visits: list[Visit] = []

    def open_one(name: str = "plain", fragment: str = "", **how) -> Visit:
        visits.append(visit(browser, pages(name), fragment=fragment, **how))
        return visits[-1]

    yield open_one
    for one in visits:
        one.context.close()
    assert [fault for one in visits for fault in one.faults] == []
