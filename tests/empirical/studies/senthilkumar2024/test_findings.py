"""The page from made tables: each printed number has its row, badges follow the tables, nothing unknown is told."""

from itertools import product
from typing import Any

import numpy as np
import polars as pl
import pytest

from empirical.studies.badges import Badge
from empirical.studies.findings import findings_writer
from empirical.studies.reading import find_study
from empirical.studies.senthilkumar2024.figures import figure_3
from empirical.studies.senthilkumar2024.findings import findings_blocks
from empirical.studies.senthilkumar2024.made import made_results
from empirical.studies.senthilkumar2024.printed import TABLE, deviation, printed, table_1
from empirical.studies.senthilkumar2024.results import PUBLISHED, STOPS, WRITTEN, success_of, values_of
from empirical.studies.senthilkumar2024.sentences import SENTENCES, judged
from empirical.studies.senthilkumar2024.writing import FIGURES, write_from


@pytest.fixture(scope="module")
def results():
    return made_results()


def with_recourses(results, *changes):
    return results._replace(recourses=results.recourses.with_columns(*changes))


def test_every_number_of_table_1_is_there_once_and_its_own_numbers_reproduce_it(results):
    for reading in (WRITTEN, PUBLISHED):
        found = table_1(results, reading)
        assert len({one.printed.what for one in found}) == len(found) == 40
        assert {one.badge for one in found} == {Badge.REPRODUCED}
        assert {one.runs for one in found} == {5}


def test_all_sentences_follow_from_the_printed_numbers(results):
    badges = {sentence.name: judged(sentence, results, WRITTEN)[0] for sentence in SENTENCES}
    partly = {name for name, badge in badges.items() if badge is Badge.PARTLY}
    assert set(badges.values()) <= {Badge.REPRODUCED, Badge.PARTLY}
    # Its own numbers tell a little less: along the boundary, strong lies above medium.
    assert partly <= {
        "stronger adversaries, more plausible recourses: images",
        "no order of strength beyond it: tables",
    }


def test_turned_around_no_sentence_about_recourses_is_reproduced(results):
    turned = with_recourses(results, -pl.col("implausibility"))
    for sentence in SENTENCES[:2]:
        assert judged(sentence, turned, WRITTEN)[0] is Badge.NOT_REPRODUCED
    beyond = next(one for one in SENTENCES if one.name == "robust models are less plausible beyond it: tables")
    assert judged(beyond, turned, WRITTEN)[0] is Badge.NOT_REPRODUCED


def test_two_runs_tell_nothing(results):
    few = results._replace(
        accuracy=results.accuracy.filter(pl.col("seed") < 2), recourses=results.recourses.filter(pl.col("seed") < 2)
    )
    assert {judged(sentence, few, WRITTEN)[0] for sentence in SENTENCES} == {Badge.UNKNOWN}
    assert {one.badge for one in table_1(few, WRITTEN)} == {Badge.UNKNOWN}


def test_a_class_that_is_not_reached_is_no_plausible_number(results):
    half = results._replace(
        recourses=results.recourses.with_columns(
            found=pl.col("instance") > 0, implausibility=pl.when(pl.col("instance") > 0).then("implausibility")
        )
    )
    assert values_of(half, WRITTEN, "mnist", "weak", "gradient") == pytest.approx(
        values_of(results, WRITTEN, "mnist", "weak", "gradient")
    )
    assert success_of(half, WRITTEN, "mnist", "weak", "gradient")["found"] == 0.75


def test_standard_models_are_shared_by_both_readings(results):
    accuracy = results.accuracy.filter((pl.col("part") != PUBLISHED.part) | (pl.col("adversary") != "none"))
    shared = results._replace(accuracy=accuracy)
    assert len(values_of(shared, PUBLISHED, "mnist", "none", "clean")) == 5
    assert len(values_of(shared, PUBLISHED, "mnist", "none", "gradient")) == 5


def test_deviations_are_means_over_the_models(results):
    doubled = with_recourses(results, pl.col("implausibility") * 2.0)
    assert deviation(doubled, WRITTEN, "mnist", tuple(STOPS)) == pytest.approx(1.0, abs=0.05)
    assert deviation(doubled, WRITTEN._replace(factor=0.5), "mnist", tuple(STOPS)) == pytest.approx(0.0, abs=0.05)
    nothing = results._replace(recourses=results.recourses.clear())
    assert np.isnan(deviation(nothing, WRITTEN, "mnist", ("threshold",)))


def test_the_page_has_every_sentence_and_number_and_the_figures_stand_beside_it(results, tmp_path):
    stages = []
    page = write_from(results, tmp_path, stages.append).read_text(encoding="utf-8")
    assert all(page.count(f"“{sentence.text}”") == 2 for sentence in SENTENCES)
    for data, adversary in TABLE:
        assert all(page.count(f"| {one.what} |") == 2 for one in printed(data, adversary).values())
    assert "nan" not in page
    assert "None" not in page
    files = {f"{name}.{suffix}" for name in FIGURES for suffix in ("png", "svg")}
    assert {path.name for path in tmp_path.iterdir()} == {*files, "findings.md"}
    assert stages[-1] == "writing the findings"


def test_a_page_of_no_network_says_what_it_does_not_know(results):
    none = results._replace(
        accuracy=results.accuracy.clear(), recourses=results.recourses.clear(), pixels=results.pixels.clear()
    )
    page = "\n\n".join(findings_blocks(none))
    assert "cannot be told" in page
    assert "**reproduced**" not in page


def test_the_study_is_found_by_its_name_and_has_five_runs_of_every_model():
    study = find_study("senthilkumar2024")
    parts: Any = {part.name: part for part in study.parts}
    for names in (("written-california",), ("written-mnist", "written-mnist-more")):
        runs = {(one.seed, one.adversary) for name in names for one in parts[name].experiments()}
        assert runs == set(product(range(5), ("none", "weak", "medium", "strong")))
    assert {name.partition("-")[0] for name in parts} >= {WRITTEN.part, PUBLISHED.part, "sum", "stopped", "long"}
    quick: Any = study.quickly().parts
    assert {one.people for part in quick for one in part.experiments()} == {12}
    assert findings_writer("senthilkumar2024") is not None


def test_models_that_tell_no_digits_apart_are_named(results):
    assert "Every model tells digits apart." in "\n".join(findings_blocks(results))
    lost = pl.when((pl.col("adversary") == "strong") & (pl.col("part") == WRITTEN.part)).then(0.1)
    constant = results._replace(accuracy=results.accuracy.with_columns(clean=lost.otherwise("clean")))
    assert "say nothing: Strong-AT, as written." in "\n".join(findings_blocks(constant))


def test_the_factual_is_drawn_in_both_figures(results):
    for reading in (WRITTEN, PUBLISHED):
        panels = figure_3(results, reading).axes
        assert [len(axis.images) for axis in panels] == [1] * 10
