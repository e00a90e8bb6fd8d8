"""The page of a report: what it holds, that hostile names are nothing but text, and that it fits."""

import base64
import hashlib
import json
import re
import struct
import zlib
from html.parser import HTMLParser
from typing import Any

import numpy as np
import polars as pl
import pytest

from empirical.data import Dataset, Feature
from empirical.data.dataset import category
from empirical.report import Report
from recourse_bounds.page import page_of
from recourse_bounds.page.columns import Columns
from recourse_bounds.page.payload import LARGEST, payload
from recourse_bounds.page.subset import drawn
from recourse_bounds.workflow import report

HOSTILE = (
    "</script><script>window.hacked=1</script>",
    "<img src=x onerror=hacked()>",
    "]]>{{7*7}}\x00\x1b[31m\u202e",
    "'\"",
)


def hostile_data() -> Dataset:
    """A table of which every name is an attack, with a missing cell."""
    rng = np.random.default_rng(0)
    values = np.column_stack([rng.normal(50.0, 9.0, 90), rng.integers(1, 60, 90), rng.integers(0, 2, 90)])
    labels = np.where(values[:, 0] + values[:, 1] + 9.0 * values[:, 2] > 85.0, 1.0, -1.0)
    values[values[:, 0] > 70.0, 0] = np.nan
    features = (
        Feature(HOSTILE[0], unit=HOSTILE[1]),
        Feature(HOSTILE[3], integer=True),
        category(HOSTILE[1], *HOSTILE[:2]),
    )
    protected = (HOSTILE[1],)
    return Dataset(
        HOSTILE[2], features, values, labels, HOSTILE[0], HOSTILE[1], "", protected, impute=True, notes=HOSTILE
    )


@pytest.fixture(scope="module")
def made() -> Report:
    return report(hostile_data(), epsilons=(0.001, 0.1), steps=200, threshold=0.7)


@pytest.fixture(scope="module")
def page(made: Report) -> str:
    return page_of(made).decode()


class Parts(HTMLParser):
    """The scripts, the tags with their attributes, and the text of a page, as a browser reads them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.scripts: list[str] = []
        self.texts: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        inside = self.scripts if self.cdata_elem == "script" else self.texts
        inside.append(data)


def content(text: str) -> tuple[dict[str, Any], bytes]:
    """The heading and the columns of a page's data."""
    stream = zlib.decompress(base64.b64decode(text))
    (length,) = struct.unpack("<I", stream[:4])
    return json.loads(stream[4 : 4 + length]), stream[4 + length :]


def places(entry: dict[str, Any], columns: bytes) -> np.ndarray:
    """A column of whole numbers as the script reads it: -1 where nothing is known."""
    size, width, at = entry["size"], entry["width"], entry["at"]
    planes = np.frombuffer(columns[at : at + size * width], np.uint8).reshape(width, size).astype(np.int64)
    return np.sum([planes[place] << (8 * place) for place in range(width)], axis=0) - 1


def floats(entry: dict[str, Any], columns: bytes, count: int) -> np.ndarray:
    """A column of numbers as the script reads it."""
    if entry["kind"] == "constant":
        return np.full(count, entry["value"])
    if entry["kind"] == "negative":
        return -floats(entry["of"], columns, count)
    size, at, width = entry["size"], entry["at"], entry["width"]
    planes = np.frombuffer(columns[at : at + width * size], np.uint8).reshape(width, size)
    return np.vstack([planes, np.zeros((8 - width, size), np.uint8)]).T.copy().view(">f8")[:, 0].astype(float)


def test_hostile_names_are_text_and_nothing_else(page):
    parts = Parts(page)
    assert [tag for tag, _ in parts.tags].count("script") == 3
    assert not any(
        name.startswith("on") or name in {"src", "action"} for _, attributes in parts.tags for name in attributes
    )
    links = [attributes["href"] for tag, attributes in parts.tags if tag == "a"]
    assert all(str(link).startswith("#") for link in links)
    shown = "".join(parts.texts)
    assert HOSTILE[0] in shown
    assert HOSTILE[1] in shown
    assert not set("\x00\x1b\u202e") & set(page)


def test_only_the_scripts_of_the_page_may_run_and_nothing_is_asked_for(page):
    parts = Parts(page)
    (policy,) = [attributes["content"] for tag, attributes in parts.tags if attributes.get("http-equiv")]
    allowed = set(re.findall(r"'sha256-([^']+)'", str(policy)))
    ran = parts.scripts[1:]
    assert {base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in ran} == allowed
    assert "unsafe-eval" not in str(policy)
    assert "default-src 'none'" in str(policy)
    assert "connect-src 'none'" in str(policy)


def test_the_verdicts_of_the_page_are_those_of_the_report(made):
    about, columns = content(payload(made).text)
    count, rows = about["count"], made.instances
    assert count == rows.height
    key = ["seed", "steps", "ridge", "epsilon", "instance"]
    for one in about["cases"]:
        sources = [pl.col(f"{name}_source").eq_missing(pl.lit(one[name])) for name in ("delta", "cost")]
        wanted = rows.select(key).join(
            made.verdicts.filter(pl.col("claim") == one["claim"], *sources),
            on=key,
            nulls_equal=True,
            maintain_order="left",
        )
        words = [one["outcome"]["words"][place + one["outcome"]["low"]] for place in places(one["outcome"], columns)]
        assert [about["status"][word[0]] for word in words] == wanted["status"].to_list()
        assert [word[1] for word in words] == wanted["failed"].to_list()
        lower, value, upper = (floats(one[name], columns, count) for name in ("lower", "value", "upper"))
        exact = [wanted[name].cast(pl.Float64).fill_null(np.nan).to_numpy() for name in ("lower", "value", "upper")]
        np.testing.assert_allclose(value, exact[1], rtol=2.0**-13)
        np.testing.assert_allclose(lower, exact[0], rtol=2.0**-9)
        assert (np.isnan(lower) | (lower <= exact[0])).all()
        assert (np.isnan(upper) | (upper >= exact[2])).all()
        assert (np.isnan(upper) == np.isnan(exact[2])).all()


def test_who_accepts_and_what_is_dearer_follows_from_every_digit(made):
    about, columns = content(payload(made).text)
    rows = made.instances
    more = floats(about["columns"]["cost_more"], columns, rows.height)
    assert (np.sign(more) == np.sign(rows["cost_r"] - rows["cost_nr"]).to_numpy()).all()
    entry = about["rows"]["crosses_back"]
    accepted = places(entry, columns) + entry["low"]
    assert (accepted == (rows["score_r_nr"] > np.log(0.7 / 0.3)).to_numpy()).all()
    for name in ("cost_nr", "cost_r", "probability_nr", "probability_r"):
        np.testing.assert_allclose(floats(about["columns"][name], columns, rows.height), rows[name], rtol=2.0**-21)


@pytest.mark.parametrize("values", [[0.1, 0.1], [1e300, -1e-300], [np.inf, 3.0], [1.0 + 2.0**-40, -7.3]])
def test_ends_of_intervals_are_rounded_outwards_however_large_or_alike_they_are(values):
    exact, packed = np.array(values), Columns()
    low, high = packed.numbers(exact, "down"), packed.numbers(exact, "up")
    _, columns = content(packed.text({}))
    low, high = (floats(entry, columns, len(exact)) for entry in (low, high))
    assert (low <= exact).all()
    assert (exact <= high).all()
    assert (np.isfinite(low) & np.isfinite(high) == np.isfinite(exact)).all()


def test_people_have_their_own_values_and_what_is_not_known_is_unknown(made):
    about, columns = content(payload(made).text)
    assert made.people is not None
    for feature, name in zip(about["features"], made.people["values"].struct.fields, strict=True):
        exact, entry = made.people["values"].struct.field(name), feature["values"]
        found = places(entry, columns)
        assert ((found < 0) == exact.is_null().to_numpy()).all()
        if entry["kind"] == "code":
            continue
        numbers = np.where(found < 0, np.nan, (found + entry["low"]) / 10.0 ** entry["decimals"])
        known = exact.cast(pl.Float64).fill_null(np.nan).to_numpy()
        np.testing.assert_allclose(numbers, known, atol=0.5 / 10.0 ** entry["decimals"] + 1e-12)
    assert about["features"][1]["values"]["decimals"] == 0


def test_a_report_that_does_not_fit_tells_of_fewer_people_and_says_so(made, monkeypatch):
    largest = len(payload(made).text) - 100
    small = payload(made, largest=largest)
    assert 0 < small.shown < small.people
    assert len(small.text) <= largest < LARGEST
    about, _ = content(small.text)
    assert about["people"] == small.shown
    monkeypatch.setattr("recourse_bounds.page.html.payload", lambda report: small)
    assert f"tells of {small.shown} of {small.people} people" in page_of(made).decode()


def test_people_are_drawn_evenly_and_always_the_same():
    people = pl.Series(range(1000))
    assert drawn(people, 10).equals(drawn(people, 10))
    assert set(np.diff(drawn(people, 10).to_numpy())) == {111}


def test_a_report_of_an_older_format_has_a_page_too(made):
    about, _ = content(payload(made._replace(people=None, recourses=None)).text)
    assert about["features"] == about["changes"] == []
    assert page_of(made._replace(people=None)).startswith(b"<!DOCTYPE html>")


def test_a_report_on_nobody_has_a_page(made):
    nobody = made._replace(
        instances=made.instances.clear(), verdicts=made.verdicts.clear(), recourses=None, people=None,
        summary={**made.summary, "sweep": [], "claims": [], "groups": {"rows": [], "note": ""}},
    )  # fmt: skip
    assert "data-case" not in page_of(nobody).decode().partition("<script")[0]


def test_the_same_report_has_the_same_page(made, page):
    assert page_of(made).decode() == page
