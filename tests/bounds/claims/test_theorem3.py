"""Theorem 3 against decoders whose Lipschitz constants are known exactly."""

from itertools import product
from typing import Any, NamedTuple

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import given
from support.instances import numbers, of, stacked

from bounds import CLAIMS, Outcome, Status, certify, check
from empirical.numerics import row_norms

VARIANTS = ("printed", "sharp", "vector")
NORMS = (1.0, 2.0, np.inf)
ERRORS = dict.fromkeys(("cost_nr", "cost_r", "recourse_gap"), 1e-14)
"""Sums of up to three products up to 16: latent points nearly the same are decoded to differences of rounding alone."""


class Decoded(NamedTuple):
    """A decoder clip(Az), an instance with its code, and two latent points."""

    matrix: np.ndarray
    x: np.ndarray
    code: np.ndarray
    z_nr: np.ndarray
    z_r: np.ndarray
    norm: float

    def fields(self, *, output_norm: float = 2.0) -> dict[str, Any]:
        """Every field of Theorem 3, with the exact constant of Az from ℓp to another norm."""
        nr, r = (np.clip(self.matrix @ z, -4.0, 4.0) for z in (self.z_nr, self.z_r))
        return {
            "cost_nr": row_norms(nr - self.x),
            "cost_r": row_norms(r - self.x),
            "recourse_gap": row_norms(nr - r),
            "lipschitz": constant(self.matrix, self.norm, output_norm),
            "radius_nr": length(self.z_nr - self.code, self.norm),
            "radius_r": length(self.z_r - self.code, self.norm),
            "latent_gap": length(self.z_nr - self.z_r, self.norm),
        }


def length(vector: np.ndarray, norm: float) -> float:
    """‖v‖_p; plain ℓ₂ norms underflow for the small numbers that Hypothesis finds."""
    return float(row_norms(vector) if norm == 2.0 else np.linalg.norm(vector, norm))


def constant(matrix: np.ndarray, norm: float, output_norm: float) -> float:
    """The largest ‖Az‖_q over ‖z‖_p ≤ 1, p = 1 or ∞ where q is not 2: at a corner of the ball."""
    if norm == output_norm == 2.0:
        return float(np.linalg.norm(matrix, 2))
    size = matrix.shape[1]
    corners = np.eye(size) if norm == 1.0 else np.array(list(product((-1.0, 1.0), repeat=size)))
    return max(length(matrix @ corner, output_norm) for corner in corners)


@st.composite
def decoded(draw) -> Decoded:
    latent, columns = draw(st.sampled_from([(1, 1), (2, 3), (3, 2)]))

    def vector(size: int) -> np.ndarray:
        return np.array(draw(st.lists(numbers(-4, 4), min_size=size, max_size=size)))

    matrix = vector(latent * columns).reshape(columns, latent)
    norm = draw(st.sampled_from(NORMS))
    return Decoded(matrix, vector(columns), vector(latent), vector(latent), vector(latent), norm)


def many(seed: int, norm: float) -> list[Decoded]:
    rng = np.random.default_rng(seed)
    made = []
    for _ in range(500):
        latent, columns = rng.integers(1, 4), rng.integers(1, 4)
        code, z_nr, z_r = rng.normal(size=(3, latent))
        made.append(Decoded(rng.normal(size=(columns, latent)), rng.normal(size=columns), code, z_nr, z_r, norm))
    return made


@pytest.mark.property
@pytest.mark.parametrize("variant", VARIANTS)
@given(instance=decoded())
def test_no_instance_violates_the_claims(variant, instance):
    claim = CLAIMS[f"theorem3.{variant}"]
    errors = {name: error for name, error in ERRORS.items() if name in claim.read}
    verdict = check(claim, errors=errors, **of(claim, instance.fields()))
    assert int(verdict.status) in {Status.HOLDS, Status.VACUOUS}
    assert not verdict.failed


@pytest.mark.parametrize("norm", NORMS)
@pytest.mark.parametrize("variant", VARIANTS)
def test_thousands_of_instances(variant, norm):
    claim = CLAIMS[f"theorem3.{variant}"]
    fields = stacked([one.fields() for one in many(1, norm)])
    verdict = check(claim, **of(claim, fields))
    assert (np.asarray(verdict.status) == Status.HOLDS).sum() > 400
    assert (np.asarray(verdict.status) <= Status.VACUOUS).all()
    assert not np.asarray(verdict.failed).any()


@pytest.mark.parametrize("variant", VARIANTS)
def test_the_printed_kind_of_constant_fails_for_large_p(variant):
    """ℓ∞ → ℓ∞ constants are smaller than the ℓ∞ → ℓ₂ ones: what the theorem then says is false, and it is seen why."""
    claim = CLAIMS[f"theorem3.{variant}"]
    fields = stacked([one.fields(output_norm=np.inf) for one in many(2, np.inf)])
    verdict = check(claim, **of(claim, fields))
    violated = np.asarray(verdict.status) == Status.VIOLATED
    assert violated.any()
    reasons = {name for mask in np.asarray(verdict.failed)[violated] for name in claim.names(mask)}
    assert reasons == {"‖x'_R − x'_NR‖ ≤ L‖z'_R − z'_NR‖"}


@pytest.mark.parametrize("variant", ["printed", "sharp"])
def test_the_counterexample_to_the_printed_kind_of_constant(variant):
    """G(z) = (z, z, z, z), p = ∞, x = 0 = G(0): its ℓ∞ → ℓ∞ constant is 1, and z' = 1 costs 2."""
    fields = {"cost_nr": 2, "cost_r": 0, "recourse_gap": 2, "radius_nr": 1, "radius_r": 0, "latent_gap": 1}
    wrong, right = (certify(f"theorem3.{variant}", field_error=0.0, lipschitz=L, **fields) for L in (1, 2))
    assert wrong.outcome is Outcome.VIOLATED
    assert wrong.failed == ("‖x'_R − x'_NR‖ ≤ L‖z'_R − z'_NR‖",)
    assert right.outcome is Outcome.HOLDS


def test_a_sampled_constant_makes_the_check_meaningless():
    """A lower bound on L, such as the largest of sampled ratios, is exceeded by pairs that were not sampled."""
    rng = np.random.default_rng(3)
    made = many(4, 2.0)
    fields = stacked([one.fields() for one in made])
    ways = [rng.normal(size=one.matrix.shape[1]) for one in made]
    sampled = [np.linalg.norm(one.matrix @ way) / np.linalg.norm(way) for one, way in zip(made, ways, strict=True)]
    claim = CLAIMS["theorem3.vector"]
    verdict = check(claim, **of(claim, {**fields, "lipschitz": np.array(sampled)}))
    assert (np.asarray(verdict.status) == Status.VIOLATED).any()


def test_sharp_is_never_wider_than_printed():
    fields = stacked([one.fields() for one in many(5, 2.0)])
    printed, sharp = (check(f"theorem3.{variant}", **fields) for variant in ("printed", "sharp"))
    assert (np.asarray(sharp.upper) <= np.asarray(printed.upper) * (1 + 1e-12)).all()
