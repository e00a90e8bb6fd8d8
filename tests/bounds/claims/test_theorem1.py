"""Theorem 1 against vectors, and against bounds found by brute force."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from support.instances import Models, models, of, random_models, stacked

from bounds import CLAIMS, Status, assess, check

TRUE_COST = ("sound", "posterior", "free", "floor")
PRINTED_COST = ("repaired", "vector")


def g(t, lam):
    return t / (lam + t**2)


@pytest.mark.property
@pytest.mark.parametrize("variant", TRUE_COST + PRINTED_COST)
@given(instance=models())
def test_no_instance_violates_a_true_claim(variant, instance):
    claim = CLAIMS[f"theorem1.{variant}"]
    verdict = check(claim, **of(claim, instance.fields(printed_cost=variant in PRINTED_COST)))
    assert int(verdict.status) != Status.VIOLATED  # nonfinite where a product of tiny weights underflows
    outside = {"a > 0, a ≠ Δ", "|m_NR| ≤ 1, |m_R| ≤ 1", "Δ < a", "f_R(x'_R) ≥ t", "a + Δ > 0"}
    assert set(claim.names(verdict.failed)) <= outside


@pytest.mark.parametrize("variant", TRUE_COST + PRINTED_COST)
def test_thousands_of_instances(variant):
    claim = CLAIMS[f"theorem1.{variant}"]
    fields = stacked([one.fields(printed_cost=variant in PRINTED_COST) for one in random_models(1, 5000)])
    status = np.asarray(check(claim, **of(claim, fields)).status)
    assert not np.isin(status, (Status.VIOLATED, Status.NONFINITE)).any()
    assert (status == Status.HOLDS).sum() > 50


def test_the_printed_bound_is_violated_both_ways():
    for printed in (True, False):
        fields = stacked([one.fields(printed_cost=printed) for one in random_models(2, 5000)])
        verdict = check("theorem1.printed", **of(CLAIMS["theorem1.printed"], fields))
        assert (np.asarray(verdict.value) > np.asarray(verdict.upper)).any()
        assert (np.asarray(verdict.value) < np.asarray(verdict.lower)).any()


def test_sound_interval_is_the_range_over_all_robust_models():
    """Brute force over every b in I and every residual in M ± ΔX gives the same two ends: sound and attained."""
    rng = np.random.default_rng(0)
    for _ in range(200):
        a, lam, delta, x, m = rng.uniform(0.05, 3.0, 5)
        b = np.linspace(max(a - delta, 0.0), a + delta, 2001)
        b = np.append(b, np.clip(np.sqrt(lam), b[0], b[-1]))
        residual = np.array([max(m - delta * x, 0.0), m + delta * x])
        gaps = m * g(a, lam) - residual[:, None] * g(b, lam)[None, :]
        fields = {"lam": lam, "norm_nr": a, "residual_nr": -m, "input_norm": x, "delta": delta}
        verdict = check("theorem1.sound", **fields, cost_nr=0.0, cost_r=0.0)
        np.testing.assert_allclose([verdict.lower, verdict.upper], [gaps.min(), gaps.max()], rtol=1e-9, atol=1e-12)


def in_one_dimension(w_nr: float, w_r: float, x: float, target: float, lam: float) -> Models:
    return Models(np.array([w_nr]), np.array([w_r]), np.array([x]), np.array([True]), target, lam)


ATTAINING = {
    # b = a + Δ rises towards √λ, the residual grows by all of ΔX: the lower end
    "sound, lower": ("sound", in_one_dimension(1.0, 1.5, -2.0, 1.0, 9.0)),
    # b = a − Δ, the residual shrinks by all of ΔX: the upper end
    "sound, upper": ("sound", in_one_dimension(1.0, 0.5, -1.0, 1.0, 9.0)),
    # the robust model already scores s: its recourse costs nothing
    "posterior": ("posterior", in_one_dimension(1.0, 2.0, 0.5, 1.0, 0.5)),
    # moreover a = √λ, where g is largest
    "free": ("free", in_one_dimension(1.0, 2.0, 0.5, 1.0, 1.0)),
}


@pytest.mark.parametrize("case", ATTAINING)
def test_the_bounds_are_attained(case):
    variant, instance = ATTAINING[case]
    assessment = assess(f"theorem1.{variant}", **of(CLAIMS[f"theorem1.{variant}"], instance.fields()))
    assert assessment.verdict.status == Status.HOLDS
    np.testing.assert_allclose(assessment.measure.tightness, 1.0, rtol=1e-9)


def reaching(t: float) -> tuple[dict[str, Any], Any]:
    """The shortest step to a score t of a robust model that is as steep, and as close to accepting x, as Δ allows."""
    w_nr, x, delta = np.array([2.0, 0.0]), np.array([1.0, 0.0]), 0.5
    w_r = w_nr * (1 + delta / 2.0)
    step = (t - w_r @ x) / np.linalg.norm(w_r)
    fields = {"threshold": t, "score_nr": w_nr @ x, "input_norm": 1.0, "norm_nr": 2.0, "norm_r": 2.5, "delta": delta}
    return {**fields, "score_r_r": t, "cost_r": step}, step


def test_the_floor_is_attained():
    fields, step = reaching(4.0)
    assessment = assess("theorem1.floor", **fields)
    assert assessment.verdict.status == Status.HOLDS
    assert step > 0
    np.testing.assert_allclose(assessment.measure.tightness, 1.0, rtol=1e-9)
    verdict = check("theorem1.floor", **{**fields, "cost_r": 0.9 * step, "threshold": 4.0 - 1e-9})
    assert verdict.status == Status.VIOLATED
    assert CLAIMS["theorem1.floor"].names(verdict.failed) == ("f_R(x'_R) ≤ f_NR(x) + Δ‖x‖ + b‖ζ_R‖",)


def test_mixing_up_the_index_sets_breaks_the_sound_interval():
    """‖x‖ over the actionable columns alone is too small where an immutable one carries weight."""
    broken = 0
    for one in random_models(5, 3000):
        fields = one.fields() | {"input_norm": np.linalg.norm(one.x[one.actionable])}
        broken += bool(check("theorem1.sound", **of(CLAIMS["theorem1.sound"], fields)).status == Status.VIOLATED)
    assert broken > 0


def test_repaired_is_what_printed_says_where_it_applies():
    fields = stacked([one.fields(printed_cost=True) for one in random_models(6, 5000)])
    printed = check("theorem1.printed", **of(CLAIMS["theorem1.printed"], fields))
    repaired = check("theorem1.repaired", **of(CLAIMS["theorem1.repaired"], fields))
    np.testing.assert_array_equal(printed.upper, repaired.upper)
    applicable = np.asarray(repaired.status) != Status.INAPPLICABLE
    assert not (np.asarray(printed.status)[applicable] == Status.VIOLATED).any()
    bound = fields["lam"] * (2 * fields["norm_nr"] + fields["delta"])
    bound /= fields["norm_nr"] * (fields["norm_nr"] - fields["delta"])
    np.testing.assert_allclose(printed.upper, np.abs(bound), rtol=1e-12)
