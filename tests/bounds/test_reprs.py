"""What results print as: a few lines with names and counts, whatever the numbers are."""

import dataclasses
from fractions import Fraction

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from bounds import CLAIMS, Certificate, Claim, Outcome, Premise, Proof, Status, Verdict, assess, certify, check, prove
from bounds.claim import STATUS_NAMES
from bounds.records import Store

NORMS = CLAIMS["lemma1.norms"]
GIVEN = {"norm_nr": 1.0, "delta": 0.5}


def norms(norm_r):
    return check(NORMS, norm_r=norm_r, **GIVEN)


def test_a_verdict_prints_its_statuses_by_name_and_its_first_instance():
    assert repr(norms([1.2, 2.0, -1.0])).splitlines() == [
        "Verdict on 3 instances: 1 holds, 1 violated, 1 inapplicable",
        "  first instance: holds, value 1.2 in [0.5, 1.5]; premises 2, 3 unchecked",
    ]


def test_a_verdict_on_one_instance_is_one_line():
    assert repr(norms(1.2)) == "Verdict: holds, value 1.2 in [0.5, 1.5]; premises 2, 3 unchecked"
    whole = check(NORMS, norm_r=-1.0, weight_gap=9.0, **GIVEN)
    assert repr(whole) == "Verdict: inapplicable, value -1 not in [0.5, 1.5]; premises 1, 2 failed"


@pytest.mark.parametrize(("shape", "header"), [((0,), "0 instances"), ((2, 0), "0 instances of shape (2, 0)")])
def test_a_verdict_on_nothing_says_so(shape, header):
    verdict = norms(np.zeros(shape))
    assert repr(verdict) == f"Verdict on {header}"
    assert verdict.status_names.shape == shape
    assert set(verdict.counts().values()) == {0}


def test_many_instances_print_no_more_than_few():
    verdict = norms(np.linspace(0.0, 3.0, 20_000).reshape(2, 10_000))
    header, _ = repr(verdict).splitlines()
    assert header.startswith("Verdict on 20,000 instances of shape (2, 10000): ")
    assert header.endswith(" holds, 13,334 violated")
    assert verdict.counts()["violated"] == 13_334


def test_counts_and_names_agree_with_the_statuses():
    verdict = norms([1.2, 2.0, -1.0, np.nan])
    assert verdict.counts() == {"holds": 1, "vacuous": 0, "violated": 1, "inapplicable": 1, "nonfinite": 1}
    assert list(verdict.counts()) == list(STATUS_NAMES) == [status.name.lower() for status in sorted(Status)]
    assert verdict.status_names.tolist() == ["holds", "violated", "inapplicable", "nonfinite"]
    assert norms(1.2).status_names.shape == ()
    assert norms(1.2).status_names == "holds"


def test_a_value_beyond_its_bound_never_prints_as_inside():
    assert "value 1.500000001 not in [0.5, 1.5]" in repr(norms(1.5 + 1e-9))
    rounded = norms(np.nextafter(1.5, 2.0))
    assert rounded.status == Status.HOLDS
    assert "holds, value 1.5000000000000002 within rounding of [0.5, 1.5]" in repr(rounded)


def test_infinite_ends_and_missing_numbers_print():
    fields = {"cost_r": 1.0, "norm_nr": 1.0, "input_norm": 1.0, "delta": 0.1, "threshold": 0.0, "score_nr": -0.5}
    assert "value 1 in [0.363636, inf]" in repr(check("theorem1.floor", **fields))
    assert "nonfinite, value nan not in" in repr(norms(np.nan))


def test_a_verdict_prints_under_jit_and_vmap():
    printed = []

    def traced(norm_r):
        verdict = norms(norm_r)
        printed.append(repr(verdict))
        return verdict

    numbers = jnp.array([1.2, 2.0, -1.0])
    expected = repr(norms(numbers))
    assert repr(jax.jit(traced)(numbers)) == repr(jax.vmap(traced)(numbers)) == expected
    assert printed[0].startswith("Verdict of unknown numbers: float64[3] lower, value, upper, rounding; int8[3] status")
    assert "int8[] status" in printed[1]
    assert isinstance(jax.jit(traced)(numbers), Verdict)


def test_a_verdict_prints_whatever_stands_in_it():
    shapes = jax.eval_shape(norms, jnp.ones(3))
    assert "int8[3] status" in repr(shapes)
    assert repr(Verdict(*[None] * 7)).startswith("Verdict of unknown numbers: NoneType lower, value")
    verdict = norms([1.2, 2.0])
    assert "int8[2] status" in repr(verdict._replace(status=np.array([7, -1], np.int8)))
    assert "float64[1] value" in repr(verdict._replace(value=np.ones(1)))
    assert repr(jax.tree.map(lambda array: array[0], verdict)) == repr(norms(1.2))
    verdict.value.delete()
    assert "float64[2] lower, value" in repr(verdict)


def test_an_assessment_prints_its_verdict_and_how_much_the_bound_says():
    assert repr(assess(NORMS, norm_r=[1.2, 2.0, -1.0], **GIVEN)).splitlines()[2:] == [
        "Measure of 3 instances: lower end informative in 3, upper end in 3; largest tightness 4"
    ]
    printed = []
    jax.jit(lambda norm_r: printed.append(repr(assess(NORMS, norm_r=norm_r, **GIVEN))))(jnp.ones(2))
    assert "bool[2] lower_informative, upper_informative; float64[2] tightness" in printed[0]
    assert repr(assess(NORMS, norm_r=np.ones(0), **GIVEN)).endswith("largest tightness unknown")


def test_a_claim_prints_what_it_says():
    assert repr(NORMS).splitlines() == [
        "Claim lemma1.norms: a − Δ ≤ b ≤ a + Δ",
        "  true in theory; 4 premises; source: Krishna et al. 2024, Lemma 1, second part",
    ]
    assert "false in theory" in repr(CLAIMS["theorem1.printed"])
    unknown = dataclasses.replace(NORMS, statement="", theory="open", premises=NORMS.premises[:1])
    assert repr(unknown).splitlines()[0] == "Claim lemma1.norms"
    assert repr(unknown).splitlines()[1].startswith("  open; 1 premise; ")
    assert repr(NORMS.premises[0]) == "Premise a ≥ 0 (domain; a norm)"


def test_claims_and_premises_stay_equal_only_to_themselves():
    for one in (NORMS, NORMS.premises[0]):
        twin = dataclasses.replace(one)
        assert repr(twin) == repr(one)
        assert twin != one
        assert hash(one) == object.__hash__(one)
    assert Claim.__hash__ is Premise.__hash__ is object.__hash__


def test_a_proof_prints_the_claim_and_the_counterexample():
    proved = prove(NORMS)
    assert repr(proved) == f"Proof of lemma1.norms: proved\n  {proved.limit}"
    refuted = prove("theorem2.printed")
    assert refuted.counterexample is not None
    header, counterexample, _ = repr(refuted).splitlines()
    assert header == "Proof of theorem2.printed: refuted"
    assert all(f"{name} = " in counterexample for name in refuted.counterexample)
    assert repr(refuted._replace(seconds=1e9)) == repr(refuted)
    long = Proof("refuted", {"a": Fraction(3, 4), "b": Fraction(0.1)}, 0.0, "replayed", "0")
    assert repr(long) == "Proof: refuted\n  counterexample: a = 3/4, b ≈ 0.1\n  replayed"


def test_a_stored_proof_prints_as_a_fresh_one(tmp_path):
    store, proof = Store(tmp_path), prove("theorem2.printed")
    store.put(CLAIMS["theorem2.printed"], proof)
    assert repr(store.get(CLAIMS["theorem2.printed"])) == repr(proof)


def test_a_certificate_prints_its_interval_and_the_premises_that_are_open():
    assert repr(certify(NORMS, norm_r=2.125, **GIVEN)).splitlines() == [
        "Certificate: violated, value 17/8, interval [1/2, 3/2]",
        "  unchecked: ‖w_NR − w_R‖ ≤ Δ; |a − b| ≤ ‖w_NR − w_R‖",
    ]
    bare = Certificate(Outcome.HOLDS, ("a ≥ 0",), (), (), "-inf", "1", str(Fraction(0.1)))
    assert repr(bare) == "Certificate: holds, value 1, interval [-inf, ≈ 0.1]\n  failed: a ≥ 0"
