"""One ball for a range of ε, against the robust models of the range."""

import math

import numpy as np
import pytest
from support.penalised_training import Task, task

from bounds import CLAIMS, Status, check

NORMS = (math.inf, 2.0, 1.0)
LOW, HIGH = 0.1, 0.3


def fields(one: Task, w: np.ndarray, epsilon: float) -> dict[str, float]:
    alphas = one.alphas(w, LOW)
    before, now = one.subgradient(w, LOW), one.subgradient(w, epsilon)
    return {
        "penalty": one.penalty,
        "start_gap": float(np.linalg.norm(w - one.robust(epsilon))),
        "objective": one.objective(w, epsilon),
        "objective_high": one.objective(w, HIGH),
        "dual_low": one.dual_minimum(alphas, LOW)[0],
        "dual_value": one.dual_minimum(alphas, epsilon)[0],
        "epsilon": epsilon,
        "epsilon_low": LOW,
        "push": float(np.mean(one.v * alphas)),
        "dual_norm": one.size(w),
        "mean_input_norm": float(np.mean(one.v * np.linalg.norm(one.X, axis=1))),
        "attack_factor": {math.inf: math.sqrt(one.attacked), 2.0: 1.0, 1.0: 1.0}[one.norm],
        "subgradient_low": float(np.linalg.norm(before)),
        "subgradient_norm": float(np.linalg.norm(now)),
        "subgradient_gap": float(np.linalg.norm(now - before)),
    }


@pytest.mark.parametrize("norm", NORMS)
@pytest.mark.parametrize("name", ["range", "range_sharp"])
def test_the_ball_holds_the_robust_models_of_the_range(norm, name):
    claim, rows = CLAIMS[f"penalised.{name}"], []
    for seed in range(3):
        one = task(seed, norm)
        w = one.robust(LOW) + np.random.default_rng(seed).normal(size=4) * 0.05
        rows += [fields(one, w, epsilon) for epsilon in (LOW, 0.17, HIGH)]
    given = {field: np.array([row[field] for row in rows]) for field in claim.read}
    verdict = check(claim, **given, errors={"start_gap": 1e-6})
    assert (np.asarray(verdict.status) == Status.HOLDS).all()
    assert (np.asarray(verdict.failed) == 0).all()


def upper(one: Task, w: np.ndarray, width: float) -> tuple[float, float]:
    alphas = one.alphas(w, LOW)
    wide = check(
        "penalised.range",
        start_gap=0.0,
        objective_high=one.objective(w, LOW + width),
        dual_low=one.dual_minimum(alphas, LOW)[0],
        penalty=one.penalty,
    )
    row = fields(one, w, LOW + width)
    given = {name: row[name] for name in CLAIMS["penalised.range_sharp"].needed}
    return float(wide.upper), float(check("penalised.range_sharp", **given).upper)


def test_one_grows_like_a_root_and_the_other_linearly():
    """From the robust model at ε₀, without kinks in the way, a hundredth of the range has a tenth and a hundredth."""
    one = task(0, 2.0)
    w = one.robust(LOW)
    (root, line), (root_short, line_short) = upper(one, w, 1e-2), upper(one, w, 1e-4)
    assert root / root_short == pytest.approx(10.0, rel=0.1)
    assert line / line_short == pytest.approx(100.0, rel=0.1)
    assert line_short < root_short


def test_a_robust_model_outside_the_range_may_be_outside_the_ball():
    """The root's ball for ε from .1 to .1 does not hold the model at .3."""
    one = task(0, math.inf)
    w = one.robust(LOW)
    assert np.linalg.norm(w - one.robust(HIGH)) > upper(one, w, 1e-9)[0]
