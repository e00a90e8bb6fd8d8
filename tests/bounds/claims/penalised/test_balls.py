"""The balls against robust models that scipy finds, from any weights."""

import math

import numpy as np
import pytest
from support.penalised_training import Task, task

from bounds import CLAIMS, Status, check

NAMES = ("gap", "gap_sharp", "gradient", "steps")
NORMS = (math.inf, 2.0, 1.0)
EPSILON = 0.2
SEEDS = range(4)


def fields(one: Task, w: np.ndarray, w_r: np.ndarray, claim: str) -> dict[str, float]:
    """Every field of the four claims; of the balls about a middle, that of the claim."""
    lower, u = one.dual_minimum(one.alphas(w, EPSILON), EPSILON)
    g = one.subgradient(w, EPSILON)
    centre = w - g / (2.0 * one.penalty) if claim == "gradient" else (w + u) / 2.0
    return {
        "penalty": one.penalty,
        "start_gap": float(np.linalg.norm(w - w_r)),
        "dual_start_gap": float(np.linalg.norm(u - w_r)),
        "dual_distance": float(np.linalg.norm(w - u)),
        "centre_gap": float(np.linalg.norm(centre - w_r)),
        "duality_gap": one.objective(w, EPSILON) - lower,
        "subgradient_norm": float(np.linalg.norm(g)),
        "descent": float(g @ (w - w_r)),
    }


def cases(norm: float, claim: str) -> list[dict[str, float]]:
    rng = np.random.default_rng(7)
    made = []
    for seed in SEEDS:
        one = task(seed, norm)
        w_r = one.robust(EPSILON)
        starts = [w_r + rng.normal(size=4) * 10.0**power for power in (-2.0, -1.0, 0.0, 1.0)]
        made += [fields(one, w, w_r, claim) for w in starts]
    return made


@pytest.mark.parametrize("norm", NORMS)
@pytest.mark.parametrize("name", NAMES)
def test_every_ball_holds_the_robust_model_and_no_premise_fails(norm, name):
    claim = CLAIMS[f"penalised.{name}"]
    rows = cases(norm, name)
    given = {field: np.array([row[field] for row in rows]) for field in claim.read}
    verdict = check(claim, **given, errors={field: 1e-6 for field in claim.read if field.endswith("_gap")})
    assert (np.asarray(verdict.status) == Status.HOLDS).all()
    assert (np.asarray(verdict.failed) == 0).all()


@pytest.mark.parametrize("norm", NORMS)
def test_half_a_radius_leaves_robust_models_out(norm):
    for name in NAMES:
        rows = cases(norm, name)
        value = np.array([row["centre_gap" if name in {"gap_sharp", "gradient"} else "start_gap"] for row in rows])
        given = {field: np.array([row[field] for row in rows]) for field in CLAIMS[f"penalised.{name}"].read}
        assert (value > np.asarray(check(f"penalised.{name}", **given).upper) / 2.0).any()


@pytest.mark.parametrize("norm", NORMS)
def test_the_sharp_ball_is_at_most_0_71_of_the_first(norm):
    rows = cases(norm, "gap_sharp")
    given = {
        name: {field: np.array([row[field] for row in rows]) for field in CLAIMS[f"penalised.{name}"].read}
        for name in ("gap", "gap_sharp")
    }
    first, sharp = (np.asarray(check(f"penalised.{name}", **given[name]).upper) for name in ("gap", "gap_sharp"))
    assert (sharp <= first / math.sqrt(2.0) * (1.0 + 1e-9)).all()


def test_without_an_attack_the_two_halved_balls_are_one():
    one = task(1, math.inf)
    w = np.array([1.0, -2.0, 0.5, 0.25])
    lower, u = one.dual_minimum(one.alphas(w, 0.0), 0.0)
    g = one.subgradient(w, 0.0)
    np.testing.assert_allclose((w + u) / 2.0, w - g / (2.0 * one.penalty), rtol=1e-12)
    gap, apart = one.objective(w, 0.0) - lower, float(np.linalg.norm(w - u))
    sharp = check("penalised.gap_sharp", centre_gap=0.0, duality_gap=gap, dual_distance=apart, penalty=one.penalty)
    half = check("penalised.gradient", centre_gap=0.0, subgradient_norm=np.linalg.norm(g), penalty=one.penalty)
    np.testing.assert_allclose(sharp.upper, half.upper, rtol=1e-9)
