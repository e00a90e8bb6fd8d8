"""The page of 10,000 people × 40 columns is small, opens and answers."""

import re

from playwright.sync_api import expect
from support.patience import SOON

MEGABYTE = 1e6


def test_ten_thousand_people_fit_into_ten_megabytes_and_their_data_into_three(opened, pages, record_property):
    page = pages("crowded")
    assert page.stat().st_size < 10 * MEGABYTE
    data = re.search(rb'<script type="application/octet-stream" id="data">([^<]*)<', page.read_bytes())
    assert data is not None
    assert len(data[1]) <= 3 * MEGABYTE


def test_ten_thousand_people_are_all_there(opened):
    visit = opened("crowded")
    assert visit.seconds < SOON
    page = visit.page
    expect(page.locator("#count")).to_have_text("10,000 people of 10,000.")
    expect(page.locator("#table-where")).to_have_text("Rows 1 to 25 of 10,000.")
    page.locator("#matrix td.violated button:visible").first.click()
    page.get_by_role("columnheader", name="cost, robust").get_by_role("button").click()
    page.get_by_label("show their own values").check()
    assert page.locator("#table thead th").count() > 40
    page.locator("#table tbody a").first.click()
    expect(page.locator("#card .card")).to_be_visible()
