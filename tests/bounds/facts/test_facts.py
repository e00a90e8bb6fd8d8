"""Every fact is proved in every dimension, is true of random vectors, and is as it must be: its mutants are false."""

import dataclasses

import pytest
from support.drawn_vectors import counterexample

from bounds import facts
from bounds.errors import ClaimError
from bounds.facts import AXIOMS, FACTS
from bounds.facts.proving import axioms_of, is_proved
from bounds.meaning.terms import Condition, Map, norm, of_each_row, vectors

CHECKED = {name: one for name, one in {**FACTS, **AXIOMS}.items() if not one.exists}
"""What can be evaluated: not what says that a number exists."""


def turned(condition: Condition) -> Condition:
    """The condition with one sign flipped: ≥ for ≤, and for an equation the negative of one side."""
    if condition.relation == "=":
        return Condition(condition.left, "=", -condition.right)
    return Condition(condition.right, condition.relation, condition.left)


@pytest.mark.parametrize("name", FACTS)
def test_every_fact_is_proved(name):
    assert is_proved(FACTS[name])


@pytest.mark.parametrize("name", CHECKED)
def test_facts_and_axioms_are_true_of_random_vectors(name):
    assert counterexample(CHECKED[name], tries=400, seed=1) is None


@pytest.mark.parametrize("name", FACTS)
def test_a_fact_with_a_flipped_sign_is_refuted(name):
    fact = FACTS[name]
    for place, conclusion in enumerate(fact.conclusions):
        conclusions = (*fact.conclusions[:place], turned(conclusion), *fact.conclusions[place + 1 :])
        assert counterexample(dataclasses.replace(fact, conclusions=conclusions)) is not None, conclusion


HYPOTHESES = [(name, place) for name, fact in FACTS.items() for place in range(len(fact.hypotheses))]


@pytest.mark.parametrize(("name", "place"), HYPOTHESES)
def test_a_fact_without_one_of_its_hypotheses_is_refuted(name, place):
    fact = FACTS[name]
    hypotheses = (*fact.hypotheses[:place], *fact.hypotheses[place + 1 :])
    assert counterexample(dataclasses.replace(fact, hypotheses=hypotheses)) is not None


def test_a_fact_is_proved_from_what_it_names_and_nothing_else():
    u, v = vectors("u", "v")
    longer = dataclasses.replace(facts.triangle, conclusions=(norm(u + v) <= norm(u),))
    assert not is_proved(longer)
    assert not is_proved(dataclasses.replace(facts.triangle, because=()))
    assert not is_proved(dataclasses.replace(facts.cauchy_schwarz, squares=()))
    assert not is_proved(dataclasses.replace(facts.sum_is_below, because=()))
    assert not is_proved(dataclasses.replace(facts.sigmoid_turns_up, because=facts.sigmoid_turns_up.because[:2]))
    on_a_false_one = dataclasses.replace(facts.triangle, because=(longer(u, v),))
    assert not is_proved(on_a_false_one)


def test_axioms_are_few_and_are_those_that_facts_use():
    used = {axiom.name for fact in FACTS.values() for axiom in axioms_of(fact.because)}
    applied_by_claims = {"largest_bounds", "largest_is_one", "minkowski"}
    assert used | applied_by_claims == set(AXIOMS)
    assert len(AXIOMS) < 12


def test_facts_are_applied_to_what_they_are_about():
    with pytest.raises(ClaimError, match="triangle is about"):
        facts.triangle("u")
    with pytest.raises(ClaimError, match="wants a projection"):
        facts.projection_shrinks(Map("A"), "u")
    (x,) = of_each_row("x")
    with pytest.raises(ClaimError, match="for all rows, not about one for each row"):
        facts.sum_is_short("v", "t", x, norm(x))
    with pytest.raises(ClaimError, match="cannot be called"):
        facts.triangle("‖u‖", "v")
