"""The exact verdict on one instance."""

import dataclasses
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from support.instances import of, random_kernel_models, random_models

from bounds import CLAIMS, Claim, Outcome, Status, certify, check, prove

HALF = {"norm_nr": 1.0, "delta": 0.5}


def test_outcomes():
    assert certify("lemma1.norms", **HALF, norm_r=2.0).outcome is Outcome.VIOLATED
    assert certify("lemma1.norms", **HALF, norm_r=1.2).outcome is Outcome.HOLDS
    assert certify("lemma1.norms", **HALF, norm_r=1.5).outcome is Outcome.UNDECIDED
    assert certify("lemma1.norms", field_error=0.0, **HALF, norm_r=1.5).outcome is Outcome.HOLDS
    assert certify("lemma1.norms", **HALF, norm_r=-1.0).outcome is Outcome.INAPPLICABLE


def test_violation_within_the_fields_error_is_not_certified():
    barely = 1.5 * (1.0 + 1e-14)
    assert certify("lemma1.norms", **HALF, norm_r=barely).outcome is Outcome.UNDECIDED
    assert certify("lemma1.norms", field_error=0.0, **HALF, norm_r=barely).outcome is Outcome.VIOLATED


def test_failed_and_unchecked_premises_are_named():
    certificate = certify("lemma1.norms", **HALF, norm_r=2.0, weight_gap=0.25)
    assert certificate.failed == ("|a − b| ≤ ‖w_NR − w_R‖",)
    assert certify("lemma1.norms", **HALF, norm_r=2.0).unchecked == ("‖w_NR − w_R‖ ≤ Δ", "|a − b| ≤ ‖w_NR − w_R‖")


def test_ends_are_exact():
    certificate = certify("lemma1.norms", norm_nr="1/3", delta=Fraction(1, 7), norm_r=1)
    assert (certificate.lower, certificate.value, certificate.upper) == ("4/21", "1", "10/21")


@pytest.mark.parametrize("name", [name for name in CLAIMS if name.startswith(("theorem1", "theorem4"))])
def test_agrees_with_the_checker(name):
    """A certified violation is always seen by the checker, and the other way round outside the fields' error."""
    claim = CLAIMS[name]
    for number, instance in enumerate(random_models(11, 40)):
        fields = instance.fields(printed_cost=number % 2 == 0)
        if number % 3 == 0:
            fields["delta"] /= 5.0  # a wrong Δ makes even true claims fail
        assert_agrees(claim, of(claim, fields))


@pytest.mark.parametrize("name", [name for name in CLAIMS if name.startswith(("lemma2", "theorem2", "theorem5"))])
def test_agrees_with_the_checker_about_kernel_models(name):
    claim, violated = CLAIMS[name], 0
    for number, instance in enumerate(random_kernel_models(12, 60)):
        fields = instance.fields()
        if number % 3 == 0:  # wrong radii make even true claims fail
            fields |= {one: fields[one] / 20.0 for one in ("delta_k", "residual_radius", "slope_radius")}
            fields |= {"cost_r": fields["cost_r"] * 20.0, "recourse_gap": fields["recourse_gap"] * 400.0}
            fields["kernel_lipschitz"] /= 400.0
        violated += assert_agrees(claim, of(claim, fields))
    assert violated > 0 or name in {"theorem5.sound", "theorem5.onlyif"}


def assert_agrees(claim: Claim, fields: dict[str, Any]) -> bool:
    status, outcome = Status(int(check(claim, **fields).status)), certify(claim, **fields).outcome
    assert (outcome is Outcome.VIOLATED) == (status is Status.VIOLATED)
    assert (outcome is Outcome.INAPPLICABLE) == (status is Status.INAPPLICABLE)
    return outcome is Outcome.VIOLATED


@pytest.mark.parametrize("bad", [float("nan"), float("inf"), "much", None, [1.0, 2.0]])
def test_one_finite_number_per_field(bad):
    with pytest.raises(TypeError, match="'norm_r' is not one finite number"):
        certify("lemma1.norms", **HALF, norm_r=bad)


def test_unknown_and_missing_fields():
    with pytest.raises(TypeError, match="no field 'colour'"):
        certify("lemma1.norms", **HALF, norm_r=1.0, colour=1.0)
    with pytest.raises(ValueError, match="needs the field 'norm_r'"):
        certify("lemma1.norms", **HALF)


def test_a_hypothesis_on_its_boundary_is_not_certified():
    fields = {"score_nr_nr": 0.0, "score_nr_r": -0.5, "score_r_r": 1.0, "delta": 0.5, "recourse_norm_r": 1.0}
    assert certify("theorem4.sound", **fields).outcome is Outcome.UNDECIDED
    assert certify("theorem4.sound", **{**fields, "score_nr_r": -0.6}).outcome is Outcome.VIOLATED
    assert certify("theorem4.sound", **{**fields, "score_nr_r": -0.4}).outcome is Outcome.INAPPLICABLE


def test_only_certain_premises_make_a_refutation():
    """The chain |a − b| ≤ gap ≤ Δ granted a little at each link cannot refute what follows from it."""
    little = 2.0**-40
    gap = 1.0 + 1.9 * little
    chain = certify("lemma1.norms", norm_nr=1.0, delta=1.0, weight_gap=gap, norm_r=1.0 + gap + 3.9 * little)
    assert not chain.refutes
    assert certify("lemma1.sound", steps=1, learning_rate=1, mean_input_norm=1, epsilon=0, attack_factor=1,
                   weight_gap=2).refutes  # fmt: skip


def test_absolute_errors_widen_the_balls():
    assert certify("lemma1.norms", **HALF, norm_r=1.5 + 1e-6).outcome is Outcome.VIOLATED
    assert certify("lemma1.norms", errors={"norm_r": 1e-5}, **HALF, norm_r=1.5 + 1e-6).outcome is Outcome.UNDECIDED


@pytest.mark.parametrize("bad", [-1.0, 1.0, float("nan"), float("inf")])
def test_relative_errors_that_mean_nothing(bad):
    with pytest.raises(ValueError, match="field_error must be at least 0 and below 1"):
        certify("lemma1.norms", field_error=bad, **HALF, norm_r=1.0)


def test_threads_do_not_disturb_each_other():
    with ThreadPoolExecutor(4) as pool:
        proofs = list(pool.map(prove, list(CLAIMS) * 2))
        outcomes = set(pool.map(lambda _: certify("lemma1.norms", **HALF, norm_r=2.0).outcome, range(50)))
    assert [proof.result for proof in proofs[: len(CLAIMS)]] == [proof.result for proof in proofs[len(CLAIMS) :]]
    assert outcomes == {Outcome.VIOLATED}


@pytest.mark.parametrize("number", ["1e99999999", "-1e-99999999", "1e" + "9" * 30, "9" * 5000, Decimal("1e99999999")])
def test_a_number_that_would_fill_the_memory_is_refused(number):
    with pytest.raises(ValueError, match=r"the field 'norm_nr' is .*: give at most 4,000 digits"):
        certify("lemma1.norms", norm_nr=number, norm_r=1, delta=1)


@pytest.mark.parametrize("number", ["1e_5", "1e5_", "1__0", "e5", "", "½", Decimal("NaN")])
def test_what_only_looks_like_a_number_is_none(number):
    with pytest.raises(TypeError, match="the field 'norm_nr' is not one finite number"):
        certify("lemma1.norms", norm_nr=number, norm_r=1, delta=1)


def test_a_number_squared_often_is_a_ball():
    """2^(2^60) is above 4, and has 10¹⁸ bits."""

    def square(xp, norm_r):
        for _ in range(60):
            norm_r = norm_r * norm_r
        return norm_r

    claim = dataclasses.replace(CLAIMS["lemma1.norms"], value=square)
    certificate = certify(claim, field_error=0.0, norm_nr=1, norm_r=2, delta=1)
    assert certificate.outcome is Outcome.VIOLATED
    assert "e+" in certificate.value
    assert len(repr(certificate)) < 300


def test_infinite_ends_are_written_as_such():
    certificate = certify("theorem3.sharp", **dict.fromkeys(CLAIMS["theorem3.sharp"].needed, 1.0))
    assert "inf" not in certificate.lower + certificate.upper
    claim = dataclasses.replace(CLAIMS["lemma1.norms"], interval=lambda xp, delta: (-xp.inf, xp.divide(1.0, delta)))
    ends = certify(claim, field_error=0.0, norm_nr=1, norm_r=1, delta=0)
    assert (ends.lower, ends.upper) == ("-inf", "inf")
