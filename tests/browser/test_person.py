"""The card of one person: how it is reached, what it says, and how it is left."""

import re

import polars as pl
import pytest
from playwright.sync_api import Page, expect


def shown(page: Page) -> int | None:
    """Whose card is shown."""
    found = re.fullmatch(r"Person (\d+)", page.locator("#person-title").inner_text())
    return None if found is None else int(found[1])


def people(page: Page) -> list[int]:
    texts = page.locator("#table tbody th a").all_inner_texts()
    return [int(text.removeprefix("Person ")) for text in texts]


def test_a_person_of_the_table_has_a_card_and_a_link(opened):
    page = opened().page
    someone = people(page)[2]
    page.get_by_role("link", name=f"Person {someone}", exact=True).first.click()
    assert shown(page) == someone
    assert page.url.endswith(f"#person-{someone}&run=1")
    assert page.locator("#table tr[aria-current=true]").count() == 1
    for caption in ("What the recourses cost", "What would change", "Every claim about this person"):
        expect(page.locator("#card")).to_contain_text(caption)


def test_a_link_opens_the_page_at_its_person(opened):
    first = opened().page
    someone = people(first)[4]
    page = opened(fragment=f"#person-{someone}&run=2").page
    assert shown(page) == someone
    assert page.evaluate("document.activeElement.id") == "person-title"
    expect(page.locator("#person")).to_be_in_viewport()


def test_a_link_to_nobody_says_so_and_shows_nobody(opened):
    page = opened(fragment="#person-999999").page
    assert shown(page) is None
    expect(page.locator("#said")).to_contain_text("Person 999999 is not on this page")
    expect(page.locator("#card")).to_contain_text("Person 999999 is not on this page")


def test_back_to_another_part_of_the_page_shows_whoever_was_open_there(opened):
    page = opened().page
    first, second = people(page)[:2]
    page.get_by_role("link", name=f"Person {first}", exact=True).first.click()
    page.keyboard.press("Escape")
    page.get_by_role("link", name=f"Person {second}", exact=True).first.click()
    page.evaluate("window.location.hash = 'matrix'")
    assert shown(page) == second
    page.go_back()
    page.go_back()
    expect(page.locator("#person-title")).to_have_text("One person")
    assert page.url.endswith("#people")
    page.go_back()
    expect(page.locator("#person-title")).to_have_text(f"Person {first}")


def test_a_link_without_a_pair_keeps_the_pair_that_is_shown_and_is_one_step_of_history(opened):
    page = opened().page
    page.locator("#run").select_option("1")
    someone = people(page)[3]
    steps = page.evaluate("history.length")
    page.evaluate(f"window.location.hash = 'person-{someone}'")
    expect(page.locator("#person-title")).to_have_text(f"Person {someone}")
    assert page.url.endswith(f"#person-{someone}&run=2")
    page.locator("#run").select_option("0")
    assert page.url.endswith(f"#person-{someone}&run=1")
    assert page.evaluate("history.length") == steps + 1


def test_back_and_forward_go_from_person_to_person(opened):
    page = opened().page
    first, second = people(page)[:2]
    for someone in (first, second):
        page.get_by_role("link", name=f"Person {someone}", exact=True).first.click()
        assert shown(page) == someone
    page.go_back()
    expect(page.locator("#person-title")).to_have_text(f"Person {first}")
    page.go_back()
    expect(page.locator("#person-title")).to_have_text("One person")
    page.go_forward()
    expect(page.locator("#person-title")).to_have_text(f"Person {first}")


def test_the_card_says_what_the_report_has(opened, pages):
    page = opened().page
    folder = pages("plain").parent
    row = people(page)[0]
    page.get_by_role("link", name=f"Person {row}", exact=True).first.click()
    recourses = pl.read_parquet(folder / "recourses.parquet").filter(pl.col("row") == row, pl.col("epsilon") == 0.0)
    changed = page.locator("#card table", has_text="What would change").locator("tbody tr")
    assert changed.count() == recourses["column"].n_unique() > 0
    told = dict(zip(recourses["column"], recourses["from"].cast(pl.Float64, strict=False), strict=True))
    for line in changed.all():
        name, now = line.locator("th").inner_text(), line.locator("td").first.inner_text()
        assert float(now.replace("−", "-")) == pytest.approx(told[name], rel=1e-3)


def test_every_claim_about_a_person_unfolds_to_its_premises(opened):
    page = opened().page
    page.locator("#table tbody a").first.click()
    claims = page.locator("#card details.claim")
    assert claims.count() > 10
    for claim in (claims.first, claims.last):
        claim.locator("summary").click()
        expect(claim).to_contain_text("Measured:")
        expect(claim).to_contain_text("remises")
        assert claim.locator("li").count() > 0


def test_escape_closes_the_card_and_gives_the_focus_back(opened):
    page = opened().page
    someone = people(page)[1]
    link = page.get_by_role("link", name=f"Person {someone}", exact=True).first
    link.press("Enter")
    assert shown(page) == someone
    page.keyboard.press("Escape")
    assert shown(page) is None
    expect(link).to_be_focused()


def test_the_card_is_copied_as_text(opened):
    visit = opened()
    page = visit.page
    visit.context.grant_permissions(["clipboard-read", "clipboard-write"])
    someone = people(page)[0]
    page.locator("#table tbody a").first.click()
    page.get_by_role("button", name="Copy as text").click()
    expect(page.locator("#said")).to_have_text("Copied.")
    text = page.evaluate("navigator.clipboard.readText()")
    assert f"Person {someone}" in text
    assert "cost: natural" in text
    assert "interval" in text


def test_without_a_clipboard_the_text_is_selected_in_a_field(opened):
    visit = opened()
    page = visit.page
    page.locator("#table tbody a").first.click()
    page.evaluate("Object.defineProperty(navigator, 'clipboard', {value: undefined})")
    page.get_by_role("button", name="Copy as text").click()
    field = page.get_by_role("textbox", name="The text, selected")
    expect(field).to_be_focused()
    assert "cost: natural" in page.evaluate("getSelection().toString()")
