"""Everybody can use the page: by keyboard, by ear, on a phone, in the dark, on paper."""

import re

import pytest
from playwright.sync_api import Page, expect

STOPS = 600
"""More than a page has places where the focus stops."""

FOCUS = """() => {
  const at = document.activeElement;
  if (at === document.body) return null;
  const style = getComputedStyle(at);
  const box = at.getBoundingClientRect();
  const deep = at.shadowRoot ? at.shadowRoot.activeElement : null;
  return {
    name: at.id || at.className || at.tagName,
    place: [...document.querySelectorAll('*')].indexOf(at),
    section: (at.closest('section, nav, header') || {}).id || '',
    outlined: deep !== null || (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2),
    seen: box.width > 0 && box.height > 0 && box.top < innerHeight && box.bottom > 0,
  };
}"""


def tabbed(page: Page) -> list[dict]:
    """Where the focus stops from the first place to the last one."""
    stops = []
    for _ in range(STOPS):
        page.keyboard.press("Tab")
        stop = page.evaluate(FOCUS)
        if stop is None or (stops and stop["place"] < stops[-1]["place"]):
            break
        stops.append(stop)
    return stops


def width(page: Page) -> int:
    """How wide the page is, scrolled or not."""
    return page.evaluate("document.documentElement.scrollWidth")


def open_card(page: Page) -> None:
    page.locator("#table tbody a").first.click()
    expect(page.locator("#card .card")).to_be_visible()
    page.evaluate("for (const part of document.querySelectorAll('details')) part.open = true")


def test_tab_reaches_every_part_in_its_order_and_is_always_seen(opened):
    page = opened(fragment="").page
    page.locator("#table tbody a").first.press("Enter")
    page.evaluate("document.activeElement.blur(); window.scrollTo(0, 0); getSelection().removeAllRanges()")
    page.locator("#main").evaluate(
        "main => { main.tabIndex = -1; document.body.tabIndex = -1; document.body.focus(); }"
    )
    stops = tabbed(page)
    assert len(stops) < STOPS
    assert {"summary", "matrix", "shown", "person", "people", "closest", "provenance"} <= {
        stop["section"] for stop in stops
    }
    assert [stop["name"] for stop in stops if not stop["outlined"]] == []
    assert [stop["name"] for stop in stops if not stop["seen"]] == []
    focusable = page.evaluate(
        "[...document.querySelectorAll('a[href], button, select, input, textarea, summary, [tabindex=\"0\"]')]"
        ".filter(one => !one.disabled && one.checkVisibility()).length"
    )
    radios = page.locator("input[type=radio]").count()  # one stop for a group of them
    assert len(stops) >= focusable - radios


def test_the_first_stop_skips_to_the_report(opened):
    page = opened().page
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the report")).to_be_in_viewport()
    page.keyboard.press("Enter")
    assert page.url.endswith("#main")


@pytest.mark.parametrize(
    ("name", "how"),
    [("plain", {"color_scheme": "light"}), ("plain", {"color_scheme": "dark"}), ("hostile", {"size": "phone"})],
    ids=["light", "dark", "hostile on a phone"],
)
def test_axe_finds_nothing_with_a_card_open(opened, name, how):
    visit = opened(name, **how)
    open_card(visit.page)
    assert visit.axe() == []


@pytest.mark.parametrize(("name", "size"), [("plain", "phone"), ("hostile", "phone"), ("hostile", "small phone")])
def test_a_phone_scrolls_in_one_direction_only(opened, name, size):
    page = opened(name, size=size, has_touch=True).page
    open_card(page)
    page.get_by_label("show their own values").check()
    assert width(page) <= page.viewport_size["width"]  # type: ignore[index]


def test_the_page_is_dark_when_the_system_is_and_when_asked(opened):
    page = opened(color_scheme="dark").page
    paper = "getComputedStyle(document.body).backgroundColor"
    dark = page.evaluate(paper)
    assert max(map(int, re.findall(r"\d+", dark))) < 64
    page.get_by_role("button", name="Light colours").press("Enter")
    assert min(map(int, re.findall(r"\d+", page.evaluate(paper)))) > 192
    page.get_by_role("button", name="Dark colours").click()
    assert page.evaluate(paper) == dark


@pytest.mark.parametrize("name", ["plain", "hostile"])
def test_two_pages_of_paper_sum_up_for_auditors(opened, name):
    page = opened(name, color_scheme="dark").page
    open_card(page)
    printed = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", printed)) <= 2
    page.emulate_media(media="print", color_scheme="dark")
    for part in ("#summary", "#matrix", "#assumptions", "#provenance"):
        expect(page.locator(part)).to_be_visible()
    for part in ("nav", "#views", "#people", "#person", "#theme"):
        expect(page.locator(part)).to_be_hidden()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"


def test_without_scripts_the_summary_can_be_read(browser, pages):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(pages("plain").as_uri())
    expect(page.locator("#summary")).to_contain_text("breast-cancer: 569 people")
    expect(page.locator("noscript")).to_be_visible()
    context.close()
