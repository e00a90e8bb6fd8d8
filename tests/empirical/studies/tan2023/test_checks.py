"""Claims on trained models: none that is true is violated, constants that are too small are found out, and what is
printed of smoothed scores and of the most faithful σ fails where it should."""

from functools import cache
from typing import Any

import jax
import numpy as np
import polars as pl
import pytest

from bounds import CLAIMS
from empirical.data import load
from empirical.explanations import removals
from empirical.models.model import LinearModel
from empirical.studies.tan2023.checking import BOUNDARY, NEIGHBOURS, About
from empirical.studies.tan2023.constants import NO_H, NO_R, ON_A_GRID, scored
from empirical.studies.tan2023.curves import Effects, effects_of
from empirical.studies.tan2023.figures import counterexample
from empirical.studies.tan2023.line_smoothing import LineSmoothing, gaussian_mean
from empirical.studies.tan2023.near_checks import Around, near_checks
from empirical.studies.tan2023.neighbours import drawn_near
from empirical.studies.tan2023.scores import LOGIT, PROBABILITY, slope_of
from empirical.studies.tan2023.smooth_checks import measured, pairs_of, smooth_checks
from empirical.studies.tan2023.steep import boundary_points, steep_rows, steep_steps
from empirical.studies.tan2023.subject import Settings
from empirical.studies.tan2023.subjects import SUBJECTS
from empirical.studies.tan2023.tasks import table_task
from empirical.studies.tan2023.tradeoff_checks import TRADEOFF, tradeoff_checks, tradeoff_fields

KINDS = ("linear", "mlp", "ntk")
PEOPLE = 5
KEY = jax.random.key(0)


@cache
def task() -> Any:
    return table_task(load("breast-cancer"), 0)


@cache
def subject(kind: str) -> Any:
    settings = Settings(0.0, 0, steps=200, width=6, epochs=60, kernel_rows=60, slopes=300, pairs=2000)
    return SUBJECTS[kind](task(), settings)


def people() -> np.ndarray:
    return task().split.test[:PEOPLE, :-1]


def near_rows(kind: str, score: str, **smaller: float) -> pl.DataFrame:
    """Check what is computed without error, with constants that are multiplied by some factors."""
    one = scored(subject(kind))[score]
    one = one._replace(**{name: factor * getattr(one, name) for name, factor in smaller.items()})
    near = drawn_near(people(), 4, 0.03, key=KEY)
    return pl.concat(near_checks(Around(task(), one, near, About(score, NEIGHBOURS, np.arange(PEOPLE)), KEY), 60))


def smooth_rows(kind: str, score: str, **smaller: float) -> pl.DataFrame:
    one = scored(subject(kind))[score]
    one = one._replace(**{name: factor * getattr(one, name) for name, factor in smaller.items()})
    pairs = pairs_of(subject(kind), people(), (0.05, 0.5), KEY)
    about = About(score, NEIGHBOURS, np.arange(PEOPLE))
    return pl.concat(smooth_checks(measured(subject(kind), pairs), one, about))


def violated(rows: pl.DataFrame) -> set[str]:
    return set(rows.filter(pl.col("violated") > 0)["claim"])


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("score", [LOGIT, PROBABILITY])
def test_no_true_claim_is_violated(kind, score):
    rows = pl.concat([near_rows(kind, score), smooth_rows(kind, score)])
    assert {claim for claim in violated(rows) if CLAIMS[claim].theory == "true"} == set()
    known = rows.filter(lacking="")
    assert known["nonfinite"].sum() == known["inapplicable"].sum() == 0
    assert known.height >= PEOPLE * 6


def test_what_has_no_constant_is_said():
    reasons = dict(near_rows("mlp", LOGIT).filter(pl.col("lacking") != "").select("claim", "lacking").iter_rows())
    assert set(reasons.values()) == {NO_H}
    assert "gradient.robust" in reasons
    smooth = smooth_rows("mlp", LOGIT).filter(pl.col("lacking") != "")
    assert set(smooth["lacking"]) == {NO_H, NO_R}
    assert "gradient.robust" not in set(near_rows("linear", LOGIT).filter(pl.col("lacking") != "")["claim"])


def test_constants_that_are_too_small_are_found_out():
    assert violated(near_rows("linear", PROBABILITY, curvature=0.02)) >= {"gradient.robust"}
    few = near_rows("linear", LOGIT, lipschitz=0.02)
    assert violated(few) >= {"gradient_input.robust", "integrated_gradients.robust_sharp", "shap.robust_sharp"}
    smooth = smooth_rows("linear", PROBABILITY, lipschitz=0.02, curvature=0.001)
    assert violated(smooth) >= {
        "smoothgrad.robust",
        "smoothgrad.robust_sharp",
        "smoothgrad.faithful",
        "smoothgrad.lipschitz",
        "smoothgrad.lipschitz_sharp",
        "smoothgrad.lipschitz_gap",
    }
    assert "mixture.lipschitz" in violated(smooth_rows("linear", PROBABILITY, range=0.02))


@pytest.mark.parametrize("kind", KINDS)
def test_proposition_4_2_as_printed_fails_across_the_boundary_of_a_trained_model(kind):
    points = boundary_points(subject(kind).model, people()[:2], task().split.test[:, :-1])
    assert np.abs(np.asarray(subject(kind).model.scores(points))).max() < 1e-6
    steps, claims = steep_rows(scored(subject(kind))[PROBABILITY], steep_steps(subject(kind), points), [3, 9])
    rows = pl.concat(claims)
    assert (steps["gap"] - steps["error"] > steps["printed"]).any()
    assert violated(rows) == {"smoothgrad.lipschitz_printed", "mixture.lipschitz_printed"}
    assert set(rows["place"]) == {BOUNDARY}
    assert (steps["gap"] - steps["error"] <= steps["sharp"]).all()


def test_a_model_that_accepts_everybody_has_no_boundary():
    model = LinearModel(np.zeros(30))
    points = boundary_points(model, people()[:2], people())
    assert np.isnan(points).all()
    assert steep_steps(subject("linear"), points) == []


def test_where_a_score_hardly_changes_within_sigma_nothing_is_violated():
    line = LineSmoothing(np.array([0.5]), 0.0)
    gap = line.gaps(np.array([[-0.05]]), np.array([[0.05]]), 0.1)[PROBABILITY].values[0]
    assert abs(gap) < min(0.125, 0.5 / 0.2) * 0.1


def test_the_least_error_of_a_line_is_that_of_a_fine_grid_of_sigma():
    line = subject("linear").smoothing
    effects = effects_of(scored(subject("linear"))[PROBABILITY], people(), task())
    fields, errors = tradeoff_fields(line, people(), effects)
    places = people() @ line.weights + line.bias
    ways = np.where(effects.moved, line.weights, 0.0)
    shares = np.stack([gaussian_mean(slope_of, places, width).values for width in np.geomspace(1e-3, 300.0, 1500)])
    on_grid = np.linalg.norm(shares[:, :, None] * ways - effects.slopes, axis=2).min(axis=0)
    assert (fields["least_error"] <= on_grid + 1e-9).all()
    assert (on_grid <= fields["least_error"] + errors["least_error"] + 2e-3 * np.linalg.norm(line.weights)).all()


def test_theorem_5_2_has_a_peak_where_its_repaired_hypotheses_hold_and_the_counterexample_has_none():
    line, inputs = LineSmoothing(np.array([2.0, 1.0]), 0.0), np.zeros((40, 2))
    rng = np.random.default_rng(0)
    ways = (line.weights + rng.normal(0.0, 0.2, (40, 2))) / 4.0
    effects = Effects(rng.uniform(0.1, 1.2, (40, 1)) * ways, inputs == 0)
    rows = pl.concat(tradeoff_checks(line, inputs, effects, About(PROBABILITY, NEIGHBOURS, np.arange(40))))
    assert violated(rows) == {TRADEOFF[0]}  # as printed, where αν > 1
    fields, _ = tradeoff_fields(line, inputs, effects)
    repaired = rows.filter(claim=TRADEOFF[1]).sort("instance")["holds"].to_numpy() == 1
    assert 0 < repaired.sum() < 40
    ends = np.minimum(fields["gradient_error"], fields["effect_norm"])
    assert (fields["least_error"] < ends)[repaired].all()
    assert (np.diff(counterexample(np.geomspace(1e-3, 1e3, 200))) < 0.0).all()


def test_a_least_error_that_is_too_large_is_found_out():
    line, effects = LineSmoothing(np.array([2.0, 1.0]), 0.0), Effects(np.array([[0.3, 0.1]]), np.ones((1, 2), bool))
    fields, _ = tradeoff_fields(line, np.zeros((1, 2)), effects)
    worse = {**fields, "least_error": np.array([np.linalg.norm(effects.slopes) - 1e-3])}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("empirical.studies.tan2023.tradeoff_checks.tradeoff_fields", lambda *_: (worse, {}))
        rows = pl.concat(tradeoff_checks(line, np.zeros((1, 2)), effects, About(PROBABILITY, NEIGHBOURS, [0])))
    assert violated(rows) >= {TRADEOFF[1], TRADEOFF[2]}


def test_of_other_models_theorem_5_2_is_known_on_a_grid_alone():
    effects = effects_of(scored(subject("mlp"))[PROBABILITY], people(), task())
    (rows,) = tradeoff_checks(subject("mlp").smoothing, people(), effects, About(PROBABILITY, NEIGHBOURS, ()))
    assert set(rows["lacking"]) == {ON_A_GRID}


def test_effects_are_those_of_taking_single_columns_away():
    one = scored(subject("linear"))[LOGIT]
    found = effects_of(one, people(), task())
    lost = removals(one.model, people(), reference=task().reference)
    np.testing.assert_array_equal(found.slopes, lost.slopes)
    np.testing.assert_allclose(found.slopes[found.moved], np.tile(subject("linear").smoothing.weights, PEOPLE))
