"""Texts that would like to be code are shown as texts: nothing runs, nothing breaks."""

import re

import pytest
from playwright.sync_api import Page, expect
from support.hostile import HOSTILE, SCRIPT


def use_everything(page: Page) -> None:
    """Unfold, choose, sort, filter and copy."""
    page.get_by_label("show their own values").check()
    page.locator("#table tbody a").first.click()
    page.evaluate("for (const part of document.querySelectorAll('details')) part.open = true")
    page.get_by_role("button", name="Copy as text").click()
    page.locator("#closest").scroll_into_view_if_needed()
    page.locator("#closest-list a").first.wait_for()


def test_nothing_runs_and_no_element_comes_from_a_text(opened):
    page = opened("hostile").page
    before = page.evaluate("document.querySelectorAll('script').length")
    use_everything(page)
    page.wait_for_timeout(200)
    assert page.evaluate("[window.hacked, ({}).hacked, ({}).polluted]") == [None, None, None]
    assert page.evaluate("document.querySelectorAll('script').length") <= before
    assert page.locator("img, iframe, object, embed, base, meta[http-equiv=refresh]").count() == 0
    assert page.locator("[onerror], [onload], [onclick], a[href^='javascript' i]").count() == 0
    for part in ("summary", "matrix", "shown", "person", "people", "closest", "groups", "assumptions", "provenance"):
        expect(page.locator(f"#{part}")).to_have_count(1)


def test_names_are_shown_as_they_are(opened):
    page = opened("hostile").page
    use_everything(page)
    expect(page.locator("h1")).to_contain_text(HOSTILE[1])
    assert SCRIPT in page.title() or HOSTILE[1] in page.title()
    headings = page.locator("#table thead th").all_inner_texts()
    for name in HOSTILE:
        shown = [heading for heading in headings if plain(name)[:12] in plain(heading)]
        assert shown, name
    expect(page.locator("#groups")).to_contain_text(f"kind {SCRIPT}")
    expect(page.locator("#matrix")).to_contain_text("mine.hostile")
    expect(page.locator("#provenance")).to_contain_text(SCRIPT)


def test_no_character_of_control_or_of_direction_is_left(opened):
    page = opened("hostile").page
    use_everything(page)
    text = page.evaluate("document.body.innerText + [...document.querySelectorAll('[aria-label], [title]')].map("
                         "one => one.getAttribute('aria-label') + one.title).join()")  # fmt: skip
    assert re.findall(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffd]", text) == []


def test_a_filter_by_a_hostile_level_filters(opened):
    page = opened("hostile").page
    column = page.get_by_role("combobox", name="Column")
    name = next(option for option in column.locator("option").all_inner_texts() if option.startswith(f"kind {SCRIPT}"))
    column.select_option(label=name)
    page.get_by_role("combobox", name="is", exact=True).select_option(label=f"most {SCRIPT}")
    page.get_by_role("button", name="Filter", exact=True).click()
    expect(page.locator("#chips")).to_contain_text(f"is most {SCRIPT}")
    assert page.locator("#table tbody tr").count() > 0


@pytest.mark.parametrize(
    "fragment", ["#person-0&run=9", '#"><img src=x onerror=alert(1)>', "#person-1e9", "#%00", "#javascript:1"]
)
def test_a_hostile_link_is_followed_to_nobody(opened, fragment):
    page = opened(fragment=fragment).page
    expect(page.locator("#person-title")).to_have_text("One person")


def plain(text: str) -> str:
    """A text without what nobody sees."""
    return "".join(char for char in text if char.isprintable() and not char.isspace())
