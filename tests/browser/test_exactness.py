"""What the page says is what the tables of the report have: counts of its charts, cells, filters, cards."""

import math
import re

import polars as pl
import pytest
from playwright.sync_api import Page, expect
from support.browser import visit

from empirical.report.reproduction import recorded
from recourse_bounds.page import page_of

YES = {True: "yes", False: "no", None: "unknown"}


def instances(pages, run: int = 0) -> pl.DataFrame:
    """What was measured of everybody with one pair of models, with everybody's row of the table."""
    folder = pages("plain").parent
    table = pl.read_parquet(folder / "instances.parquet")
    epsilon = sorted(table["epsilon"].unique())[run]
    people = pl.read_parquet(folder / "people.parquet").select("instance", "row")
    return table.filter(pl.col("epsilon") == epsilon).join(people, on="instance")


def one_pair(page: Page, run: int = 0) -> Page:
    page.locator("#run").select_option(str(run))
    return page


def caption(page: Page, place: int) -> str:
    return page.locator("#views .view-people figcaption").nth(place).inner_text()


def cells(page: Page) -> list[dict[str, str]]:
    """The lines of the table of people that are shown, by the names of their columns."""
    names = [name.rstrip(" ▲▼") for name in page.locator("#table thead th").all_inner_texts()]
    lines = page.locator("#table tbody tr").all()
    return [dict(zip(names, line.locator("th, td").all_inner_texts(), strict=True)) for line in lines]


def number(text: str) -> float:
    return math.nan if text == "unknown" else float(text.replace("−", "-"))


def filtered(page: Page, column: str, **values: str) -> None:
    form = page.get_by_role("form", name="Filter the people")
    form.get_by_role("combobox", name="Column").select_option(column)
    for name, value in values.items():
        field = form.locator(f"[name={name}]")
        field.select_option(value) if name == "word" else field.fill(value)
    form.get_by_role("button", name="Filter").click()


@pytest.mark.parametrize("run", [0, 1])
def test_counts_of_the_charts_are_those_of_the_report(opened, pages, run):
    page, table = one_pair(opened().page, run), instances(pages, run)
    both = table.filter(pl.col("cost_r").is_not_null() & pl.col("cost_nr").is_not_null())
    dearer = both.filter(pl.col("cost_r") > pl.col("cost_nr")).height
    expect(page.locator("#views .view-people figcaption").nth(1)).to_contain_text(
        re.compile(rf"costs more for {dearer} of {both.height} (people|person)")
    )
    scores = pl.col("score_r_nr") > 0.0
    table = table.with_columns(crosses_back=pl.when(pl.col("found_nr").is_not_null()).then(scores))
    for value, flags in {"natural": ("found_nr", "crosses_back"), "robust": ("crosses", "found_r")}.items():
        page.get_by_role("combobox", name="About").select_option(value)
        known = table.filter(pl.col(flags[0]).is_not_null() & pl.col(flags[1]).is_not_null())
        shares = [f"{100 * known[flag].sum() / known.height:.0f} %" for flag in flags]
        assert re.findall(r"for (\d+ %)", caption(page, 2)) == shares


def test_cells_of_the_table_are_those_of_the_report(opened, pages):
    page, table = one_pair(opened().page), instances(pages)
    rows = {row["row"]: row for row in table.iter_rows(named=True)}
    for line in cells(page):
        exact = rows[int(line["person"].removeprefix("Person "))]
        for column, told in {"cost_nr": "cost, natural", "cost_r": "cost, robust"}.items():
            wanted = exact[column]
            assert number(line[told]) == pytest.approx(math.nan if wanted is None else wanted, rel=5e-3, nan_ok=True)
        if exact["cost_r"] is not None and exact["cost_nr"] is not None:
            more = exact["cost_r"] - exact["cost_nr"]
            assert number(line["robust costs more by"]) == pytest.approx(more, rel=5e-3)
        assert line["natural recourse accepted"] == YES[exact["found_nr"]]
        assert line["robust recourse accepted by the natural model"] == YES[exact["crosses"]]


def test_a_filter_stays_what_was_asked_whatever_is_chosen_next(opened):
    page = one_pair(opened().page, 1)
    page.get_by_role("columnheader", name="person").get_by_role("button").click()
    filtered(page, "status of the claim", word="bound broken")
    people = [line["person"] for line in cells(page)]
    assert people
    chip = page.locator("#chips button").inner_text()
    page.get_by_role("combobox", name="is", exact=True).select_option(index=0)
    statement = page.get_by_role("combobox", name="Statement")
    statement.select_option(index=statement.locator("option").count() - 1)
    filtered(page, "cost, natural", to="1e9")
    assert [line["person"] for line in cells(page)] == people
    expect(page.locator("#chips button").first).to_have_text(chip)


def test_shares_are_filtered_in_percent_as_they_are_shown(opened, pages):
    page, table = one_pair(opened().page), instances(pages)
    filtered(page, "probability after, natural", **{"from": "40"})
    wanted = table.filter(pl.col("probability_nr") >= 0.4).height
    assert wanted > 0
    expect(page.locator("#count")).to_have_text(re.compile(rf"^{wanted} (people|person) of"))
    expect(page.locator("#chips")).to_contain_text("from 40 %")


def test_a_recourse_that_was_not_found_is_never_told_as_unchanged(browser, pages, tmp_path):
    report = recorded(pages("plain").parent)
    someone = report.instances["instance"][0]
    lost = pl.col("instance") == someone
    nothing = {name: pl.when(~lost).then(pl.col(name)) for name in ("found_nr", "cost_nr", "probability_nr")}
    instances = report.instances.with_columns(**nothing, status_nr=pl.when(lost).then(
        pl.lit("not found", dtype=report.instances["status_nr"].dtype)).otherwise(pl.col("status_nr")))  # fmt: skip
    assert report.recourses is not None
    kept = report.recourses.filter(~(lost & (pl.col("model") == "natural")))
    file = tmp_path / "report.html"
    file.write_bytes(page_of(report._replace(instances=instances, recourses=kept)))
    visit_ = visit(browser, file)
    page = one_pair(visit_.page, -1)
    page.locator("#table tbody a").first.click()
    card = page.locator("#card")
    expect(card).to_contain_text("natural model's recourse: none was found")
    lines = card.locator("table", has_text="What would change").locator("tbody tr").all()
    assert lines
    assert {line.locator("td").nth(1).inner_text() for line in lines} == {"none was found"}
    assert "–" not in {line.locator("td").nth(1).inner_text() for line in lines}
    visit_.context.close()
