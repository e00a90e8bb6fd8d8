"""Proofs and refutations, and mutants of every proved claim."""

import dataclasses
import time
from fractions import Fraction

import jax
import pytest
import z3
from support.mutants import shrunk
from support.patience import SOON

from bounds import CLAIMS, Outcome, certify, falsify, prove
from bounds.proving.vacuity import are_met
from bounds.readings.text import definition_hash
from bounds.records import Store, known_proof, refresh_proofs

TRUE = [name for name, claim in CLAIMS.items() if claim.theory == "true"]
FALSE = [name for name, claim in CLAIMS.items() if claim.theory == "false"]


def test_the_theory_as_it_is_written_down():
    assert FALSE == [
        "lemma1.printed",
        "theorem1.printed",
        "theorem2.printed",
        "theorem4.printed",
        "theorem4.onlyif_printed",
        "theorem5.printed",
        "theorem5.onlyif_printed",
        "smoothgrad.lipschitz_printed",
        "smoothgrad.tradeoff_printed",
        "mixture.lipschitz_printed",
    ]
    assert len(TRUE) == 71


@pytest.mark.parametrize("name", TRUE)
def test_true_claims_are_proved(name):
    proof = prove(name)
    assert proof.result == "proved"
    assert proof.counterexample is None


@pytest.mark.parametrize("name", FALSE)
def test_false_claims_are_refuted_by_rationals_that_replay_exactly(name):
    proof = prove(name)
    assert proof.result == "refuted"
    assert proof.counterexample is not None
    assert all(isinstance(value, Fraction) for value in proof.counterexample.values())
    replay = certify(name, field_error=0.0, **proof.counterexample)
    assert replay.outcome is Outcome.VIOLATED
    assert replay.refutes


@pytest.mark.parametrize("name", FALSE)
def test_the_counterexample_does_not_depend_on_what_was_proved_before(name):
    first = prove(name).counterexample
    prove("theorem1.sound")
    prove("theorem4.closed")
    assert prove(name).counterexample == first


@pytest.mark.parametrize("name", FALSE)
def test_counterexamples_are_simple(name):
    counterexample = prove(name).counterexample
    assert counterexample is not None
    assert all(max(abs(value.numerator), value.denominator) < 2**7 for value in counterexample.values())


@pytest.mark.parametrize("name", [name for name in CLAIMS if CLAIMS[name].induction])
def test_lemmas_are_decided_by_base_and_step_and_say_so(name):
    assert name.startswith("lemma1.") or name == "lemma2.printed"
    proof = prove(name)
    assert ("base and induction step" in proof.limit) == (proof.result == "proved")


@pytest.mark.parametrize("name", TRUE)
def test_a_bound_a_tenth_tighter_is_refuted(name):
    """What is proved is as tight as it can be, to a tenth: otherwise the claim should be sharper."""
    mutant = shrunk(CLAIMS[name], Fraction(9, 20) if name == "theorem1.repaired" else Fraction(9, 10))
    if name == "smoothgrad.lipschitz_gap":  # of four values each of erf and exp, z3 knows too little
        assert falsify(mutant, key=jax.random.key(0)).witness is not None
    else:
        assert prove(mutant).result == "refuted"


def test_half_of_the_repaired_bound_suffices():
    """The proof of Theorem 1 bounds the sum of two costs, where the gap is at most the larger one."""
    assert prove(shrunk(CLAIMS["theorem1.repaired"], Fraction(1, 2))).result == "proved"


@pytest.mark.parametrize(
    ("name", "premise"),
    [
        ("lemma1.norms", "‖w_NR − w_R‖ ≤ Δ"),
        ("lemma1.norms", "|a − b| ≤ ‖w_NR − w_R‖"),
        ("theorem1.repaired", "|m_NR| ≤ 1, |m_R| ≤ 1"),
        ("theorem1.repaired", "Δ < a"),
        ("theorem1.repaired_sharp", "|m_NR| ≤ 1, |m_R| ≤ 1"),
        ("theorem1.repaired_sharp", "|a − b| ≤ Δ"),
        ("theorem1.vector_sharp", "|m_NR| ≤ 1, |m_R| ≤ 1"),
        ("theorem1.vector_sharp", "|a − b| ≤ Δ"),
        ("theorem1.sound", "|a − b| ≤ Δ"),
        ("theorem1.sound", "|m_NR − m_R| ≤ Δ‖x‖"),
        ("theorem1.sound", "‖ζ_R‖ = |m_R| g(b)"),
        ("theorem1.floor", "f_R(x'_R) ≥ t"),
        ("theorem1.vector", "‖ζ_NR − ζ_R‖ ≤ ‖ζ_NR‖ + ‖ζ_R‖"),
        ("lemma2.norms", "‖w_NR − w_R‖ ≤ Δ_K‖Y‖"),
        ("lemma2.norms", "|a − b| ≤ ‖w_NR − w_R‖"),
        ("theorem2.repaired", "|m_NR| ≤ 1, |m_R| ≤ 1"),
        ("theorem2.sound", "|a − b| ≤ e_g"),
        ("theorem2.sound", "|m_NR − m_R| ≤ e_f"),
        ("theorem2.sound", "‖ζ_NR‖ = |m_NR| g(a), linearised"),
        ("theorem2.sound", "‖ζ_R‖ = |m_R| g(b), linearised"),
        ("theorem2.posterior", "‖ζ_NR‖ = |m_NR| g(a), linearised"),
        ("theorem2.posterior", "‖ζ_R‖ = |m_R| g(b), linearised"),
        ("theorem2.free", "‖ζ_NR‖ = |m_NR| g(a), linearised"),
        ("theorem2.free", "‖ζ_R‖ = |m_R| g(b), linearised"),
        ("theorem2.floor", "f_R(x'_R) ≥ t"),
        ("theorem2.floor", "f_R(x'_R) ≤ f_R(x) + κ Σ|w_j|‖x_j‖ ‖ζ_R‖"),
        ("theorem2.vector", "|m_NR| ≤ 1, |m_R| ≤ 1"),
        ("theorem2.vector", "‖ζ_NR − ζ_R‖ ≤ ‖ζ_NR‖ + ‖ζ_R‖"),
        ("theorem3.printed", "‖z'_R − z'_NR‖ ≤ r_R + r_NR"),
        ("theorem3.printed", "‖x'_R − x'_NR‖ ≤ L‖z'_R − z'_NR‖"),
        ("theorem3.printed", "|‖ζ_NR‖ − ‖ζ_R‖| ≤ ‖x'_R − x'_NR‖"),
        ("theorem3.sharp", "‖x'_R − x'_NR‖ ≤ L‖z'_R − z'_NR‖"),
        ("theorem3.sharp", "|‖ζ_NR‖ − ‖ζ_R‖| ≤ ‖x'_R − x'_NR‖"),
        ("theorem3.vector", "‖z'_R − z'_NR‖ ≤ r_R + r_NR"),
        ("theorem3.vector", "‖x'_R − x'_NR‖ ≤ L‖z'_R − z'_NR‖"),
        ("theorem4.sound", "u − v ≥ R"),
        ("theorem4.onlyif", "u ≥ f_R(x'_R)"),
        ("theorem4.sharp", "|f_R(x'_R) − f_NR(x'_R)| ≤ R"),
        ("theorem4.closed", "|m_NR − m_R| ≤ Δ‖x‖"),
        ("theorem4.closed", "|a − b| ≤ Δ"),
        ("theorem5.sound", "u − v ≥ R"),
        ("theorem5.sound", "|f_R(x'_R) − v| ≤ R"),
        ("theorem5.onlyif", "u ≥ f_R(x'_R)"),
        ("theorem5.onlyif", "|f_R(x'_R) − v| ≤ R"),
        ("theorem5.sharp", "|f_R(x'_R) − v| ≤ R"),
        ("penalised.gap", "(μ/2)‖w − w_R‖² ≤ G"),
        ("penalised.gap_sharp", "(μ/2)(‖w − w_R‖² + ‖u − w_R‖²) ≤ G"),
        ("penalised.gap_sharp", "‖(w + u)/2 − w_R‖² = (‖w − w_R‖² + ‖u − w_R‖²)/2 − ‖w − u‖²/4"),
        ("penalised.gradient", "μ‖w − w_R‖² ≤ ⟨g, w − w_R⟩"),
        ("penalised.gradient", "‖w − g/2μ − w_R‖² = ‖w − w_R‖² − ⟨g, w − w_R⟩/μ + ‖g‖²/4μ²"),
        ("penalised.steps", "μ‖w − w_R‖ ≤ ‖g‖"),
        ("penalised.range", "(μ/2)‖w − w_R‖² ≤ P_ε(w) − L_ε(u)"),
        ("penalised.range", "P_ε(w) ≤ P_ε₁(w)"),
        ("penalised.range", "L_ε₀(u₀) ≤ L_ε(u)"),
        ("penalised.range_sharp", "μ‖w − w_R‖ ≤ ‖g‖"),
        ("penalised.range_sharp", "‖g_ε‖ ≤ ‖g_ε₀‖ + ‖g_ε − g_ε₀‖"),
        ("penalised.range_sharp", "‖g_ε − g_ε₀‖ ≤ (ε − ε₀) K"),
        ("penalised.score", "‖c − w_R‖ ≤ R"),
        ("penalised.score", "|f_R(x) − c·x| ≤ ‖c − w_R‖‖x‖"),
        ("penalised.validity", "‖c − w_R‖ ≤ R"),
        ("penalised.validity", "|f_R(x) − c·x| ≤ ‖c − w_R‖‖x‖"),
        ("penalised.cost", "‖c − w_R‖ ≤ R"),
        ("penalised.cost", "|m_R − m_c| ≤ ‖c − w_R‖‖x‖"),
        ("penalised.cost", "|b − C| ≤ ‖c − w_R‖"),
        ("penalised.cost", "‖ζ_R‖ = |m_R| g(b)"),
        ("penalised.floor", "f_R(x'_R) ≥ t"),
        ("penalised.floor", "f_R(x'_R) ≤ f_R(x) + b‖ζ_R‖"),
        ("penalised.least", "‖c − w_R‖ ≤ R"),
        ("penalised.least", "|f_R(x) − c·x| ≤ ‖c − w_R‖‖x‖"),
        ("penalised.least", "|b − C| ≤ ‖c − w_R‖"),
        ("penalised.residual_along", "d₋ ≤ d ≤ d₊"),
        ("penalised.residual_along", "d² + r² ≤ R²"),
        ("penalised.residual_along", "|m_R − (m_c − d x₁)| ≤ r‖x⊥‖"),
        ("penalised.norm_along", "d₋ ≤ d ≤ d₊"),
        ("penalised.norm_along", "d² + r² ≤ R²"),
        ("penalised.norm_along", "C + d ≤ b"),
        ("penalised.norm_along", "b² ≤ (C + d)² + r²"),
        ("penalised.cost_along", "m₋ ≤ m_R ≤ m₊"),
        ("penalised.cost_along", "b₋ ≤ b ≤ b₊"),
        ("ridge.score", "|f_R(x) − k_xᵀw − vᵀr| ≤ √(r_xᵀB⁻¹r_x) √(rᵀB⁻¹r)"),
        ("ridge.score", "β rᵀB⁻¹r ≤ ‖r‖²"),
        ("ridge.score", "β r_xᵀB⁻¹r_x ≤ ‖r_x‖²"),
        ("ridge.score", "r_xᵀB⁻¹r_x ≤ S"),
        ("ridge.score_sharp", "‖(2βB⁻¹ − I) r‖ ≤ ‖r‖"),
        ("ridge.score_sharp", "|2β(f_R(x) − k_xᵀw − vᵀr) − r_xᵀr| ≤ ‖r_x‖‖(2βB⁻¹ − I) r‖"),
        ("ridge.weights", "‖(2βB⁻¹ − I) r‖ ≤ ‖r‖"),
        ("ridge.weights", "2β‖w + r/2β − w_R‖ = ‖(2βB⁻¹ − I) r‖"),
        ("ridge.slope", "‖c − w_R‖ ≤ R"),
        ("ridge.slope", "|b − ‖J_xᵀc‖| ≤ ‖J_x‖‖c − w_R‖"),
    ],
)
def test_no_premise_is_idle(name, premise):
    claim = CLAIMS[name]
    rest = tuple(one for one in claim.premises if one.name != premise)
    assert len(rest) == len(claim.premises) - 1
    assert prove(dataclasses.replace(claim, id="mutant", premises=rest)).result == "refuted"


def test_without_stability_the_path_bound_fails():
    claim = CLAIMS["lemma1.path"]
    rest = tuple(one for one in claim.premises if one.name != "η ≤ 2/L")
    assert prove(dataclasses.replace(claim, id="mutant", premises=rest)).result == "refuted"


@pytest.mark.parametrize("fact", ["Pythagoras, for ‖MY‖ and ‖Y‖", "no eigenvalue of M exceeds Δ_K"])
def test_lemma_2_needs_what_its_step_says_of_the_matrix(fact):
    claim = CLAIMS["lemma2.printed"]
    assert claim.induction is not None
    rest = tuple(one for one in claim.induction.premises if one.name != fact)
    assert len(rest) == len(claim.induction.premises) - 1
    step = dataclasses.replace(claim.induction, premises=rest)
    assert prove(dataclasses.replace(claim, id="mutant", induction=step)).result == "refuted"


def test_theorem_2_allows_no_larger_residuals():
    """The repaired bound is approached for small λ: with |m| ≤ 33/32 in place of 1 it is false."""
    claim, name = CLAIMS["theorem2.repaired"], "|m_NR| ≤ 1, |m_R| ≤ 1"

    def a_little_more(xp, residual_nr, residual_r):
        return (xp.abs(residual_nr) <= 1.03125) & (xp.abs(residual_r) <= 1.03125)

    premises = tuple(
        dataclasses.replace(one, holds=a_little_more) if one.name == name else one for one in claim.premises
    )
    lam, m = Fraction(1, 1024), Fraction(33, 32)
    fields = {"lam": lam, "slope_nr": 1, "slope_r": 128, "residual_nr": m, "residual_r": 0}
    fields |= {"cost_nr": m / (lam + 1), "cost_r": 0}
    assert certify(dataclasses.replace(claim, id="mutant", premises=premises), field_error=0.0, **fields).refutes
    assert certify(claim, field_error=0.0, **fields).outcome is Outcome.INAPPLICABLE


def test_theorem_2_printed_fails_as_soon_as_a_residual_is_large():
    """a = b = 1, λ = 1: a residual of 5 costs 5/2, and the bound is 2."""
    fields = {"lam": 1, "slope_nr": 1, "slope_r": 1, "residual_nr": 5, "residual_r": 0, "cost_nr": "5/2", "cost_r": 0}
    replay = certify("theorem2.printed", field_error=0.0, **fields)
    assert replay.refutes
    assert Fraction(replay.upper) == 2
    assert certify("theorem2.repaired", field_error=0.0, **fields).outcome is Outcome.INAPPLICABLE


def test_theorem_5_printed_fails_at_the_known_counterexample_of_theorem_4():
    fields = {"score_nr_nr": 0, "score_nr_r": "1/2", "score_r_r": "1/4"}
    radius = {"delta_k": "1/2", "label_norm": 2, "kernel_norm_r": "1/2"}
    assert certify("theorem5.printed", field_error=0.0, **fields, **radius).outcome is Outcome.VIOLATED


def test_true_cost_needs_lambda_at_least_one():
    """theory: with the true cost, theorem1.repaired fails for λ = 1/16, a = 1, b = 3/2, Δ = 3/4."""
    repaired, sound = CLAIMS["theorem1.repaired"], CLAIMS["theorem1.sound"]
    true_costs = tuple(one for one in sound.premises if one.defines)
    premises = (*(one for one in repaired.premises if not one.defines), *true_costs)
    mutant = dataclasses.replace(repaired, id="mutant", premises=premises)
    lam, a, b, m_nr, m_r = map(Fraction, ("1/16", "1", "3/2", "-15/16", "-1/4"))
    fields = {"lam": lam, "norm_nr": a, "norm_r": b, "delta": Fraction(3, 4), "residual_nr": m_nr, "residual_r": m_r}
    fields |= {"cost_nr": -m_nr * a / (lam + a * a), "cost_r": -m_r * b / (lam + b * b), "input_norm": Fraction(1)}
    replay = certify(mutant, field_error=0.0, **fields)
    assert replay.outcome is Outcome.VIOLATED
    assert replay.failed == ()
    assert prove(mutant).result == "refuted"


@pytest.mark.parametrize(
    "fields",
    [
        {"residual_nr": "5", "residual_r": "0", "input_norm": "20", "cost_nr": "1", "cost_r": "0"},
        {"residual_nr": "125/128", "residual_r": "0", "input_norm": "125/32", "cost_nr": "25/128", "cost_r": "0"},
    ],
)
def test_theorem_1_printed_fails_at_the_known_counterexamples(fields):
    fixed = {"lam": "1/4", "norm_nr": "1", "norm_r": "1", "delta": "1/4"}
    bound = Fraction(1, 4) * Fraction(9, 4) / Fraction(3, 4)
    replay = certify("theorem1.printed", field_error=0.0, **fixed, **fields)
    assert Fraction(replay.upper) == bound
    true_cost = Fraction(fields["residual_nr"]) / Fraction(5, 4)
    assert true_cost > bound
    assert (Fraction(fields["cost_nr"]) > bound) == (replay.outcome is Outcome.VIOLATED)


def test_theorem_4_printed_fails_at_the_known_counterexample():
    fields = {"score_nr_nr": 0, "score_nr_r": "1/2", "score_r_r": "1/4", "delta": "1/2", "recourse_norm_r": 1}
    assert certify("theorem4.printed", field_error=0.0, **fields).outcome is Outcome.VIOLATED


def test_timeout_gives_unknown_or_the_truth_in_time():
    proof = prove("theorem1.sound", timeout=0.001)
    assert proof.result in {"proved", "unknown"}
    assert proof.seconds < SOON
    with pytest.raises(ValueError, match="timeout must be positive"):
        prove("theorem1.sound", timeout=0.0)


def test_hash_depends_on_the_definition_alone():
    claim = CLAIMS["theorem1.sound"]
    renamed = dataclasses.replace(claim, id="other", statement="", remark="", source="")
    assert definition_hash(renamed) == definition_hash(claim)
    weaker = dataclasses.replace(claim, premises=claim.premises[:-1])
    assert len({definition_hash(one) for one in (*CLAIMS.values(), shrunk(claim), weaker)}) == len(CLAIMS) + 2


def large(times: int):
    """A claim with a value of a high degree."""

    def square(xp, norm_r):
        for _ in range(times):
            norm_r = norm_r * norm_r
        return norm_r

    return dataclasses.replace(CLAIMS["lemma1.norms"], id="mutant", value=square)


def test_what_is_too_large_for_z3_is_said_and_not_asked():
    proof = prove(large(40))
    assert proof.result == "unknown"
    assert proof.limit.startswith("the formulas are too large for z3: degree above a million of at most 64; make")
    assert proof.seconds < SOON
    assert prove(large(2)).result == "refuted"


def test_a_proof_that_may_be_about_nothing_says_so_and_is_not_stored(monkeypatch, tmp_path):
    """As where z3 does not come to an end with the premises."""
    claim = CLAIMS["lemma1.norms"]
    monkeypatch.setattr("bounds.prover.are_met", lambda claim, deadline: z3.unknown)
    proof = prove(claim)
    assert (proof.result, proof.sure, proof.is_final) == ("proved", False, False)
    assert proof.limit.endswith("; whether any numbers satisfy the premises is unknown")
    Store(tmp_path).put(claim, proof)
    refresh_proofs([claim], folder=tmp_path)
    assert Store(tmp_path).get(claim) is None
    assert known_proof(claim, folder=tmp_path) is None


def test_whether_a_claim_is_vacuous_depends_on_no_clock():
    """z3 counts steps; a deadline that has passed leaves it unknown, not met."""
    claim = CLAIMS["theorem1.sound"]
    assert are_met(claim, time.perf_counter() + 60.0) == z3.sat
    assert are_met(claim, time.perf_counter() - 1.0) == z3.unknown
