"""Findings from made tables: badges follow the tables, and nothing unknown is reproduced."""

import numpy as np
import polars as pl
import pytest

from empirical.studies.badges import Badge
from empirical.studies.findings import findings_writer
from empirical.studies.hardy2023.figures import FIGURES
from empirical.studies.hardy2023.made import made_results
from empirical.studies.hardy2023.page import findings_page
from empirical.studies.hardy2023.printed import METHODS, PRINTED, causes, printed
from empirical.studies.hardy2023.results import MAIN
from empirical.studies.hardy2023.sentences import SENTENCES, findings
from empirical.studies.hardy2023.series import SERIES, series, values
from empirical.studies.hardy2023.writing import write_findings


@pytest.fixture(scope="module")
def results():
    return made_results()


def badges(results):
    return {
        (one.sentence.text, one.sentence.dataset, one.sentence.method): one.badge for one in findings(series(results))
    }


def test_a_study_in_which_all_is_as_in_the_paper_reproduces_it(results):
    assert set(badges(results).values()) == {Badge.REPRODUCED}
    assert {one.badge for one in printed(series(results))} == {Badge.REPRODUCED}


def test_a_study_in_which_networks_change_places_does_not(results):
    other = pl.col("training").replace({"natural": "adversarial", "adversarial": "natural"})
    swapped = results._replace(**{name: getattr(results, name).with_columns(other) for name in ("people", "chains")})
    found = badges(swapped)
    moved = [badge for (text, _, _), badge in found.items() if "larger" in text or "smaller" in text]
    assert set(moved) == {Badge.NOT_REPRODUCED}
    assert all(found[key] is Badge.NOT_REPRODUCED for key in found if "unconnected" in key[0])


def test_nothing_is_told_of_one_seed(results):
    names = ("models", "people", "chains", "searches", "pictures")
    one = results._replace(**{name: getattr(results, name).filter(pl.col("seed") == 0) for name in names})
    assert set(badges(one).values()) == {Badge.UNKNOWN}
    assert {found.badge for found in printed(series(one))} == {Badge.UNKNOWN}


def test_figures_are_means_over_people_and_changes_are_of_the_same_people(results):
    table = series(results)
    assert dict(table.schema) == dict(SERIES)
    place = {"dataset": "adult-carla", "method": "shells"}
    rows = results.people.filter(pl.col("seed") == 1, *(pl.col(name) == value for name, value in place.items()))
    sides = {
        name: rows.filter(pl.col("training") == name)["distance"].to_numpy() for name in ("natural", "adversarial")
    }
    np.testing.assert_allclose(
        values(table, training="natural", quantity="distance", **place)[1], sides["natural"].mean()
    )
    change = values(table, training="change", quantity="distance", **place)[1]
    np.testing.assert_allclose(change, (sides["adversarial"] - sides["natural"]).mean())


def test_causes_compare_the_same_seeds(results):
    rows = causes(series(results))
    assert {row["changed"] for row in rows} == {"ranges whole", "attack of 1 step", METHODS["gs"]}
    assert {row["nearer"] for row in rows if row["figure"].startswith("success")} == {"no"}


def test_every_printed_figure_and_sentence_has_its_row(results):
    text = "\n\n".join(findings_page(results))
    assert all(one.what in text for one in PRINTED)
    assert all(one.text in text and one.rule.reproduced in text for one in SENTENCES)
    assert "5 hours" in text
    assert "8 hours" in text
    assert "nan" not in text
    assert MAIN in text


def test_figures_have_titles_and_something_to_show(results):
    for name, one in FIGURES.items():
        figure = one.draw(results)
        assert figure.get_suptitle(), name
        assert not any(text.get_text() == "nothing is known" for axis in figure.axes for text in axis.texts), name


def test_the_study_ends_with_this_page():
    assert findings_writer("hardy2023") is write_findings
