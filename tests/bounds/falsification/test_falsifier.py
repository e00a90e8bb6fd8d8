"""Falsification: every false statement is refuted from random starts, no true claim is, and witnesses are simple."""

import dataclasses
from fractions import Fraction

import jax
import numpy as np
import pytest
from support.patience import SOON

from bounds import CLAIMS, Certificate, Claim, Kind, Outcome, Premise, certify, check
from bounds.constructions import constructions_for
from bounds.constructions.drawing import fields_at
from bounds.constructions.training import ON_THE_INSTANCE
from bounds.constructions.training_variants import batched, penalised
from bounds.falsification.ascent import STARTS, climb
from bounds.falsification.falsifier import Finding, falsify
from bounds.falsification.mutants import shrunk
from bounds.falsification.witness import Witness
from bounds.misreadings import MISREADINGS

KEY = jax.random.key(0)
FALSE = [name for name, claim in CLAIMS.items() if claim.theory == "false"]
ONE_EACH = ("lemma1.sharp", "theorem1.sound", "lemma2.printed", "theorem4.sharp")


@pytest.mark.parametrize("name", FALSE)
def test_a_false_claim_is_broken_by_models_of_one_column(name):
    """The witness takes less than a minute, and its fractions have at most two digits."""
    found = falsify(name, key=KEY, starts=STARTS)
    assert found.result == "refuted"
    assert found.seconds < SOON
    assert found.witness is not None
    assert found.witness.construction.split("-")[1] == "1"
    assert all(abs(value.numerator) < 100 and value.denominator < 100 for value in found.witness.parameters.values())
    assert found.witness.certificate.outcome is Outcome.VIOLATED
    assert found.witness.certificate.failed == ()


@pytest.mark.parametrize("name", MISREADINGS)
def test_a_misreading_is_broken_and_nothing_fails_but_what_is_misread(name):
    misreading = MISREADINGS[name]
    claim = misreading.claim
    found = falsify(claim, key=KEY, starts=STARTS, constructions=misreading.constructions, misread=True)
    assert found.witness is not None
    assert found.seconds < SOON
    assert all(abs(value.numerator) < 100 and value.denominator < 100 for value in found.witness.parameters.values())
    failed = set(found.witness.certificate.failed)
    facts = {premise.name for premise in claim.premises if premise.kind not in {Kind.DOMAIN, Kind.HYPOTHESIS}}
    assert failed <= facts
    shown = misreading.feeds and claim.induction is None  # what fails of a run, fails at a step
    assert bool(failed) == shown


@pytest.mark.parametrize(
    ("name", "construction"), [("lemma1.sound", penalised(intercept=True)), ("lemma1.path", batched(per_batch=True))]
)
def test_lemma_1_holds_for_training_variants_whose_quantities_are_read_rightly(name, construction):
    """A penalty on every weight, with the effective number of steps; mini-batches, with the smoothness of each."""
    found = falsify(name, key=KEY, starts=STARTS, constructions=[construction])
    assert found.result == "not refuted"
    assert found.met > STARTS / 2
    assert 0.9 < found.tightness <= 1.0


def test_trained_models_break_a_false_claim_too():
    """The training that Lemma 1 describes, on one instance alone, with the printed Δ."""
    found = falsify("theorem4.printed", key=KEY, starts=STARTS, constructions=ON_THE_INSTANCE[:1])
    assert found.witness is not None
    assert found.witness.construction.startswith("trained-on-the-person-1")


@pytest.mark.parametrize("name", ONE_EACH)
def test_a_true_claim_is_nearly_attained_and_not_broken(name):
    found = falsify(name, key=KEY, starts=STARTS, constructions=constructions_for(CLAIMS[name])[:1])
    assert found.result == "not refuted"
    assert found.witness is None
    assert 0.9 < found.tightness <= 1.0
    assert found.starts == STARTS


def test_a_slightly_smaller_bound_is_broken():
    mutant = shrunk(CLAIMS["theorem1.sound"], Fraction(99, 100))
    found = falsify(mutant, key=KEY, starts=STARTS)
    assert found.witness is not None
    fields = {name: Fraction(value) for name, value in found.witness.fields.items()}
    assert certify(mutant, field_error=0.0, **fields).refutes
    assert check(mutant, **{name: float(value) for name, value in fields.items()}).failed == 0


def test_the_same_key_gives_the_same_finding():
    first, again = (falsify("theorem4.printed", key=KEY, starts=STARTS) for _ in range(2))
    assert first._replace(seconds=0.0) == again._replace(seconds=0.0)


def test_starts_climb():
    """The best point of an ascent is no worse than its start, and premises hold there."""
    claim = CLAIMS["theorem1.repaired"]
    construction = constructions_for(claim)[0]
    climbed = climb(claim, construction, KEY)
    applicable = np.isfinite(climbed.score)
    assert applicable.mean() > 0.5
    fields = fields_at(construction, climbed.parameters[:, applicable])
    assert np.all(np.abs(fields["residual_nr"]) <= 1.0)
    assert np.all(fields["delta"] < fields["norm_nr"])
    assert 0.45 < climbed.score.max() <= 0.5


def narrow() -> Claim:
    """A claim that is false in one part of a million of its box: y > 1 needs x within .001 of 3."""
    return Claim(
        id="user.narrow",
        fields=("x", "y"),
        premises=(
            Premise(
                "y ≤ 2 − 10⁶ (x − 3)²",
                Kind.HYPOTHESIS,
                lambda xp, x, y: y <= 2.0 - 1048576.0 * (x - 3.0) * (x - 3.0),
                "user",
            ),
        ),
        value=lambda xp, y: y,
        interval=lambda xp: (-xp.inf, 1.0),
        trivial=lambda xp: (-xp.inf, xp.inf),
        source="user",
        tightness="zero",
    )


def test_user_claims_are_falsified_over_their_fields_as_free_scalars():
    """Gradients of the premises lead to points where the premises hold."""
    found = falsify(narrow(), key=KEY, starts=STARTS)
    assert found.witness is not None
    assert found.witness.parameters == {"x": 3, "y": 2} or found.witness.parameters["x"] == 3
    assert (
        falsify(dataclasses.replace(narrow(), interval=lambda xp: (-xp.inf, 2.0)), key=KEY, starts=STARTS).witness
        is None
    )


@pytest.mark.parametrize("wrong", [{"starts": 0}, {"seconds": 0.0}, {"seconds": float("nan")}])
def test_an_empty_budget_is_refused(wrong):
    with pytest.raises(ValueError, match="give at least one start and some time"):
        falsify("theorem1.sound", key=KEY, **wrong)


def test_time_ends_the_falsification_after_one_batch():
    found = falsify("theorem3.sharp", key=KEY, starts=10**9, seconds=1e-9)
    assert found.starts == STARTS


def finding(**changes) -> Finding:
    """What a falsification that refutes nothing returns."""
    plain = Finding("not refuted", None, 0.75, "linear-1", {"lam": 0.1}, 8192, 8000, 0, 1.53, "abc", "theorem1.sound")
    return plain._replace(**changes)


def test_a_finding_prints_its_claim_and_how_tight_the_bound_is():
    assert repr(finding()) == (
        "Finding on theorem1.sound: not refuted, 8,192 starts in 1.5 s\n  largest tightness 0.75 in linear-1"
    )


def test_a_finding_prints_its_witness_in_fractions():
    parameters = {"w_nr[0]": Fraction(2, 3), "lam": Fraction(1)}
    certificate = Certificate(Outcome.VIOLATED, (), (), (), "-inf", "8/5", "3/2")
    witness = Witness("linear-1", parameters, {}, certificate, "theorem1.printed")
    refuted = finding(result="refuted", witness=witness, construction=None, at={}, claim_id="theorem1.printed")
    assert repr(refuted).splitlines() == [
        "Finding on theorem1.printed: refuted, 8,192 starts in 1.5 s",
        "  linear-1: w_nr[0] = 2/3, lam = 1",
        "  value 8/5 not in [-inf, 3/2]",
    ]


def test_a_finding_prints_what_was_not_tried_or_not_confirmed():
    untried = finding(tightness=float("nan"), construction=None, at={}, met=0, claim_id="")
    assert repr(untried).splitlines() == [
        "Finding: not refuted, 8,192 starts in 1.5 s",
        "  no start visited a point where all premises hold, so nothing was tried",
    ]
    assert repr(finding(unconfirmed=1200)).splitlines()[-1] == (
        "  1,200 violations in float64, unconfirmed in exact arithmetic"
    )


def test_a_finding_is_about_the_claim_that_was_given():
    found = falsify("theorem3.sharp", key=KEY, starts=1, seconds=1e-9)
    assert found.claim_id == "theorem3.sharp"
