"""Two solvers, each from a text of its own, agree."""

import pytest

from bounds import CLAIMS, Claim, Kind, Premise, prove
from bounds.kernel.everything import mutants, statements
from bounds.proving.second_opinion import ask, proof_questions, second_opinion
from bounds.readings.smt import SmtOps
from bounds.records import known_check, known_proof

QUICK = ("lemma1.norms", "theorem3.printed", "theorem4.onlyif", "theorem4.sharp", "penalised.score", "theorem5.printed")


@pytest.mark.parametrize("name", QUICK)
def test_both_solvers_say_the_same(name):
    assert second_opinion(CLAIMS[name], timeout=30.0).result == prove(name).result


@pytest.mark.parametrize("name", ["lemma1.norms", "theorem3.sharp", "theorem4.onlyif"])
def test_the_second_solver_refutes_a_bound_a_tenth_tighter(name):
    assert second_opinion(mutants()[name], timeout=30.0).result == "refuted"


def test_nothing_on_record_contradicts_the_first_solver():
    for claim in statements().values():
        check, proof = known_check(claim), known_proof(claim)
        assert check is not None, "run `make proofs`"
        assert proof is not None, "run `make errata`"
        assert check.second in {proof.result, "unknown"}


def order(**changes) -> Claim:
    """A claim about two numbers, with some of it changed."""
    made = {
        "id": "mine.order",
        "fields": ("a", "b"),
        "premises": (Premise("a ≤ b", Kind.HYPOTHESIS, lambda xp, a, b: a <= b, "mine"),),
        "value": lambda xp, a: a,
        "interval": lambda xp, b: (-xp.inf, b),
        "trivial": lambda xp: (-xp.inf, xp.inf),
        "source": "mine",
    }
    return Claim(**(made | changes))


def test_a_value_that_may_be_no_number_is_not_proved():
    assert second_opinion(order()).result == "proved"
    assert second_opinion(order(value=lambda xp, a, b: xp.sqrt(a) * 0.0 + a)).result != "proved"
    assert second_opinion(order(value=lambda xp, a, b: xp.divide(0.0, b) + a)).result != "proved"


def test_roots_and_functions_are_known_by_facts():
    xp = SmtOps()
    a = xp.symbol("a")
    for false in (xp.sqrt(2.0) > 1.5, xp.exp(1.0) < 2.0, xp.sigmoid(a) >= 1.0, xp.pi > 4.0, xp.erf(a) < -1.0):
        text = "\n".join(
            ["(set-logic QF_NRA)"]
            + [f"(declare-const {name} Real)" for name in xp.constants]
            + [f"(assert {term})" for term in (false, *xp.facts)]
            + ["(check-sat)"]
        )
        assert ask(text, 30.0) == "unsat"


def test_the_questions_are_written_without_the_first_solver():
    for text in proof_questions(CLAIMS["lemma2.printed"]):
        assert text.startswith("(set-logic QF_NRA)")
        assert text.count("(") == text.count(")")
