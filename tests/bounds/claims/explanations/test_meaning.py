"""What fields of explanations mean: products with gradients, means on paths, Shapley values; and whole proofs."""

import dataclasses
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from support.measured_meanings import components_of, disagreements

from bounds import CLAIMS
from bounds.claims import EXPLANATION_CLAIMS
from bounds.meaning import explanations
from bounds.meaning.exact import Point, number
from bounds.meaning.meaning import Meaning, conditions
from bounds.meaning.terms import Condition, norm, numbers, total, vectors
from bounds.proving.wholeness import on_trust
from bounds.readings.exact import ball, exact

GRADIENTS = ("gradient", "gradient_input", "integrated_gradients")
ON_TRUST = {
    "shap": ("B ≤ (2 − 1/√(d − 1)) L‖x − x̃‖",),
    "smoothgrad.tradeoff": ("inf ‖φ_σ − p‖² ≤ (ανG)² + P² − 2ανGP cos if αν < 1",),
    "smoothgrad.tradeoff_sharp": ("inf ‖φ_σ − p‖² ≤ (αP)² + P² − 2αP² cos if αP < G",),
}
"""What is still on trust, by claim or method: a sum over sets, and that some σ has a norm between two others."""

WITH_MEANING = [name for name, claim in EXPLANATION_CLAIMS.items() if claim.theory == "true" and claim.meaning]


@pytest.mark.parametrize("name", WITH_MEANING)
def test_claims_about_gradients_are_whole_and_others_name_one_lemma(name):
    assert on_trust(CLAIMS[name]) == ON_TRUST.get(name, ON_TRUST.get(name.split(".")[0], ()))


def test_every_claim_about_gradients_and_every_value_has_a_meaning():
    assert {name.split(".")[0] for name in WITH_MEANING} == {*GRADIENTS, "shap", "smoothgrad"}


# Against vectors


def agrees(meaning: Meaning, at: Point, fields: Mapping[str, Any]) -> None:
    told = {name: meaning[name] for name in meaning if name in fields}
    assert disagreements(told, at, fields, dict.fromkeys(fields, 1e-9)) == []
    for condition in conditions(told):
        for row in range(max(at.rows, 1)):
            here = dataclasses.replace(at, row=row)
            left, right = (float(ball(number(side, here)).mid()) for side in (condition.left, condition.right))
            assert abs(left - right) <= 1e-9 if condition.relation == "=" else left <= right + 1e-9, condition


def numbers_of(fields: Mapping[str, Any]) -> dict[str, object]:
    return {name: exact(Fraction(float(value))) for name, value in fields.items()}


@pytest.mark.parametrize("seed", range(20))
def test_fields_of_gradients_are_what_they_mean(seed):
    """Of f(x) = ⟨b, x⟩ + xᵀAx/2, whose mean gradient on a path is that at both ends."""
    rng = np.random.default_rng(seed)
    slope, bend, (x, near, baseline) = rng.normal(size=3), rng.normal(size=(3, 3)), rng.normal(size=(3, 3))
    bend = bend + bend.T
    at_r, g, g_near = (slope + bend @ point for point in (baseline, x, near))
    steepest = max(np.linalg.norm(one) for one in (at_r, g, g_near))
    common = {
        "input_gap": np.linalg.norm(x - near),
        "gradient_lipschitz": np.linalg.norm(bend, 2),
        "lipschitz": steepest,
    }
    named = {"x": x, "x̃": near, "r": baseline, "g": g, "g̃": g_near, "u": rng.normal(size=3)}
    told = {name: components_of(row) for name, row in named.items()}
    products = common | {
        "explanation_gap": np.linalg.norm(x * g - near * g_near),
        "gradient_part": np.linalg.norm(x * (g - g_near)),
        "input_part": np.linalg.norm((x - near) * g_near),
        "gradient_gap": np.linalg.norm(g - g_near),
        "input_bound": max(np.linalg.norm(x), np.linalg.norm(near)),
        "largest_input": np.abs([x, near]).max(),
    }
    maps = {"X": scaling_by(x), "G̃": scaling_by(g_near)}
    agrees(explanations.PRODUCTS, Point(told, numbers_of(products), maps), products)
    alone = common | {"explanation_gap": np.linalg.norm(g - g_near)}
    agrees(explanations.GRADIENT, Point(told, numbers_of(alone), maps), alone)

    mean, mean_near = (at_r + g) / 2.0, (at_r + g_near) / 2.0
    paths = common | {
        "explanation_gap": np.linalg.norm((x - baseline) * mean - (near - baseline) * mean_near),
        "gradient_part": np.linalg.norm((x - baseline) * (mean - mean_near)),
        "input_part": np.linalg.norm((x - near) * mean_near),
        "path_gap": np.linalg.norm(mean - mean_near),
        "baseline_gap": np.linalg.norm(x - baseline),
        "input_bound": max(np.linalg.norm(point) for point in (x, near, baseline)),
        "largest_input": np.abs([x - baseline, near - baseline]).max(),
        "path_mean": 0.5,
    }
    told |= {"s": [components_of(at_r), components_of(g)], "s̃": [components_of(at_r), components_of(g_near)]}
    places = {"t": [exact(0), exact(1)], "v": [exact(Fraction(1, 2))] * 2}
    maps = {"X": scaling_by(x - baseline), "G̃": scaling_by(mean_near)}
    for meaning in (explanations.PATHS, explanations.HALF_WAY):
        agrees(meaning, Point(told, numbers_of(paths) | places, maps), paths)


def scaling_by(row: np.ndarray):
    """The map that multiplies by a row, column by column."""
    return lambda u: tuple(a * b for a, b in zip(components_of(row), u, strict=True))


@pytest.mark.parametrize("dim", [1, 2, 5])
def test_fields_of_shapley_values_are_what_they_mean(dim):
    """Of f(x) = ⟨b, x⟩, whose values are b ⊙ (x − r)."""
    rng = np.random.default_rng(dim)
    for _ in range(20):
        b, x, near, baseline = rng.normal(size=(4, dim))
        values, values_near = b * (x - baseline), b * (near - baseline)
        difference = values - values_near
        fields = {
            "explanation_gap": np.linalg.norm(difference),
            "input_gap": np.linalg.norm(x - near),
            "dim": float(dim),
            "gap_along": abs(difference.sum()) / np.sqrt(dim),
            "gap_across": np.linalg.norm(difference - difference.mean()),
            "lipschitz": np.linalg.norm(b),
        }
        told = {"φ": values, "φ̃": values_near, "1": np.ones(dim), "x": x, "x̃": near}
        scores = {"f": b @ x, "f̃": b @ near}
        at = Point({name: components_of(row) for name, row in told.items()}, numbers_of(fields | scores))
        agrees(explanations.SHAPLEY, at, fields)


def test_fields_of_the_trade_off_are_what_they_mean():
    """Of φ_σ between the gradient and 0."""
    rng = np.random.default_rng(0)
    for _ in range(50):
        g, p, turn = rng.normal(size=(3, 4))
        family = [g, *(share * (g + shift * turn) for share in (0.75, 0.5, 0.25) for shift in (0.0, 0.1)), 0.0 * g]
        fields = {
            "gradient_norm": np.linalg.norm(g),
            "effect_norm": np.linalg.norm(p),
            "gradient_error": np.linalg.norm(g - p),
            "least_error": min(np.linalg.norm(one - p) for one in family),
            "least_cosine": min(one @ p / np.linalg.norm(one) / np.linalg.norm(p) for one in family[:-1]),
        }
        agrees(explanations.EFFECTS, Point({"g": components_of(g), "p": components_of(p)}, numbers_of(fields)), fields)


# Mutants


def first(name: str, field: str) -> Condition:
    """The first of several conditions that a field means."""
    return next(conditions({field: CLAIMS[name].meaning[field]}))


_x, _near, _r = vectors("x", "x̃", "r")
_gap, _bound, _path_gap = numbers("explanation_gap", "input_bound", "path_gap")
_commutes = norm(explanations.AT_INPUTS.swapped).equals(0)

MUTANTS = {
    "another gradient": (
        "gradient.robust",
        {"explanation_gap": norm(explanations.gradient - _near)},
        "‖∇f(x) − ∇f(x̃)‖ ≤ H‖x − x̃‖",
    ),
    "the gradient at x for both": (
        "gradient_input.robust",
        {"explanation_gap": (_gap.equals(norm(2 * explanations.times_input(explanations.gradient))), _commutes)},
        "‖φ(x) − φ(x̃)‖ ≤ A + B",
    ),
    "products that do not commute": (
        "gradient_input.robust",
        {"explanation_gap": first("gradient_input.robust", "explanation_gap")},
        "‖φ(x) − φ(x̃)‖ ≤ A + B",
    ),
    "β about another input": (
        "integrated_gradients.robust",
        {"input_bound": (norm(_near) <= _bound, norm(_r) <= _bound)},
        "‖x − r‖ ≤ 2β",
    ),
    "places that are further than half way": (
        "integrated_gradients.robust",
        {
            "path_gap": (
                _path_gap.equals(explanations.PATHS["path_gap"]),
                total(explanations.weight * explanations.place).equals(0.75),
            )
        },
        "‖g(x) − g(x̃)‖ ≤ H‖x − x̃‖/2",
    ),
    "weights of any sign": (
        "integrated_gradients.robust_sharp",
        {"gradient_lipschitz": first("integrated_gradients.robust", "gradient_lipschitz")},
        "‖g(x) − g(x̃)‖ ≤ t̄H‖x − x̃‖",
    ),
    "values that do not add up": ("shap.robust", {"gap_along": norm(explanations.along_ones)}, "A ≤ L‖x − x̃‖/√d"),
    "half of what is across": (
        "shap.robust_sharp",
        {"gap_across": 0.5 * norm(explanations.across_ones)},
        "‖φ(x) − φ(x̃)‖² ≤ A² + B²",
    ),
    "a cosine with another vector": (
        "smoothgrad.tradeoff",
        {"gradient_error": norm(explanations.gradient - _x)},
        "‖∇f − p‖² ≤ G² + P² − 2GP cos",
    ),
    "an error far from the ends": (
        "smoothgrad.tradeoff_sharp",
        {"least_error": norm(_x)},
        "inf ‖φ_σ − p‖ ≤ ‖∇f − p‖, P",
    ),
}
"""Fields that mean something else than they should: the claim, the other meaning, a premise that does not follow."""


@pytest.mark.parametrize("mutant", MUTANTS)
def test_a_mutant_of_the_meaning_leaves_a_premise_on_trust(mutant):
    name, other, premise = MUTANTS[mutant]
    claim = CLAIMS[name]
    assert premise in on_trust(dataclasses.replace(claim, meaning={**claim.meaning, **other}))


@pytest.mark.parametrize(
    ("name", "field", "premise"),
    [
        ("gradient_input.robust", "lipschitz", "B ≤ L‖x − x̃‖"),
        ("gradient_input.robust", "input_bound", "A ≤ β‖∇f(x) − ∇f(x̃)‖"),
        ("gradient_input.robust_sharp", "largest_input", "A ≤ β_∞‖∇f(x) − ∇f(x̃)‖"),
        ("integrated_gradients.robust", "baseline_gap", "A ≤ ‖x − r‖‖g(x) − g(x̃)‖"),
    ],
)
def test_a_law_holds_only_where_it_is_a_meaning(name, field, premise):
    claim = CLAIMS[name]
    other = {one: term for one, term in claim.meaning.items() if one != field}
    assert premise in on_trust(dataclasses.replace(claim, meaning=other))
