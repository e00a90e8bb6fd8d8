"""Theorem 2 against kernel models, and against bounds found by brute force."""

import math

import numpy as np
import pytest
from hypothesis import given
from support.instances import (
    KERNEL_ERRORS,
    LIPSCHITZ,
    KernelModels,
    gradients,
    kernel,
    kernel_models,
    many_kernel_models,
    of,
)

from bounds import CLAIMS, Claim, Status, assess, check

TRUE = ("repaired", "sound", "posterior", "free", "floor", "vector")


def granted(claim: Claim) -> dict[str, float]:
    return {name: error for name, error in KERNEL_ERRORS.items() if name in claim.read}


def g(t, lam):
    return t / (lam + t**2)


@pytest.mark.property
@pytest.mark.parametrize("variant", TRUE)
@given(instance=kernel_models())
def test_no_instance_violates_a_true_claim(variant, instance):
    claim = CLAIMS[f"theorem2.{variant}"]
    verdict = check(claim, errors=granted(claim), **of(claim, instance.fields()))
    assert int(verdict.status) != Status.VIOLATED  # nonfinite where a product of tiny numbers underflows
    assert set(claim.names(verdict.failed)) <= {"a > 0", "b > 0", "|m_NR| ≤ 1, |m_R| ≤ 1", "κ Σ|w_j|‖x_j‖ > 0"}


@pytest.mark.parametrize("variant", TRUE)
def test_thousands_of_instances(variant):
    claim = CLAIMS[f"theorem2.{variant}"]
    status = np.asarray(check(claim, errors=granted(claim), **of(claim, many_kernel_models().fields)).status)
    assert not np.isin(status, (Status.VIOLATED, Status.NONFINITE)).any()
    assert (status == Status.HOLDS).sum() > 500


def test_the_printed_bound_is_violated_both_ways_and_only_by_large_residuals():
    fields = {**many_kernel_models().fields, "lam": np.float64(1e-3)}
    for side in ("nr", "r"):  # costs for the smaller λ, so that the residuals decide
        fields[f"cost_{side}"] = np.abs(fields[f"residual_{side}"]) * g(fields[f"slope_{side}"], fields["lam"])
    verdict = check("theorem2.printed", **of(CLAIMS["theorem2.printed"], fields))
    violated = np.asarray(verdict.status) == Status.VIOLATED
    assert not np.asarray(verdict.failed)[violated].any()
    assert (np.asarray(verdict.value) > np.asarray(verdict.upper))[violated].any()
    assert (np.asarray(verdict.value) < np.asarray(verdict.lower))[violated].any()
    largest = np.maximum(np.abs(fields["residual_nr"]), np.abs(fields["residual_r"]))
    assert (largest[violated] > 1.0).all()


def test_repaired_is_what_printed_says_where_it_applies():
    fields = many_kernel_models().fields
    printed = check("theorem2.printed", **of(CLAIMS["theorem2.printed"], fields))
    repaired = check("theorem2.repaired", **of(CLAIMS["theorem2.repaired"], fields))
    np.testing.assert_array_equal(printed.upper, repaired.upper)
    a, b = fields["slope_nr"], fields["slope_r"]
    applicable = (a > 0) & (b > 0)
    harmonic_mean = 2 * a[applicable] * b[applicable] / (a[applicable] + b[applicable])
    np.testing.assert_allclose(np.asarray(printed.upper)[applicable], 2 / harmonic_mean, rtol=1e-12)


def test_the_residual_radius_without_the_inverse_gap_is_as_good_a_radius():
    """e_f by way of (K_R − K)w_NR is not always the smaller one; both are bounds, so the smaller one is."""
    made, fields = many_kernel_models()
    other = np.array([one.closer_residual_radius() for one in made])
    assert (other < 0.99 * fields["residual_radius"]).any()
    assert (other > 1.01 * fields["residual_radius"]).any()
    claim = CLAIMS["theorem2.sound"]
    smaller = {**fields, "residual_radius": np.minimum(other, fields["residual_radius"])}
    verdict = check(claim, errors=granted(claim), **of(claim, smaller))
    assert set(np.asarray(verdict.status)) == {Status.HOLDS}
    assert not np.asarray(verdict.failed).any()


def test_the_weights_alone_are_no_radius():
    """Lemma 2 bounds w; the attacked rows also change the kernel that w is applied to."""
    made, fields = many_kernel_models()
    weight_gap = fields["delta_k"] * fields["label_norm"]
    weights_alone = weight_gap * [np.linalg.norm(kernel(one.x[None], one.X_R)) for one in made]
    claim = CLAIMS["theorem2.sound"]
    broken = {**fields, "residual_radius": weights_alone}
    status = np.asarray(check(claim, errors=granted(claim), **of(claim, broken)).status)
    assert (status == Status.VIOLATED).any()


def test_sound_interval_is_the_range_over_all_robust_models():
    """Brute force over every slope within e_g and every residual within e_f: sound and attained at both ends."""
    rng = np.random.default_rng(0)
    for _ in range(200):
        a, lam, e_f, e_g, m = rng.uniform(0.05, 3.0, 5)
        b = np.linspace(max(a - e_g, 0.0), a + e_g, 2001)
        b = np.append(b, np.clip(np.sqrt(lam), b[0], b[-1]))
        residual = np.array([max(m - e_f, 0.0), m + e_f])
        gaps = m * g(a, lam) - residual[:, None] * g(b, lam)[None, :]
        fields = {"lam": lam, "slope_nr": a, "residual_nr": -m, "residual_radius": e_f, "slope_radius": e_g}
        verdict = check("theorem2.sound", **fields, cost_nr=0.0, cost_r=0.0)
        np.testing.assert_allclose([verdict.lower, verdict.upper], [gaps.min(), gaps.max()], rtol=1e-9, atol=1e-12)


def turned(row: float, attacked: float) -> KernelModels:
    """One refused training row on a line, whose attack crosses 0: K∞ is 0 between numbers of opposite sign."""
    return KernelModels(
        X=np.array([[row]]),
        X_R=np.array([[attacked]]),
        Y=np.array([-1.0]),
        ridge=1.0,
        x=np.array([1.0]),
        actionable=np.array([True]),
        target=0.5,
        lam=4.0,
    )


@pytest.mark.parametrize(
    ("instance", "end"),
    [
        # x sees the row only after the attack: slope and residual both grow by all of e_g and e_f
        (turned(-1.0, 0.5), "lower"),
        # x sees it only before: nothing is left of the slope, and recourse for the robust model costs nothing
        (turned(1.0, -0.5), "upper"),
    ],
)
def test_the_sound_interval_is_attained_by_kernel_models(instance, end):
    fields = instance.fields()
    assessment = assess("theorem2.sound", **of(CLAIMS["theorem2.sound"], fields))
    assert assessment.verdict.status == Status.HOLDS
    assert assessment.verdict.failed == 0
    np.testing.assert_allclose(getattr(assessment.verdict, end), assessment.verdict.value, rtol=1e-12)
    assert abs(fields["slope_nr"] - fields["slope_r"]) == pytest.approx(fields["slope_radius"], rel=1e-12)
    assert abs(fields["residual_nr"] - fields["residual_r"]) == pytest.approx(fields["residual_radius"], rel=1e-12)


def falling() -> KernelModels:
    """One refused training row, asked from the row itself; f_R rises fastest away from it and a little to the side."""
    row = np.array([[2.0, 0.0]])
    return KernelModels(
        X=row, X_R=row, Y=np.array([-1.0]), ridge=1.0, x=row[0], actionable=np.ones(2, bool), target=0.0, lam=1.0
    )


def test_the_floor_needs_all_of_the_lipschitz_constant():
    """With half of it the floor lies above the cost of recourses that were found."""
    claim, fields = CLAIMS["theorem2.floor"], many_kernel_models().fields
    halved = {**fields, "kernel_lipschitz": fields["kernel_lipschitz"] / 2.0}
    verdict = check(claim, errors=granted(claim), **of(claim, halved))
    violated = np.asarray(verdict.status) == Status.VIOLATED
    assert violated.sum() > 50
    names = {claim.names(mask) for mask in np.asarray(verdict.failed)[violated]}
    assert names == {("f_R(x'_R) ≤ f_R(x) + κ Σ|w_j|‖x_j‖ ‖ζ_R‖",)}


@pytest.mark.parametrize("step", [1e-2, 1e-4])
def test_the_floor_is_attained_at_the_kink(step):
    """No direction at a training row is steeper than (−π, 1): κ is the best constant."""
    one = falling()
    _, (w_r,) = one.weights()
    end = one.x + step * np.array([-math.pi, 1.0]) / math.hypot(math.pi, 1.0)
    before, after = (w_r * kernel(point[None], one.X_R)[0, 0] for point in (one.x, end))
    lipschitz = one.fields()["kernel_lipschitz"]
    fields = {"cost_r": step, "threshold": after, "score_r": before, "score_r_r": after, "kernel_lipschitz": lipschitz}
    assessment = assess("theorem2.floor", errors=granted(CLAIMS["theorem2.floor"]), **fields)
    assert assessment.verdict.status == Status.HOLDS
    assert 1.0 - step < float(assessment.measure.tightness) <= 1.0


def test_kernel_and_gradient_of_these_tests():
    """Against values computed with 40 digits elsewhere, differences of the kernel, and the constant κ."""
    rng = np.random.default_rng(0)
    x, rows, h = rng.normal(size=3), rng.normal(size=(200, 3)), 1e-6
    assert kernel(np.array([[1.0, 0.0]]), np.array([[0.0, 1.0], [2.0, 0.0], [-1.0, 0.0], [1.0, 1.0]]))[0] == (
        pytest.approx([0.0, 1.0, 0.0, 0.375], abs=1e-16)
    )
    steps = h * np.eye(3)
    differences = [(kernel((x + one)[None], rows) - kernel((x - one)[None], rows))[0] / (2 * h) for one in steps]
    np.testing.assert_allclose(gradients(x, rows), differences, atol=1e-8)
    np.testing.assert_allclose(gradients(np.zeros(3), rows), rows.T / 4)
    np.testing.assert_allclose(gradients(x, 2 * x[None])[:, 0], x)
    steepness = np.linalg.norm(gradients(x, rows), axis=0) / np.linalg.norm(rows, axis=1)
    assert (steepness <= LIPSCHITZ).all()
