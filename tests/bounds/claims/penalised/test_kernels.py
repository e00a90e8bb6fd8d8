"""Claims about kernel regression, against regressions solved by numpy."""

import numpy as np
import pytest

from bounds import CLAIMS, Status, assess, check

NAMES = ("score", "score_sharp", "weights", "slope")


def regression(rng: np.random.Generator, *, seen: bool = True) -> dict[str, float]:
    """A kernel regression with features, any weights w and any v: what the claims read, from whole matrices."""
    count, ridge = int(rng.integers(1, 7)), 10.0 ** rng.uniform(-2.0, 1.0)
    features, person = rng.normal(size=(count, 4)), rng.normal(size=4)
    B = features @ features.T + ridge * np.eye(count)
    labels, kernels = rng.normal(size=count), features @ person if seen else np.zeros(count)
    w_r, v_r = np.linalg.solve(B, labels), np.linalg.solve(B, kernels)
    scale, other = 10.0 ** rng.uniform(-3.0, 1.0, 2)
    w, v = w_r + scale * rng.normal(size=count), v_r + other * rng.normal(size=count)
    r, r_x = labels - B @ w, kernels - B @ v
    centre, jacobian = w + r / (2.0 * ridge), rng.normal(size=(count, 3))
    inverse = np.linalg.inv(B)
    fields = {
        "ridge": ridge,
        "score_r": kernels @ w_r,
        "corrected_score": kernels @ w + v @ r,
        "primal_residual": np.linalg.norm(r),
        "dual_residual": np.linalg.norm(r_x),
        "residual_product": r_x @ r,
        "dual_bound": person @ person - v @ (kernels + r_x),
        "primal_energy": np.sqrt(r @ inverse @ r),
        "dual_energy": np.sqrt(r_x @ inverse @ r_x),
        "reflected_norm": np.linalg.norm(2.0 * ridge * inverse @ r - r),
        "centre_gap": np.linalg.norm(centre - w_r),
        "ball_radius": np.linalg.norm(r) / (2.0 * ridge),
        "centre_slope": np.linalg.norm(jacobian.T @ centre),
        "steepness": np.linalg.norm(jacobian, 2),
        "slope_r": np.linalg.norm(jacobian.T @ w_r),
    }
    return {name: float(value) for name, value in fields.items()}


def columns(rows: list[dict[str, float]], read: tuple[str, ...]) -> dict[str, np.ndarray]:
    return {field: np.array([row[field] for row in rows]) for field in read}


@pytest.mark.parametrize("name", NAMES)
def test_no_regression_violates_a_claim(name):
    rng, claim = np.random.default_rng(0), CLAIMS[f"ridge.{name}"]
    errors = {field: 1e-9 for field in claim.read if field != "ridge"}  # of inverses, where B has a condition of 10⁴
    verdict = check(claim, errors=errors, **columns([regression(rng) for _ in range(2000)], claim.read))
    assert np.isin(np.asarray(verdict.status), (Status.HOLDS, Status.VACUOUS)).all()
    assert (np.asarray(verdict.failed) == 0).all()
    assert (np.asarray(verdict.status) == Status.HOLDS).mean() > 0.2


@pytest.mark.parametrize(("name", "field"), [(n, "primal_residual") for n in NAMES[:3]] + [("slope", "ball_radius")])
def test_a_tenth_of_the_residual_is_not_enough(name, field):
    rng, claim = np.random.default_rng(1), CLAIMS[f"ridge.{name}"]
    rows = [row | {field: row[field] / 10.0} for row in (regression(rng) for _ in range(500))]
    assert (np.asarray(check(claim, **columns(rows, claim.read)).status) == Status.VIOLATED).any()


def test_the_sharper_interval_is_half_as_wide():
    rng = np.random.default_rng(2)
    for _ in range(100):
        row = regression(rng) | {"dual_bound": 1e9}
        plain, sharp = (
            check(f"ridge.{name}", **{field: row[field] for field in CLAIMS[f"ridge.{name}"].read})
            for name in ("score", "score_sharp")
        )
        assert float(plain.upper - plain.lower) == pytest.approx(2.0 * float(sharp.upper - sharp.lower), rel=1e-6)


@pytest.mark.parametrize("sign", [-1.0, 1.0])
def test_residuals_outside_the_features_attain_the_bounds(sign):
    """Of a training input without features only β is left in B."""
    ridge, labels, v = 0.5, 3.0, 2.0 * sign
    fields = {
        "ridge": ridge,
        "score_r": 0.0,
        "corrected_score": v * labels,
        "primal_residual": labels,
        "dual_residual": abs(ridge * v),
        "residual_product": -ridge * v * labels,
        "dual_bound": ridge * v * v,
        "primal_energy": labels / np.sqrt(ridge),
        "dual_energy": np.sqrt(ridge) * abs(v),
        "reflected_norm": labels,
        "centre_gap": labels / (2.0 * ridge),
    }
    for name in ("score", "score_sharp", "weights"):
        read = {field: fields[field] for field in CLAIMS[f"ridge.{name}"].read}
        assert assess(f"ridge.{name}", **read).measure.tightness > 0.999999
