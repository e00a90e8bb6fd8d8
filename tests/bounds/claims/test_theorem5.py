"""Theorem 5 against kernel models, and against bounds found by brute force."""

import numpy as np
import pytest
from hypothesis import given
from scipy.special import expit
from support.instances import (
    KERNEL_ERRORS,
    KernelModels,
    gradients,
    kernel,
    kernel_models,
    many_kernel_models,
    minimiser,
    of,
    random_kernel_models,
)

from bounds import CLAIMS, Claim, Status, assess, check

TRUE = ("onlyif", "sound", "sharp")


def granted(claim: Claim) -> dict[str, float]:
    return {name: error for name, error in KERNEL_ERRORS.items() if name in claim.read}


@pytest.mark.property
@pytest.mark.parametrize("variant", TRUE)
@given(instance=kernel_models())
def test_no_instance_violates_a_true_claim(variant, instance):
    claim = CLAIMS[f"theorem5.{variant}"]
    verdict = check(claim, errors=granted(claim), **of(claim, instance.fields()))
    assert int(verdict.status) in {Status.HOLDS, Status.VACUOUS, Status.INAPPLICABLE}
    assert set(claim.names(verdict.failed)) <= {"u − v ≥ R", "u ≥ f_R(x'_R)"}


@pytest.mark.parametrize("variant", TRUE)
def test_thousands_of_instances(variant):
    claim = CLAIMS[f"theorem5.{variant}"]
    status = np.asarray(check(claim, errors=granted(claim), **of(claim, many_kernel_models().fields)).status)
    assert not np.isin(status, (Status.VIOLATED, Status.NONFINITE)).any()
    assert (status == Status.HOLDS).sum() > 300


@pytest.mark.parametrize("variant", ["printed", "onlyif_printed"])
def test_the_printed_claims_are_violated(variant):
    claim = CLAIMS[f"theorem5.{variant}"]
    verdict = check(claim, errors=granted(claim), **of(claim, many_kernel_models().fields))
    violated = np.asarray(verdict.status) == Status.VIOLATED
    assert violated.sum() > 50
    assert not np.asarray(verdict.failed)[violated].any()


def recourses(one: KernelModels) -> tuple[np.ndarray, np.ndarray]:
    """x'_NR and x'_R of the tangents at x."""
    ends = []
    for rows, w in zip((one.X, one.X_R), one.weights(), strict=True):
        residual = one.target - kernel(one.x[None], rows)[0] @ w
        ends.append(one.x + minimiser(gradients(one.x, rows) @ w, residual, one.lam, one.actionable))
    return ends[0], ends[1]


def test_the_kernel_of_v_is_that_of_the_attacked_rows():
    """With f_NR(x'_R) in place of K(x'_R, X_R)ᵀw_NR the sharp interval misses, and its premise says so."""
    made, fields = many_kernel_models()
    claim = CLAIMS["theorem5.sharp"]
    own = np.array([kernel(recourses(one)[1][None], one.X)[0] @ one.weights()[0] for one in made])
    verdict = check(claim, errors=granted(claim), **of(claim, {**fields, "score_nr_r": own}))
    violated = np.asarray(verdict.status) == Status.VIOLATED
    assert violated.sum() > 50
    assert {claim.names(mask) for mask in np.asarray(verdict.failed)[violated]} == {("|f_R(x'_R) − v| ≤ R",)}


def test_sharp_interval_contains_every_model_that_lemma_2_allows():
    """Brute force over the robust weights: every w within Δ_K‖Y‖ of w_NR, the ends among them."""
    rng = np.random.default_rng(0)
    for one in random_kernel_models(3, 200):
        fields = one.fields()
        at_r = kernel(recourses(one)[1][None], one.X_R)[0]
        directions = rng.normal(size=(64, len(at_r)))
        along = at_r / np.linalg.norm(at_r) if np.any(at_r) else at_r
        directions = np.vstack([directions / np.linalg.norm(directions, axis=1, keepdims=True), along, -along])
        weights = one.weights()[0] + fields["delta_k"] * fields["label_norm"] * directions
        gaps = expit(fields["score_nr_nr"]) - expit(weights @ at_r)
        verdict = check("theorem5.sharp", **of(CLAIMS["theorem5.sharp"], fields))
        np.testing.assert_allclose([verdict.lower, verdict.upper], [gaps.min(), gaps.max()], atol=1e-12)


@pytest.mark.parametrize(("row", "attacked"), [(1.0, 2.0), (1.0, 0.5)])
def test_the_sharp_interval_is_attained_by_kernel_models(row, attacked):
    """With one training row the robust weight differs from the other by all that Lemma 2 allows."""
    one = KernelModels(np.array([[row]]), np.array([[attacked]]), np.array([1.0]), 1.0, np.array([0.5]),
                       np.array([True]), 1.0, 0.5)  # fmt: skip
    assessment = assess("theorem5.sharp", **of(CLAIMS["theorem5.sharp"], one.fields()))
    assert assessment.verdict.status == Status.HOLDS
    assert assessment.verdict.failed == 0
    ends = [float(assessment.verdict.lower), float(assessment.verdict.upper)]
    assert min(abs(end - float(assessment.verdict.value)) for end in ends) < 1e-12
    assert ends[1] - ends[0] > 1e-2


def test_the_radius_is_a_product_of_three():
    """Theorem 4 with Δ = Δ_K‖Y‖ and ‖K(x'_R, X_R)‖ in place of ‖x'_R‖."""
    scores = {"score_nr_nr": 0.3, "score_nr_r": -0.2, "score_r_r": 0.1}
    five = check("theorem5.sharp", **scores, delta_k=0.5, label_norm=3.0, kernel_norm_r=0.25)
    four = check("theorem4.sharp", **scores, delta=1.5, recourse_norm_r=0.25)
    assert (five.lower, five.upper) == (four.lower, four.upper)
