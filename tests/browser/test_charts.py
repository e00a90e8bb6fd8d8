"""The charts: people are chosen in them, ε is a slider, and who looks at one hears what it shows."""

import re

import pytest
from playwright.sync_api import Page, expect

POINT = """(host) => {
  const view = Object.values(Bokeh.index).find((one) => host.contains(one.el));
  const box = host.getBoundingClientRect();
  const { x_scale: across, y_scale: up, bbox } = view.frame;
  for (const renderer of view.model.renderers) {
    const { glyph, data_source: source } = renderer;
    if (!source.data.row || !renderer.visible) continue;
    const [xs, ys] = [glyph.x, glyph.y].map((one) => source.data[one.field] || []);
    for (let place = 0; place < xs.length; place += 1) {
      const [x, y] = [across.compute(xs[place]), up.compute(ys[place])];
      if (bbox.contains(x, y)) return [box.left + x, box.top + y];
    }
  }
  return null;
}"""
"""Where somebody is drawn in a chart."""


def chart(page: Page, place: int):
    """A chart, once it is drawn."""
    host = page.locator("#views .view-people .view-picture").nth(place)
    host.scroll_into_view_if_needed()
    page.wait_for_function(
        "host => Object.values(Bokeh.index).some((one) => host.contains(one.el))", arg=host.element_handle()
    )
    page.wait_for_timeout(300)
    return host


@pytest.mark.parametrize("place", [0, 1, 2])
def test_somebody_is_chosen_in_a_chart(opened, place):
    page = opened().page
    host = chart(page, place)
    x, y = host.evaluate(POINT)
    page.mouse.click(x, y)
    expect(page.locator("#person-title")).to_have_text(re.compile(r"^Person \d+$"))
    expect(page.locator("#card .card")).to_be_visible()
    assert "#person-" in page.url


def test_epsilon_is_a_slider_that_the_table_follows(opened):
    page = opened().page
    slider = page.get_by_role("slider")
    expect(slider).to_have_attribute("aria-valuetext", "every ε together")
    for epsilon in ("0", "0.1", "0.3"):
        slider.press("ArrowRight")
        expect(slider).to_have_attribute("aria-valuetext", f"ε = {epsilon}")
        expect(page.locator("#count")).to_have_text("39 people of 39.")
    expect(page.get_by_role("combobox", name="Pair of models", exact=True)).to_have_value("2")
    slider.press("Home")
    expect(slider).to_have_attribute("aria-valuetext", "every ε together")
    expect(page.locator("#count")).to_contain_text("117 rows over all pairs")


def test_every_chart_says_in_words_what_it_shows(opened):
    page = opened().page
    charts = page.locator("#views figure")
    assert charts.count() >= 4
    for one in charts.all():
        assert len(one.get_by_role("img").get_attribute("aria-label") or "") > 20
        expect(one.locator("figcaption")).not_to_be_empty()


def test_a_statement_chosen_in_the_matrix_is_that_of_the_charts(opened):
    page = opened().page
    row = page.locator("#matrix tr[data-case]", has=page.locator("button:visible")).last
    row.locator("button").first.click()
    name = page.get_by_role("combobox", name="Statement").locator("option:checked").inner_text()
    assert row.locator("th").inner_text().startswith(name)


def test_charts_are_drawn_anew_in_the_colours_of_the_theme(opened):
    page = opened().page
    host = chart(page, 0)
    light = host.screenshot()
    page.get_by_role("button", name="Dark colours").click()
    host.scroll_into_view_if_needed()
    page.wait_for_timeout(300)
    assert host.screenshot() != light
