"""Pages with a defect each: what these tests find nothing of on good pages, they find here."""

import pytest
from support.browser import visit

PAGE = """<!doctype html><html lang="en" data-ready><head><title>A page</title><link rel="icon" href="data:,"></head>
<body><main><h1>A page</h1><label for="name">Name</label><input id="name">{}</main></body></html>"""

DEFECTS = {
    "picture from elsewhere": '<img alt="" src="https://example.org/a.png">',
    "style from elsewhere": '<link rel="stylesheet" href="https://example.org/a.css">',
    "file beside it": '<img alt="" src="beside.png">',
    "fetch": "<script>fetch('https://example.org/').catch(() => 0)</script>",
    "beacon": "<script>navigator.sendBeacon('https://example.org/', 'x')</script>",
    "exception": "<script>throw new Error('thrown')</script>",
    "console error": "<script>console.error('noted')</script>",
    "dialog": "<script>setTimeout(() => alert(1))</script>",
}


@pytest.fixture
def look(browser, tmp_path):
    """Open a page that has something more in it than the good one."""
    made = []

    def look_at(more: str):
        file = tmp_path / "page.html"
        file.write_text(PAGE.format(more), encoding="utf-8")
        made.append(visit(browser, file))
        return made[-1]

    yield look_at
    for one in made:
        one.context.close()


def test_a_good_page_has_no_fault(look):
    opened = look("")
    opened.page.wait_for_timeout(200)
    assert opened.faults == []
    assert opened.axe() == []


@pytest.mark.parametrize("defect", DEFECTS)
def test_a_defect_is_noticed(look, defect):
    opened = look(DEFECTS[defect])
    opened.page.wait_for_timeout(200)
    assert opened.faults != []


@pytest.mark.parametrize(
    ("more", "rule"),
    [
        ("<input>", "label"),
        ("<p style='color: #bbb; background: #fff'>pale</p>", "color-contrast"),
        ("<div role='button'>press</div><button></button>", "button-name"),
    ],
)
def test_what_not_everybody_can_use_is_noticed(look, more, rule):
    assert any(line.startswith(f"{rule}:") for line in look(more).axe())
