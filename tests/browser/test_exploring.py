"""Filtering, sorting, choosing: what a page shows follows what is asked of it."""

import re

import pytest
from playwright.sync_api import Page, expect

ROWS = "#table tbody tr"
WHERE = "#table-where"


def number(text: str) -> int:
    return int(text.replace(",", ""))


def cells(page: Page, column: str) -> list[str]:
    """What a column of the table of people shows."""
    headings = page.locator("#table thead th").all_inner_texts()
    place = next(index for index, heading in enumerate(headings) if heading.rstrip(" ▲▼") == column)
    return page.locator(f"{ROWS} > :nth-child({place + 1})").all_inner_texts()


def rows_of(page: Page) -> int:
    """How many rows the table of people has, on all its pages."""
    found = re.search(r"of ([\d,]+)\.", page.locator(WHERE).inner_text())
    assert found is not None
    return number(found[1])


@pytest.mark.parametrize("key", [None, "Enter", " "])
def test_a_number_of_the_matrix_filters_everything_below(opened, key):
    page = opened().page
    everybody = rows_of(page)
    button = page.locator("#matrix td.violated button:visible").last
    shown = number(button.inner_text())
    assert 0 < shown < everybody
    if key is None:
        button.click()
    else:
        button.press(key)
    assert button.get_attribute("aria-pressed") == "true"
    assert rows_of(page) == shown
    assert set(cells(page, "status of the claim")) == {"bound broken"}
    expect(page.locator("#said")).to_contain_text("Shown:")
    expect(page.locator("#chips li")).to_have_count(1)
    page.locator("#chips button").click()
    assert button.get_attribute("aria-pressed") == "false"
    assert rows_of(page) == everybody


def test_every_number_of_the_matrix_is_how_many_rows_it_shows(opened):
    page = opened().page
    for closed in page.locator("#matrix details:not([open]) > summary").all():
        closed.click()
    buttons = page.locator("#matrix td button")
    assert buttons.count() > 20
    for button in buttons.all()[::7]:
        button.click()
        assert rows_of(page) == number(button.inner_text())


def test_the_table_is_sorted_by_its_headings_both_ways(opened):
    page = opened().page
    everybody = rows_of(page)
    heading = page.get_by_role("columnheader", name="cost, natural")
    heading.get_by_role("button").click()
    assert heading.get_attribute("aria-sort") == "ascending"
    costs = [float(cell) for cell in cells(page, "cost, natural")]
    assert costs == sorted(costs)
    heading.get_by_role("button").press("Enter")
    assert heading.get_attribute("aria-sort") == "descending"
    costs = [float(cell) for cell in cells(page, "cost, natural")]
    assert costs == sorted(costs, reverse=True)
    assert rows_of(page) == everybody
    page.get_by_role("button", name="Next rows").click()
    assert float(cells(page, "cost, natural")[0]) <= costs[-1]


def test_the_table_is_filtered_by_a_range_and_by_a_word(opened):
    page = opened().page
    form = page.get_by_role("form", name="Filter the people")
    form.get_by_role("combobox", name="Column").select_option("cost, natural")
    form.get_by_role("spinbutton", name="from").fill("2")
    form.get_by_role("spinbutton", name="to", exact=True).fill("4")
    form.get_by_role("spinbutton", name="to", exact=True).press("Enter")
    assert {2.0 <= float(cell) <= 4.0 for cell in cells(page, "cost, natural")} == {True}
    some = rows_of(page)
    form.get_by_role("combobox", name="Column").select_option("robust recourse accepted by the natural model")
    form.get_by_role("combobox", name="is").select_option("no")
    form.get_by_role("button", name="Filter").click()
    assert set(cells(page, "robust recourse accepted by the natural model")) == {"no"}
    assert 0 < rows_of(page) < some
    expect(page.locator("#chips li")).to_have_count(2)


def test_a_filter_that_nobody_passes_says_so(opened):
    page = opened().page
    form = page.get_by_role("form", name="Filter the people")
    form.get_by_role("combobox", name="Column").select_option("cost, natural")
    form.get_by_role("spinbutton", name="from").fill("1e9")
    form.get_by_role("spinbutton", name="from").press("Enter")
    assert page.locator(WHERE).inner_text() == "Nobody passes all filters."
    expect(page.locator("#count")).to_have_text(re.compile("^0 people of"))
    assert page.locator(ROWS).count() == 0


def test_a_pair_of_models_is_chosen_and_the_matrix_counts_for_it(opened):
    page = opened().page
    button = page.locator("#matrix td.violated button:visible").first
    whole = number(button.inner_text())
    page.get_by_role("combobox", name="Pair of models").select_option(index=2)
    people = rows_of(page)
    assert number(button.inner_text()) <= people < whole
    assert len(set(cells(page, "pair of models"))) == 1


def test_their_own_values_are_columns_on_demand(opened):
    page = opened().page
    few = page.locator("#table thead th").count()
    page.get_by_label("show their own values").check()
    assert page.locator("#table thead th").count() == few + 30
    assert [float(cell) > 0 for cell in cells(page, "mean radius")] == [True] * 25


def test_the_lists_of_the_closest_lead_to_people(opened):
    page = opened().page
    page.locator("#closest").scroll_into_view_if_needed()
    link = page.locator("#closest-list a").first
    name = link.inner_text()
    link.click()
    expect(page.locator("#person-title")).to_have_text(name)
