"""What a ball says of a person, against weights of the ball."""

import numpy as np
import pytest
from scipy.special import expit

from bounds import CLAIMS, Status, assess, check

ACTIONABLE = np.array([True, True, True, False])
NAMES = ("score", "validity", "cost", "floor", "least")


def person(rng: np.random.Generator) -> tuple[dict[str, float], dict[str, np.ndarray]]:
    """A ball, weights of it, and a person: what the claims read, and the vectors."""
    c, x, off = rng.normal(size=(3, 4))
    radius, target, lam = 10.0 ** rng.uniform(-2.0, 0.5), rng.normal(), 10.0 ** rng.uniform(-1.0, 1.0)
    off *= radius * rng.uniform() ** 0.25 / np.linalg.norm(off)
    w = c + off
    slope, residual = np.linalg.norm(w[ACTIONABLE]), target - w @ x
    zeta = np.where(ACTIONABLE, w, 0.0) * residual / (lam + slope**2)
    fields = {
        "ball_radius": radius,
        "centre_gap": np.linalg.norm(off),
        "centre_score": c @ x,
        "centre_residual": target - c @ x,
        "centre_norm": np.linalg.norm(c[ACTIONABLE]),
        "input_norm": np.linalg.norm(x),
        "score_r": w @ x,
        "residual_r": residual,
        "norm_r": slope,
        "lam": lam,
        "cost_r": np.linalg.norm(zeta),
        "score_r_r": w @ (x + zeta),
        "threshold": w @ (x + zeta) - abs(rng.normal()) * rng.integers(0, 2),
    }
    return {name: float(value) for name, value in fields.items()}, {"c": c, "x": x}


@pytest.mark.parametrize("name", NAMES)
def test_no_weights_of_a_ball_violate_a_claim(name):
    rng, claim = np.random.default_rng(0), CLAIMS[f"penalised.{name}"]
    rows = [person(rng)[0] for _ in range(2000)]
    rows = [row for row in rows if name != "least" or row["centre_norm"] > row["ball_radius"]]
    verdict = check(claim, **{field: np.array([row[field] for row in rows]) for field in claim.read})
    assert np.isin(np.asarray(verdict.status), (Status.HOLDS, Status.VACUOUS)).all()
    assert (np.asarray(verdict.failed) == 0).all()
    assert (np.asarray(verdict.status) == Status.HOLDS).mean() > 0.2


@pytest.mark.parametrize("name", NAMES)
def test_weights_outside_the_ball_violate_it(name):
    """The same weights with a tenth of their distance for the radius."""
    rng, claim = np.random.default_rng(1), CLAIMS[f"penalised.{name}"]
    rows = [person(rng)[0] for _ in range(500)]
    rows = [row | {"ball_radius": row["centre_gap"] / 10.0} for row in rows]
    verdict = check(claim, **{field: np.array([row[field] for row in rows]) for field in claim.read})
    broken = np.asarray(verdict.status) == Status.VIOLATED
    assert broken.any()
    blamed = {name for mask in np.unique(np.asarray(verdict.failed)[broken]) for name in claim.names(mask)}
    assert blamed == {"‖c − w_R‖ ≤ R"}


def test_weights_along_the_person_attain_score_and_validity():
    row, vectors = person(np.random.default_rng(2))
    x = vectors["x"]
    for sign in (-1.0, 1.0):
        w = vectors["c"] + sign * row["ball_radius"] * x / np.linalg.norm(x)
        fields = {name: row[name] for name in ("centre_score", "ball_radius", "input_norm")} | {"score_r": float(w @ x)}
        for claim in ("score", "validity"):
            assert assess(f"penalised.{claim}", **fields).measure.tightness > 0.999999
        value = check("penalised.validity", **fields).value
        np.testing.assert_allclose(value, expit(w @ x), rtol=1e-12)


def test_nothing_is_said_of_the_least_cost_where_weights_of_the_ball_may_be_flat():
    row, _ = person(np.random.default_rng(4))
    row |= {"ball_radius": 2.0 * row["centre_norm"]}
    verdict = check("penalised.least", **{name: row[name] for name in CLAIMS["penalised.least"].read})
    assert verdict.status == Status.INAPPLICABLE


def test_no_method_is_below_the_floor():
    """Random changes of the actionable columns, scaled until they reach the threshold."""
    rng = np.random.default_rng(3)
    for _ in range(100):
        row, vectors = person(rng)
        w = vectors["c"] + row["ball_radius"] * (u := rng.normal(size=4)) / np.linalg.norm(u)
        way = np.where(ACTIONABLE, rng.normal(size=4), 0.0)
        rise, missing = w @ way, 1.0 - w @ vectors["x"]
        if missing <= 0.0 or abs(rise) < 1e-3:
            continue
        cost = float(np.linalg.norm(way) * missing / abs(rise))
        known = {name: row[name] for name in ("centre_score", "centre_norm", "ball_radius", "input_norm")}
        assert float(check("penalised.floor", cost_r=cost, threshold=1.0, **known).lower) <= cost
