"""Claims are whole: premises follow from facts about vectors, by the meaning of the fields and by nothing less."""

import dataclasses

import pytest

from bounds import Claim, Kind, Premise, facts, prove
from bounds.claims import CLAIMS, EXPLANATION_CLAIMS, FORECAST_CLAIMS, RECOURSE_CLAIMS
from bounds.facts import Axiom
from bounds.meaning import kernels, linear, training
from bounds.meaning.linear import actionable, w_nr, w_r, x
from bounds.meaning.meaning import conditions
from bounds.meaning.terms import Map, any_norm, inner, norm, numbers, vectors
from bounds.proving.wholeness import CONTRADICTORY, STEPS, _assumed, _start, on_trust
from bounds.readings.basis import basis_hash
from bounds.readings.text import definition_hash

TRUE = [name for name, claim in RECOURSE_CLAIMS.items() if claim.theory == "true"]
attacked = Map("T", projection=True)
lam, target, delta, lipschitz, largest_norm = numbers("lam", "target", "delta", "lipschitz", "robust_weight_norm")
recourse_nr, recourse_r, code, latent_nr, latent_r = vectors("x'_nr", "x'_r", "z", "z'_NR", "z'_R")


@pytest.mark.parametrize("name", TRUE)
def test_every_true_claim_of_the_paper_is_whole(name):
    assert on_trust(RECOURSE_CLAIMS[name]) == ()


@pytest.mark.parametrize("name", [*TRUE, *FORECAST_CLAIMS, *EXPLANATION_CLAIMS])
def test_meaning_and_premises_do_not_contradict_each_other(name):
    """Or anything would follow: z3 does not derive 0 = 1 from them, and what facts conclude of the vectors."""
    claim = CLAIMS[name]
    meaning = {**claim.meaning, **(claim.induction.meaning if claim.induction else {})}
    _, derivation = _start(claim, _assumed(claim, claim.induction), conditions(meaning))
    for premise in (*claim.premises, *(claim.induction.premises if claim.induction else ())):
        assert derivation.use(premise.because)
    assert not derivation.is_impossible()


MUTANTS = {
    "immutable columns in a": ("theorem1.sound", {"norm_nr": norm(w_nr)}, "‖ζ_NR‖ = |m_NR| g(a)"),
    "a over the attacked columns": ("theorem1.sound", {"norm_nr": norm(attacked(w_nr))}, "|a − b| ≤ Δ"),
    "b over the attacked columns": ("theorem1.sound", {"norm_r": norm(attacked(w_r))}, "‖ζ_R‖ = |m_R| g(b)"),
    "‖x‖ over the attacked columns": (
        "theorem1.sound",
        {"input_norm": norm(attacked(x)) / linear.stretch},
        "|m_NR − m_R| ≤ Δ‖x‖",
    ),
    "Δ over the actionable columns": (
        "theorem1.sound",
        {"delta": (norm(actionable(w_nr - w_r)) <= delta, linear.stretched)},
        "|m_NR − m_R| ≤ Δ‖x‖",
    ),
    "a residual of another instance": (
        "theorem1.sound",
        {"residual_r": target - inner(w_r, vectors("x̃")[0])},
        "|m_NR − m_R| ≤ Δ‖x‖",
    ),
    "the cost as printed where the true one is meant": (
        "theorem1.sound",
        {"cost_r": norm(linear.scfe(w_r, linear.residual_r, printed=True))},
        "‖ζ_R‖ = |m_R| g(b)",
    ),
    "the true cost where the printed one is meant": (
        "theorem1.repaired",
        {"cost_nr": norm(linear.scfe(w_nr, linear.residual_nr))},
        "‖ζ_NR‖ = λ |m_NR| g(a)",
    ),
    "a recourse that changes every column": (
        "theorem1.floor",
        {"score_r_r": inner(w_r, x + vectors("ζ_r")[0])},
        "f_R(x'_R) ≤ f_NR(x) + Δ‖x‖ + b‖ζ_R‖",
    ),
    "‖x'_R‖ over the attacked columns": (
        "theorem4.sharp",
        {"recourse_norm_r": norm(attacked(recourse_r)) / linear.stretch},
        "|f_R(x'_R) − f_NR(x'_R)| ≤ R",
    ),
    "immutable columns in b": (
        "theorem4.closed",
        {"norm_r": norm(w_r)},
        "f_R(x'_R) = s − m_R λ/(λ + b²)",
    ),
    "‖w_NR − w_R‖ over the actionable columns": (
        "lemma1.norms",
        {"weight_gap": norm(actionable(w_nr - w_r)), "norm_r": norm(w_r)},
        "|a − b| ≤ ‖w_NR − w_R‖",
    ),
    "W over other columns than the attack's": (
        "lemma1.sharp",
        {"robust_weight_norm": any_norm(actionable(w_r)) <= largest_norm},
        "|σ(u + v) − σ(u)| ≤ tanh(|v|/4)",
    ),
    "c_p over the actionable columns": (
        "lemma1.sound",
        {"attack_factor": norm(actionable(training.direction)) <= training.attack_factor},
        "triangle inequality over the batch",
    ),
    "Y over some rows": (
        "lemma2.norms",
        {"label_norm": norm(actionable(kernels.labels))},
        "‖w_NR − w_R‖ ≤ Δ_K‖Y‖",
    ),
    "immutable columns in a slope": (
        "theorem2.sound",
        {"slope_nr": norm(kernels.slope_nr)},
        "‖ζ_NR‖ = |m_NR| g(a), linearised",
    ),
    "v as f_NR(x'_R)": (
        "theorem5.sharp",
        {"score_nr_r": inner(kernels.k, kernels.w_nr)},
        "|f_R(x'_R) − v| ≤ R",
    ),
    "z'_R in a ball about another point": (
        "theorem3.printed",
        {"radius_r": any_norm(latent_r - vectors("z̃")[0]) <= numbers("radius_r")[0]},
        "‖z'_R − z'_NR‖ ≤ r_R + r_NR",
    ),
    "a cost over some columns": (
        "theorem3.sharp",
        {"cost_nr": norm(actionable(recourse_nr - vectors("x")[0]))},
        "|‖ζ_NR‖ − ‖ζ_R‖| ≤ ‖x'_R − x'_NR‖",
    ),
}
"""Fields that mean something else than they should: the claim, the other meaning, a premise that does not follow."""


@pytest.mark.parametrize("mutant", MUTANTS)
def test_a_mutant_of_the_meaning_leaves_a_premise_on_trust(mutant):
    name, other, premise = MUTANTS[mutant]
    claim = RECOURSE_CLAIMS[name]
    assert premise in on_trust(dataclasses.replace(claim, meaning={**claim.meaning, **other}))


def test_a_premise_that_names_no_fact_is_on_trust():
    claim = RECOURSE_CLAIMS["theorem4.sharp"]
    premises = tuple(dataclasses.replace(one, because=()) for one in claim.premises)
    assert on_trust(dataclasses.replace(claim, premises=premises)) == ("|f_R(x'_R) − f_NR(x'_R)| ≤ R",)


def test_a_law_holds_only_where_it_is_a_meaning():
    claim = RECOURSE_CLAIMS["theorem5.sharp"]
    other = {name: term for name, term in claim.meaning.items() if name != "delta_k"}
    assert on_trust(dataclasses.replace(claim, meaning=other)) == ("|f_R(x'_R) − v| ≤ R",)


def test_steps_that_make_other_vectors_are_found_out():
    claim = RECOURSE_CLAIMS["lemma1.sound"]
    assert claim.induction is not None
    elsewhere = {"w_nr": vectors("other")[0], "w_r": training.start}
    moved = {"w_nr": w_nr, "w_r": w_r}
    for changed in ({"first": elsewhere}, {"next": moved}):
        induction = dataclasses.replace(claim.induction, **changed)
        assert on_trust(dataclasses.replace(claim, induction=induction)) == (STEPS,)


def test_a_meaning_that_contradicts_itself_proves_nothing():
    claim = RECOURSE_CLAIMS["lemma1.norms"]
    never = {**claim.meaning, "delta": norm(w_nr - w_r) <= -1}
    assert CONTRADICTORY in on_trust(dataclasses.replace(claim, meaning=never))


def test_a_fact_that_is_not_proved_is_no_reason():
    u, v = vectors("u", "v")
    false = dataclasses.replace(facts.triangle, conclusions=(norm(u + v) <= norm(u),), because=())
    claim = of_ones_own(because=(false("u", "v"),))
    assert prove(claim).on_trust == ("‖u + v‖ ≤ ‖u‖ + ‖v‖",)


def of_ones_own(**changes):
    meaning = {"length": norm(vectors("u")[0] + vectors("v")[0]), "one": norm("u"), "other": norm("v")}
    holds = lambda xp, length, one, other: xp.le(length, one + other)  # noqa: E731
    reason = Premise("‖u + v‖ ≤ ‖u‖ + ‖v‖", Kind.INEQUALITY, holds, "the triangle inequality", **changes)
    return Claim(
        id="mine.length",
        fields=("length", "one", "other"),
        premises=(
            Premise("short", Kind.HYPOTHESIS, lambda xp, one, other: (one <= 1.0) & (other <= 2.0), "me"),
            reason,
        ),
        value=lambda xp, length: length,
        interval=lambda xp: (-xp.inf, 3.0),
        trivial=lambda xp: (0.0, xp.inf),
        source="me",
        meaning=meaning,
    )


def test_a_claim_of_ones_own_is_whole_if_it_names_facts():
    whole, trusting = prove(of_ones_own(because=(facts.triangle("u", "v"),))), prove(of_ones_own())
    assert whole.is_whole
    assert whole.limit == "whole: no premise is taken on trust"
    assert trusting.result == "proved"
    assert not trusting.is_whole
    assert trusting.limit == "the scalar core; on trust: ‖u + v‖ ≤ ‖u‖ + ‖v‖"


def test_the_hash_of_a_definition_knows_nothing_of_meaning_and_facts():
    whole, trusting = of_ones_own(because=(facts.triangle("u", "v"),)), of_ones_own()
    assert definition_hash(whole) == definition_hash(trusting)
    assert basis_hash(whole) != basis_hash(trusting)


def test_an_axiom_of_ones_own_is_no_reason():
    u, v = vectors("u", "v")
    axiom = Axiom("triangle", "‖u + v‖ ≤ ‖u‖ + ‖v‖", (u, v), facts.triangle.conclusions, source="me")
    assert not prove(of_ones_own(because=(axiom("u", "v"),))).is_whole
    altered = dataclasses.replace(facts.minkowski, conclusions=facts.triangle.conclusions)
    assert not prove(of_ones_own(because=(altered("u", "v"),))).is_whole
