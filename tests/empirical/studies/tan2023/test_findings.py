"""The page from made tables: each printed number has its row, badges follow the tables, nothing unknown is told."""

from itertools import product
from typing import Any

import numpy as np
import polars as pl
import pytest

from empirical.studies.badges import Badge
from empirical.studies.findings import findings_writer
from empirical.studies.reading import find_study
from empirical.studies.tan2023.claim_tables import claim_rows, defects
from empirical.studies.tan2023.findings import findings_blocks
from empirical.studies.tan2023.made import NETWORKS, made_results
from empirical.studies.tan2023.methods import METHODS
from empirical.studies.tan2023.printed import TABLE, number_rows, ours_of, places, ratio_rows
from empirical.studies.tan2023.results import DATA, Results, runs_of
from empirical.studies.tan2023.sentences import SENTENCES, Series, judged
from empirical.studies.tan2023.series import correlation_rows, curve_table, peak_table
from empirical.studies.tan2023.writing import FIGURES, write_from


@pytest.fixture(scope="module")
def results():
    return made_results()


def badges(results: Results) -> dict[str, Badge]:
    series = Series(results)
    return {sentence.name: judged(sentence, series)[0] for sentence in SENTENCES}


def with_quotients(results: Results, change: pl.Expr) -> Results:
    return results._replace(quotients=results.quotients.with_columns(change.alias("largest")))


def test_every_number_of_table_1_has_its_row_and_its_own_numbers_reproduce_it(results):
    ours = ours_of(results)
    rows = number_rows(ours)
    assert len(rows) == len(TABLE) * len(METHODS) * 2 == 60
    assert {(row["network"], row["explanation"], row["training"]) for row in rows} == set(
        product(TABLE, METHODS.values(), ("non-robust", "robust"))
    )
    for found in (rows, ratio_rows(ours)):
        assert {row["badge"] for row in found if row["network"] == NETWORKS} == {"reproduced"}


def test_all_sentences_follow_from_the_made_tables(results):
    found = badges(results)
    assert found.pop("experiments bear the theorems out") is Badge.PARTLY  # what is printed of smoothed scores is false
    assert set(found.values()) == {Badge.REPRODUCED}


def test_turned_around_robust_training_makes_nothing_robust(results):
    turned = badges(with_quotients(results, 1.0 / pl.col("largest")))
    assert turned["by so many times"] is Badge.NOT_REPRODUCED
    assert turned["they come for free"] is Badge.PARTLY  # it costs nothing
    assert turned["robust models have robust explanations"] is Badge.REPRODUCED  # both are turned around
    score = pl.when(pl.col("method") == "model").then(pl.col("largest")).otherwise(1.0 / pl.col("largest"))
    apart = badges(with_quotients(results, score))
    assert apart["robust models have robust explanations"] is Badge.NOT_REPRODUCED


def test_a_smoothed_explanation_that_is_never_less_faithful_costs_nothing(results):
    better = pl.col("error") * (-pl.col("sigma")).exp()
    made = results._replace(sigmas=results.sigmas.with_columns(error=better - 0.05 * pl.col("sigma").sqrt() * better))
    lower = made.sigmas.with_columns(error=0.2 / (1.0 + pl.col("sigma")))
    found = badges(made._replace(sigmas=lower))
    assert found["it may cost faithfulness"] is Badge.NOT_REPRODUCED
    assert found["it may do so for any model"] is Badge.NOT_REPRODUCED


def test_rougher_with_sigma_is_not_smoother(results):
    rough = results.sigmas.with_columns(quotient=1.0 + pl.col("sigma"))
    found = badges(results._replace(sigmas=rough))
    assert found["smoothing makes explanations strictly more robust"] is Badge.NOT_REPRODUCED


def test_a_violated_true_claim_is_a_defect_and_is_told(results):
    broken = results.claims.with_columns(
        violated=pl.when(pl.col("claim") == "smoothgrad.robust").then(1).otherwise("violated")
    )
    worse = results._replace(claims=broken.cast({"violated": pl.Int64}))
    assert defects(results) == 0
    assert defects(worse) == worse.claims.filter(claim="smoothgrad.robust").height
    assert badges(worse)["experiments bear the theorems out"] is Badge.NOT_REPRODUCED
    assert f"**Violations of true claims: {defects(worse)}.**" in "\n".join(findings_blocks(worse))


def test_two_runs_tell_nothing(results):
    tables = {name: getattr(results, name).filter(pl.col("seed") < 2) for name in Results._fields[:7]}
    few = results._replace(**tables)
    found = badges(few)
    assert found["they come for free"] is Badge.UNKNOWN
    assert found["by so many times"] is Badge.UNKNOWN
    assert found["robust models have robust explanations"] is Badge.UNKNOWN
    assert {row["badge"] for row in number_rows(ours_of(few))} == {"cannot be told"}


def test_a_study_without_cells_tells_nothing(results):
    none = results._replace(**{name: getattr(results, name).clear() for name in Results._fields[:7]})
    assert set(badges(none).values()) == {Badge.UNKNOWN}
    page = "\n\n".join(findings_blocks(none))
    assert "**reproduced**" not in page
    assert "nan" not in page


def test_the_page_has_every_sentence_and_the_figures_stand_beside_it(results, tmp_path):
    stages = []
    page = write_from(results, tmp_path, stages.append).read_text(encoding="utf-8")
    assert all(page.count(f"“{sentence.text}”") == 2 for sentence in SENTENCES)
    assert page.count("| GoogLeNet |") == 6 + 12 + 1
    assert "nan" not in page
    assert "None" not in page
    files = {f"{name}.{suffix}" for name in FIGURES for suffix in ("png", "svg")}
    assert {path.name for path in tmp_path.iterdir()} == {*files, "findings.md"}
    assert stages[-1] == "writing the findings"


def test_the_most_faithful_sigma_of_made_people_is_where_it_was_made(results):
    found = peak_table(results)
    assert set(found["best_sigma"]) == {0.4}
    assert found["peak"].all()
    assert found["repaired"].all()
    long = results._replace(effects=results.effects.with_columns(gradient_norm=0.1 * pl.col("gradient_norm")))
    assert not peak_table(long)["repaired"].any()


def test_curves_are_relative_to_the_gradient_and_exact_explanations_are_left_out(results):
    found = curve_table(results)
    assert found.filter(sigma=0.0)["quotient"].abs().max() == 0.0
    exact = results._replace(sigmas=results.sigmas.with_columns(error=pl.lit(1e-15)))
    assert curve_table(exact)["error"].null_count() == found.height
    assert peak_table(exact).height == 0


def test_rank_correlations_are_unknown_where_all_numbers_are_the_same(results):
    flat = with_quotients(results, pl.when(pl.col("method") == "gradient").then(0.0).otherwise("largest"))
    assert {row["gradient"] for row in correlation_rows(flat)} == {None}
    assert all(row["lime"] > 0.9 for row in correlation_rows(flat))


def test_places_are_those_of_sorting():
    rng = np.random.default_rng(0)
    for _ in range(20):
        numbers = rng.normal(size=6)
        assert np.argsort(places(numbers.tolist())).tolist() == np.argsort(-numbers).tolist()


def test_a_null_is_no_run():
    rows = pl.DataFrame({"epsilon": [0.1, 0.0], "seed": [0, 0], "x": [None, 1.0]})
    assert runs_of(rows, "x") == {0.0: {0: 1.0}, 0.1: {}}


def test_claims_have_one_row_for_each_place(results):
    rows = claim_rows(results)
    assert len({(row["claim"], row["on"]) for row in rows}) == len(rows)
    assert all(r"\|" in row["statement"] for row in rows if "lipschitz" in row["claim"])


def test_the_study_is_found_by_its_name_and_has_three_runs_of_every_model():
    study = find_study("tan2023")
    parts: Any = {part.name: part for part in study.parts}
    runs = {(one.seed, one.classifier) for one in parts["main-images"].experiments()}
    assert runs == set(product(range(3), ("linear", "mlp", "ntk", "cnn")))
    assert {getattr(one, "name", "") for part in study.parts for one in part.data} == set(DATA)
    assert {one.epsilon for one in parts["main-images"].experiments()} >= {0.0, 8.0 / 255.0}
    quick: Any = study.quickly().parts
    assert {one.people for part in quick for one in part.experiments()} == {6}
    assert findings_writer("tan2023") is not None
