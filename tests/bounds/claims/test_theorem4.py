"""Theorem 4 against vectors, and against bounds found by brute force."""

import numpy as np
import pytest
from hypothesis import given
from scipy.special import expit
from support.instances import Models, models, of, random_models, stacked

from bounds import CLAIMS, Status, assess, check

TRUE = ("onlyif", "sound", "sharp", "closed")


@pytest.mark.property
@pytest.mark.parametrize("variant", TRUE)
@given(instance=models())
def test_no_instance_violates_a_true_claim(variant, instance):
    claim = CLAIMS[f"theorem4.{variant}"]
    verdict = check(claim, **of(claim, instance.fields()))
    assert int(verdict.status) in {Status.HOLDS, Status.VACUOUS, Status.INAPPLICABLE}
    assert set(claim.names(verdict.failed)) <= {"u − v ≥ R", "u ≥ f_R(x'_R)"}


@pytest.mark.parametrize("variant", TRUE)
def test_thousands_of_instances(variant):
    claim = CLAIMS[f"theorem4.{variant}"]
    fields = stacked([one.fields() for one in random_models(1, 5000)])
    status = np.asarray(check(claim, **of(claim, fields)).status)
    assert not np.isin(status, (Status.VIOLATED, Status.NONFINITE)).any()
    assert (status == Status.HOLDS).sum() > 50


@pytest.mark.parametrize("variant", ["printed", "onlyif_printed"])
def test_the_printed_claims_are_violated(variant):
    claim = CLAIMS[f"theorem4.{variant}"]
    fields = stacked([one.fields() for one in random_models(2, 5000)])
    verdict = check(claim, **of(claim, fields))
    assert (np.asarray(verdict.status) == Status.VIOLATED).sum() > 50
    assert not np.asarray(verdict.failed)[np.asarray(verdict.status) == Status.VIOLATED].any()


def test_sharp_interval_is_the_range_over_all_robust_scores():
    rng = np.random.default_rng(0)
    u, v = rng.normal(size=(2, 500)) * 3
    delta, norm = rng.uniform(0, 2, (2, 500))
    scores = v + np.linspace(-1, 1, 101)[:, None] * delta * norm
    gaps = expit(u) - expit(scores)
    fields = {"score_nr_nr": u, "score_nr_r": v, "delta": delta, "recourse_norm_r": norm}
    verdict = check("theorem4.sharp", **fields, score_r_r=0.0)
    np.testing.assert_allclose(verdict.lower, gaps.min(axis=0), atol=1e-15)
    np.testing.assert_allclose(verdict.upper, gaps.max(axis=0), atol=1e-15)


def test_closed_interval_is_the_range_over_all_robust_models():
    """Brute force over b in I and m_R in m_NR ± ΔX, residuals of both signs."""
    rng = np.random.default_rng(1)
    for _ in range(300):
        a, lam, delta, x = rng.uniform(0.05, 3.0, 4)
        m, target, u = rng.normal(size=3) * 2
        b = np.linspace(max(a - delta, 0.0), a + delta, 501)
        residual = m + np.linspace(-1, 1, 101) * delta * x
        score = target - residual[:, None] * lam / (lam + b**2)
        fields = {"target": target, "lam": lam, "norm_nr": a, "residual_nr": m, "input_norm": x, "delta": delta}
        verdict = check("theorem4.closed", **fields, score_nr_nr=u, score_r_r=0.0)
        expected = expit(u) - expit(score)
        np.testing.assert_allclose([verdict.lower, verdict.upper], [expected.min(), expected.max()], atol=1e-14)


def steep(sign: float) -> dict[str, float]:
    """The robust model differs along x'_R itself: R is used up entirely."""
    w_nr, x = np.array([1.0]), np.array([-1.0])
    return Models(w_nr, w_nr * (1 + sign * 0.3), x, np.array([True]), 0.4, 0.2).fields()


@pytest.mark.parametrize("variant", ["sharp", "closed"])
@pytest.mark.parametrize("sign", [1.0, -1.0])
def test_the_bounds_are_attained(variant, sign):
    claim = CLAIMS[f"theorem4.{variant}"]
    fields = steep(sign) if variant == "sharp" else attaining_closed(sign)
    assessment = assess(claim, **of(claim, fields))
    assert assessment.verdict.status == Status.HOLDS
    np.testing.assert_allclose(assessment.measure.tightness, 1.0, rtol=1e-9)


def attaining_closed(sign: float) -> dict[str, float]:
    """x against w: a smaller b leaves more of a residual, and x > 0 makes the residual grow as the weight shrinks."""
    w_nr, x = np.array([1.0]), np.array([0.5])
    return Models(w_nr, w_nr * (1 - sign * 0.3), x, np.array([True]), 2.0, 0.2).fields()


def test_onlyif_is_one_sided():
    """u − v may exceed R by any amount: only v − u is bounded."""
    fields = {"score_nr_nr": 9.0, "score_nr_r": 0.0, "score_r_r": 0.1, "delta": 0.2, "recourse_norm_r": 1.0}
    assert check("theorem4.onlyif", **fields).status == Status.HOLDS
    assert check("theorem4.onlyif_printed", **fields).status == Status.VIOLATED
