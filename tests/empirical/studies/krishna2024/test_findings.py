"""Findings and figures from made tables: parts sum to gaps, badges follow the tables, nothing unknown is reproduced."""

from itertools import product

import numpy as np
import polars as pl
import pytest

from empirical.studies.badges import Badge
from empirical.studies.cells import plan
from empirical.studies.drawing import COLOURS, MARKERS, STROKES, files_of
from empirical.studies.krishna2024.decomposition import decomposed
from empirical.studies.krishna2024.evidence import finding, findings
from empirical.studies.krishna2024.figures.catalog import FIGURES
from empirical.studies.krishna2024.findings import findings_page
from empirical.studies.krishna2024.frontier import turn
from empirical.studies.krishna2024.made import made_results
from empirical.studies.krishna2024.people import BOTH, MAIN, cost_difference, validity
from empirical.studies.krishna2024.quantities import QUANTITIES
from empirical.studies.krishna2024.results import NO_VERDICT, NOBODY, Results, Tables
from empirical.studies.krishna2024.sentences import SENTENCES
from empirical.studies.krishna2024.series import SERIES, curves_of
from empirical.studies.krishna2024.sweeps import Cause, falls_with_lam
from empirical.studies.reading import find_study


@pytest.fixture(scope="module")
def results():
    return made_results()


def sentence(name):
    (one,) = [one for one in SENTENCES if one.name == name]
    return one


def with_people(results, change):
    """The results with another table of instances in the main part."""
    main = results.parts[MAIN]
    return results._replace(parts={**results.parts, MAIN: Tables(change(main.instances), main.verdicts)})


def test_the_two_parts_are_the_gap_of_minimisers_whatever_the_numbers():
    rng = np.random.default_rng(0)
    numbers = {name: 10.0 ** rng.uniform(-3.0, 3.0, 1000) for name in ("lam", "norm_nr", "norm_r")}
    residuals = {f"residual_{model}": rng.normal(0.0, 5.0, 1000) for model in ("nr", "r")}
    unknown = {f"slope_{model}": pl.Series([None] * 1000, dtype=pl.Float64) for model in ("nr", "r")}
    rows = decomposed(pl.DataFrame({**numbers, **residuals, **unknown})).collect()
    costs = [
        rows[f"residual_{model}"].abs() * rows[f"norm_{model}"] / (rows["lam"] + rows[f"norm_{model}"] ** 2)
        for model in ("nr", "r")
    ]
    size = costs[0] + costs[1] + rows["slope_part"].abs() + rows["score_part"].abs()
    assert rows.height == 1000
    assert (rows["gap"] == rows["slope_part"] + rows["score_part"]).all()
    assert ((rows["gap"] - (costs[1] - costs[0])).abs() <= 1e-14 * size).all()


def test_every_quantity_is_a_long_table_of_finite_numbers(results):
    for name, quantity in QUANTITIES.items():
        table = quantity(results)
        assert dict(table.schema) == dict(SERIES), name
        assert table.height > 0, name
        assert table["value"].is_finite().all(), name
        assert (table["people"] > 0).all(), name


def test_costs_are_of_people_whom_both_models_reject(results):
    people = results.instances(MAIN).filter(BOTH & (pl.col("cell") == "adult mlp gs")).collect()
    chosen = people.filter((pl.col("epsilon") == 0.3) & (pl.col("seed") == 1))
    (curve,) = [one for key, one in curves_of(cost_difference(results)).items() if key[:3] == ("adult", "mlp", "gs")]
    assert curve.people[-1] == people.filter(pl.col("epsilon") == 0.3).height
    assert curve.values[-1, 1] == pytest.approx((chosen["cost_r"] - chosen["cost_nr"]).mean())


def test_validity_over_the_test_set_counts_those_who_need_none_as_without_one(results):
    shares = validity(results).filter(pl.col("seed") == 0, pl.col("at") == 0.3, pl.col("method") == "gs")
    for _, rows in shares.group_by("data", "model"):
        of = dict(rows.select("variant", "value").iter_rows())
        assert of["people who need one"] == 1.0
        assert of["test set"] == pytest.approx(60 / 200 * 7 / 8)  # one of eight is accepted without a recourse


def test_badges_follow_the_tables(results):
    assert finding(sentence("cost rises"), results).badge is Badge.REPRODUCED
    falling = with_people(results, lambda table: table.with_columns(cost_r=2 * pl.col("cost_nr") - pl.col("cost_r")))
    assert finding(sentence("cost rises"), falling).badge is Badge.NOT_REPRODUCED
    vanishing = finding(sentence("validity falls"), results)
    told = {one.badge for one in vanishing.told if one.key.method == "scfe fixed"}
    assert told == {Badge.REPRODUCED}


@pytest.mark.parametrize("unknown", [np.nan, None, np.inf])
def test_nothing_unknown_is_reproduced(results, unknown):
    lost = with_people(results, lambda table: table.with_columns(cost_r=pl.lit(unknown, dtype=pl.Float64)))
    for name in ("cost rises", "SCFE is smoother", "SCFE is dearer"):
        assert finding(sentence(name), lost).badge is Badge.UNKNOWN, name


def test_without_tables_nothing_can_be_told(results):
    empty = Results(
        {MAIN: Tables(NOBODY, NO_VERDICT)},
        *(table.clear() for table in (results.runs, results.attacks, results.steadiness, results.neighbours)),
    )
    assert {one.badge for one in findings(empty)} == {Badge.UNKNOWN}
    assert "nan" not in findings_page(empty)


def test_the_page_puts_first_what_does_not_reproduce(results):
    page = findings_page(results)
    order = [badge.value for badge in Badge]
    badges = [line.rpartition(": ")[2] for line in page.splitlines() if line.startswith("### ") and ": " in line]
    places = [order.index(badge) for badge in badges]
    assert len(places) == len(SENTENCES)
    assert places == sorted(places)
    assert order[0] == "not reproduced"
    assert " nan" not in page
    for one in SENTENCES:
        assert f"“{one.text}” ({one.source}.)" in page


def test_a_small_lam_mends_what_a_fixed_one_breaks(results):
    (fall,) = falls_with_lam(results).values()
    assert fall.cause is Cause.YES
    assert fall.usual["mean"] == 1.0


def test_a_frontier_turns_where_it_is_highest_and_within_the_grid():
    at = (0.0, 0.1, 0.2, 0.3)
    for top in (0.07, 0.15, 0.22):
        values = 0.8 - (np.array(at)[:, None] - top) ** 2 + np.array([0.0, 0.01, 0.02])
        where = turn(curves_like(at, values))
        assert where.epsilon == pytest.approx(top)
        assert where.at_end == 0.0
    rising = turn(curves_like(at, np.outer(at, [1.0, 2.0, 3.0])))
    assert (rising.epsilon, rising.low, rising.high, rising.at_end) == (0.3, 0.3, 0.3, 1.0)


def curves_like(at, values):
    rows = [(*"abcd", "", one, seed, values[place, seed], 99) for place, one in enumerate(at) for seed in range(3)]
    (curve,) = curves_of(pl.DataFrame(rows, schema=dict(SERIES), orient="row")).values()
    return curve


def test_figures_are_labelled_and_their_lines_are_told_apart_in_grey(results):
    for name in ("figure02", "figure11", "sweep_lam"):
        figure = FIGURES[name].draw(results)
        drawn = [axis for axis in figure.axes if axis.lines]
        assert drawn, name
        assert figure.legends, name
        assert any(axis.get_xlabel() for axis in drawn), name
        assert all(axis.get_title() for axis in drawn), name
    assert len(set(map(str, STROKES))) == len(set(MARKERS)) == len(set(COLOURS))
    files = [files_of(lambda: FIGURES["sweep_lam"].draw(results)) for _ in range(2)]
    assert files[0] == files[1]  # nothing of the day or the machine
    assert files[0]["png"].startswith(b"\x89PNG")


def test_the_built_in_study_has_all_that_the_paper_has():
    study = find_study("krishna2024")
    kinds = {cell.kind for cell in plan(study).cells}
    methods = ("scfe valid", "scfe fixed", "cchvae", "gs", "roar")
    wanted = set(product(("german", "adult", "bail", "compas"), ("linear", "mlp", "ntk"), methods))
    assert wanted <= kinds
    assert {cell.kind for cell in plan(study.quickly()).cells} == wanted
