"""What Coq says: true claims are checked, false ones and mutants are not, and no axiom slips in."""

import pytest
from support.coq import needs_coq

from bounds import CLAIMS
from bounds.kernel import AXIOMS, check, compiler, facts, facts_source, files, source
from bounds.kernel.coqc import assumptions
from bounds.kernel.everything import mutants, statements
from bounds.records import known_check

TRUE = ("lemma1.norms", "lemma2.printed", "theorem1.sound", "theorem4.sharp", "penalised.gradient", "gradient.robust")
FALSE = ("lemma1.printed", "theorem4.printed", "theorem1.small_delta")
MUTANTS = ("lemma1.norms", "theorem4.sharp", "penalised.steps")


def checked(sources):
    return dict(check(sources))


@needs_coq
def test_true_claims_are_checked_and_rest_on_the_axioms_of_real_numbers_alone():
    found = checked(files({name: CLAIMS[name] for name in TRUE}))
    assert {one.result for one in found.values()} == {"checked"}, found
    assert all(set(one.axioms) <= AXIOMS for one in found.values())
    assert any(one.axioms for one in found.values())


@needs_coq
def test_facts_about_vectors_are_checked_in_every_inner_product_space():
    ((_, found),) = check({"Vectors.v": facts_source()})
    assert found.result == "checked", found.message
    assert set(found.axioms) <= AXIOMS
    assert {"cauchy_schwarz", "triangle", "non_expansive", "co_coercive", "sigmoid_turns", "hoelder"} <= set(facts())


@needs_coq
def test_a_fact_without_what_it_needs_is_not_checked():
    needed = ";\n  inner_nonnegative : forall u, 0 <= inner u u"
    assert needed in facts_source()
    ((_, found),) = check(
        {"Vectors.v": facts_source().replace(needed, "").replace("Arguments inner_nonnegative {_}.", "")}
    )
    assert found.result == "failed"


@needs_coq
def test_false_statements_and_mutants_are_not_checked():
    false = files({name: statements()[name] for name in FALSE})
    tighter = files({f"{name}-tighter": mutants()[name] for name in MUTANTS})
    found = checked({**false, **tighter})
    assert len(found) == len(FALSE) + len(MUTANTS)
    assert {one.result for one in found.values()} == {"failed"}, found
    assert all("Syntax" not in one.message for one in found.values())


@needs_coq
def test_a_false_statement_is_well_formed_so_that_it_fails_for_want_of_a_proof():
    text = source(CLAIMS["theorem4.printed"]).replace("settle.\nQed.", "Admitted.").replace("  take.\n", "")
    ((_, found),) = check({"theorem4_printed.v": text})
    assert found.result == "failed"
    assert "rests on" in found.message


@needs_coq
def test_a_file_that_assumes_what_it_claims_is_not_checked():
    text = "Require Import Recourse.\nAxiom easy : 0 = 1.\nLemma mine : 1 = 0.\nProof. symmetry; exact easy. Qed.\n"
    found = checked({"mine.v": f"{text}Print Assumptions mine.\n", "quiet.v": text})
    assert found["mine.v"].result == found["quiet.v"].result == "failed"
    assert "easy" in found["mine.v"].message
    assert "does not say" in found["quiet.v"].message


@needs_coq
def test_a_file_that_takes_too_long_is_late():
    text = "Require Import Recourse.\nLemma mine : 0 = 0.\nProof. do 1000000000 idtac. reflexivity. Qed.\n"
    ((_, found),) = check({"mine.v": text}, timeout=3.0)
    assert found.result == "late"


def test_without_coq_one_line_says_so(monkeypatch):
    monkeypatch.setenv("PATH", "")
    assert compiler() is None
    with pytest.raises(FileNotFoundError, match="Coq is not installed"):
        next(check({"mine.v": ""}))


def test_axioms_are_read_from_what_coq_prints():
    printed = (
        "Axioms:\nClassicalDedekindReals.sig_not_dec : forall P : Prop, {~ ~ P} + {~ P}\nmine\n  : nat ->\n    0 = 1\n"
    )
    assert assumptions(printed) == ("ClassicalDedekindReals.sig_not_dec", "mine")


def test_the_record_has_every_statement_and_no_false_one_is_checked():
    for name, claim in statements().items():
        record = known_check(claim)
        assert record is not None, f"{name}: run `make proofs`"
        assert set(record.axioms) <= AXIOMS
        assert record.kernel != "checked" or claim.theory == "true"
