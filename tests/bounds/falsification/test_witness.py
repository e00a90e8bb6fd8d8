"""Witnesses: exact from the parameters to the verdict, and none where a claim is not certainly broken."""

from collections.abc import Mapping
from fractions import Fraction

import pytest

from bounds import CLAIMS
from bounds.constructions.decoders import decoder
from bounds.constructions.linear import linear
from bounds.constructions.training import trained_on_the_instance
from bounds.falsification.witness import exact_fields, replay

TURNED = {"w_nr[0]": 2, "w_r[0]": 0, "x[0]": 2, "target": 0, "lam": 1, "slack": 3, "shortfall": 0}


def fractions(numbers: Mapping[str, int | str]) -> dict[str, Fraction]:
    return {name: Fraction(value) for name, value in numbers.items()}


def test_rational_models_give_rational_fields():
    """w_NR = 2, w_R = 0, x = 2, s = 0, λ = 1, Δ = 5: the cost 8/5 exceeds the bound 1·(4 + 5)/(2·3) = 3/2."""
    witness = replay(CLAIMS["theorem1.printed"], linear(1, printed=True), fractions(TURNED))
    assert witness is not None
    assert Fraction(witness.certificate.value) == Fraction(8, 5)
    assert Fraction(witness.certificate.upper) == Fraction(3, 2)
    assert all(Fraction(value) is not None for value in witness.fields.values())


@pytest.mark.parametrize("name", ["theorem1.repaired", "theorem1.sound", "theorem1.posterior"])
def test_no_witness_against_what_is_true(name):
    printed = name == "theorem1.repaired"
    assert replay(CLAIMS[name], linear(1, printed=printed), fractions(TURNED)) is None


def test_a_failed_hypothesis_is_no_witness():
    """The printed bound is missed, but the repaired claim does not speak of residuals beyond 1."""
    fields = exact_fields(CLAIMS["theorem1.repaired"], linear(1, printed=True), fractions(TURNED))
    assert fields["residual_nr"].fraction() == -4
    assert replay(CLAIMS["theorem1.repaired"], linear(1, printed=True), fractions(TURNED | {"slack": "-7/2"})) is None


def test_a_failed_fact_is_a_witness_only_where_something_is_misread():
    point = fractions(
        {**{f"{a}[{i}]": a == "g" for a in "ghx" for i in (0, 1)}, "z": 0, "z_nr": 0, "z_r": 1, "slack": 0}
    )
    claim, place = CLAIMS["theorem3.printed"], decoder(2, same_norm=True)
    assert replay(claim, place, point) is None
    witness = replay(claim, place, point, misread=True)
    assert witness is not None
    assert witness.certificate.failed == ("‖x'_R − x'_NR‖ ≤ L‖z'_R − z'_NR‖",)
    assert replay(claim, decoder(2), point, misread=True) is None


def test_trained_weights_are_balls_and_still_certain():
    """σ is irrational: the weights are known to 256 bits, and the bound is missed by more."""
    place = trained_on_the_instance(1, printed=True)
    point = {"x[0]": -2, "start[0]": 3, "steps": 1, "learning_rate": 1, "epsilon": 1, "target": 2, "lam": "1/2"}
    point |= {"shortfall": 0}
    witness = replay(CLAIMS["theorem1.printed"], place, fractions(point))
    assert witness is not None
    assert witness.certificate.undecided == ()
    fields = exact_fields(CLAIMS["theorem1.printed"], place, fractions(point))
    assert fields["norm_nr"].fraction() is None
