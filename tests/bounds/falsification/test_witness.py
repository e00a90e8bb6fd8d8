"""Witnesses: exact from the parameters to the verdict, and none where a claim is not certainly broken."""

from collections.abc import Mapping
from fractions import Fraction

import pytest

from bounds import CLAIMS, Certificate, Outcome
from bounds.constructions.decoders import decoder
from bounds.constructions.linear import linear
from bounds.constructions.training import trained_on_the_instance
from bounds.falsification.witness import Witness, exact_fields, replay

TURNED = {"w_nr[0]": 2, "w_r[0]": 0, "x[0]": 2, "target": 0, "lam": 1, "slack": 3, "shortfall": 0}


def fractions(numbers: Mapping[str, int | str]) -> dict[str, Fraction]:
    return {name: Fraction(value) for name, value in numbers.items()}


def test_rational_models_give_rational_fields():
    """For w_NR = 2, w_R = 0, x = 2, s = 0, λ = 1, Δ = 5 the cost 8/5 exceeds the bound 1·(4 + 5)/(2·3) = 3/2."""
    witness = replay(CLAIMS["theorem1.printed"], linear(1, printed=True), fractions(TURNED))
    assert witness is not None
    assert Fraction(witness.certificate.value) == Fraction(8, 5)
    assert Fraction(witness.certificate.upper) == Fraction(3, 2)
    assert all(Fraction(value) is not None for value in witness.fields.values())


@pytest.mark.parametrize("name", ["theorem1.repaired", "theorem1.sound", "theorem1.posterior"])
def test_no_witness_against_a_true_claim(name):
    printed = name == "theorem1.repaired"
    assert replay(CLAIMS[name], linear(1, printed=printed), fractions(TURNED)) is None


def test_a_failed_hypothesis_is_no_witness():
    """The printed bound is missed, but the repaired claim does not apply to residuals beyond 1."""
    fields = exact_fields(CLAIMS["theorem1.repaired"], linear(1, printed=True), fractions(TURNED))
    assert fields["residual_nr"].fraction() == -4
    assert replay(CLAIMS["theorem1.repaired"], linear(1, printed=True), fractions(TURNED | {"slack": "-7/2"})) is None


def test_a_failed_fact_is_a_witness_only_where_something_is_misread():
    point = fractions(
        {**{f"{a}[{i}]": a == "g" for a in "ghx" for i in (0, 1)}, "z": 0, "z_nr": 0, "z_r": 1, "slack": 0}
    )
    claim, construction = CLAIMS["theorem3.printed"], decoder(2, same_norm=True)
    assert replay(claim, construction, point) is None
    witness = replay(claim, construction, point, misread=True)
    assert witness is not None
    assert witness.misread == witness.certificate.failed == ("‖x'_R − x'_NR‖ ≤ L‖z'_R − z'_NR‖",)
    assert repr(witness).splitlines()[-2] == "  failed: ‖x'_R − x'_NR‖ ≤ L‖z'_R − z'_NR‖"
    assert replay(claim, decoder(2), point, misread=True) is None


def test_trained_weights_are_balls_and_still_certain():
    """σ is irrational: the weights are known to 256 bits, and the bound is missed by more."""
    construction = trained_on_the_instance(1, printed=True)
    point = {"x[0]": -2, "start[0]": 3, "steps": 1, "learning_rate": 1, "epsilon": 1, "target": 2, "lam": "1/2"}
    point |= {"shortfall": 0}
    witness = replay(CLAIMS["theorem1.printed"], construction, fractions(point))
    assert witness is not None
    assert witness.certificate.undecided == ()
    fields = exact_fields(CLAIMS["theorem1.printed"], construction, fractions(point))
    assert fields["norm_nr"].fraction() is None


CERTIFICATE = Certificate(Outcome.VIOLATED, (), ("a premise",), (), "0", "3602879701896397/36028797018963968", "1/20")


def test_a_witness_prints_fractions_and_by_what_the_bound_is_missed():
    """Long fractions are rounded, and marked as such; the premises that are undecided come last."""
    parameters = {"lam": Fraction(1, 99), "x[0]": Fraction(3602879701896397, 36028797018963968)}
    assert repr(Witness("linear-1", parameters, {}, CERTIFICATE, "theorem1.printed")).splitlines() == [
        "Witness against theorem1.printed: violated",
        "  linear-1: lam = 1/99, x[0] ≈ 0.1",
        "  value ≈ 0.1 not in [0, 1/20]",
        "  undecided: a premise",
    ]


def test_a_witness_with_many_parameters_prints_short_lines():
    """No parameter is broken over two lines, and a witness without a claim's id prints as well."""
    parameters = {f"X[{i}][{j}]": Fraction(i + 1, j + 2) for i in range(6) for j in range(6)}
    lines = repr(Witness("kernels-6-6", parameters, {}, CERTIFICATE)).splitlines()
    assert lines[0] == "Witness: violated"
    assert max(map(len, lines)) <= 100
    assert all(any(f"{name} = {value}" in line for line in lines) for name, value in parameters.items())
