"""Mutants: the change of each kind, and the meaning of those that are true."""

from fractions import Fraction

import jax
import pytest

from bounds import CLAIMS
from bounds.claim import apply
from bounds.constructions.decoders import decoder
from bounds.falsification.mutants import Attained, judge, mutants, without
from bounds.falsification.sign_flips import count_signs, with_sign_flipped
from bounds.readings.arrays import JAX_OPS

KEY = jax.random.key(0)


def mutant(name: str, change: str, factor: Fraction = Fraction(1023, 1024)):
    return next(mutant for mutant in mutants(CLAIMS[name], factor) if change in mutant.change)


def test_each_sign_is_flipped_once():
    """The formula (a + b) − (a − c) has three signs."""

    def formula(xp, a, b, c):
        return ((a + b) - (a - c), xp.abs(a))

    assert count_signs(formula) == 3
    flipped = [
        apply(with_sign_flipped(formula, place), JAX_OPS, {"a": 1.0, "b": 2.0, "c": 4.0})[0] for place in range(3)
    ]
    assert flipped == [2.0, -2.0, 0.0]
    assert formula(JAX_OPS, 1.0, 2.0, 4.0)[0] == 6.0


def test_mutants_are_one_tighter_one_a_premise_one_a_sign():
    claim = CLAIMS["theorem1.sound"]
    found = list(mutants(claim, Fraction(1, 2)))
    assert len(found) == 1 + len(claim.premises) + count_signs(claim.interval)
    assert len({mutant.change for mutant in found}) == len(found)
    assert all(len(without(claim, premise.name).premises) == len(claim.premises) - 1 for premise in claim.premises)


@pytest.mark.parametrize(
    ("name", "change", "result", "meaning"),
    [
        ("theorem1.repaired", "bound", "proved", "sharper"),
        ("theorem1.vector", "sign 1 flipped", "proved", "sharper"),
        ("theorem4.sharp", "sign 4 flipped", "proved", "weaker"),
        ("theorem1.sound", "without ‖x‖ ≥ 0", "proved", "idle"),
        ("theorem1.free", "without λ > 0", "unknown", "undefined"),
        ("theorem1.sound", "without |a − b| ≤ Δ", "refuted", ""),
    ],
)
def test_judgements(name, change, result, meaning):
    judged = judge(CLAIMS[name], mutant(name, change), key=KEY)
    assert (judged.result, judged.meaning) == (result, meaning)


def test_a_mutant_that_z3_leaves_open_is_falsified():
    """A negative λ turns the bound of theorem1.posterior over, which z3 does not find in time."""
    claim = CLAIMS["theorem1.posterior"]
    judged = judge(claim, mutant("theorem1.posterior", "without λ > 0"), key=KEY)
    assert judged.result == "refuted"


def test_a_tighter_bound_is_broken_where_the_bound_is_attained():
    """The latent points lie at opposite ends, and x at x'_R: the gap is L times their distance."""
    construction = decoder(1)
    at = {"g[0]": 1.0, "h[0]": 0.0, "x[0]": 2.0, "z": 0.0, "z_nr": -1.0, "z_r": 2.0, "slack": 0.0}
    attained = Attained(construction, at)
    judged = judge(CLAIMS["theorem3.sharp"], mutant("theorem3.sharp", "bound"), key=KEY, attained=attained)
    assert judged == ("refuted", construction.name, "")
