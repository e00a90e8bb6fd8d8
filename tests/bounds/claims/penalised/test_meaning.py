"""What fields of penalised training and kernel regression mean: vectors of models, and whole proofs."""

import dataclasses
import math
from fractions import Fraction

import numpy as np
import pytest
from support.measured_meanings import components_of, disagreements, matrix
from support.penalised_training import task

from bounds import CLAIMS
from bounds.claims import FORECAST_CLAIMS
from bounds.constructions.nearby import nearby
from bounds.constructions.regressed import regressed
from bounds.meaning import balls, penalised, regression
from bounds.meaning.exact import Point, columns, number
from bounds.meaning.meaning import conditions
from bounds.meaning.terms import Condition, inner, norm, numbers, vectors
from bounds.proving.wholeness import on_trust
from bounds.readings.angles import NUMPY_PLANE
from bounds.readings.exact import ExactOps, ball, exact

EPSILON = 0.2
ON_TRUST = {
    "penalised.range": ("P_ε(w) ≤ P_ε₁(w)", "L_ε₀(u₀) ≤ L_ε(u)"),
    "penalised.range_sharp": ("‖g_ε − g_ε₀‖ ≤ (ε − ε₀) K",),
    "penalised.stretch": (
        "G ≤ (μ/2)‖w − u‖² + s + F",
        "s ≤ ((1 − θ)² + θ²)S + θ(1 − θ)(s₀₁ + s₁₀)",
        "F ≤ D²/8",
    ),
}
"""What is still on trust, by claim: how the logistic loss and the attack move with ε."""


@pytest.mark.parametrize("name", FORECAST_CLAIMS)
def test_all_claims_are_whole_but_three_about_ranges(name):
    assert on_trust(CLAIMS[name]) == ON_TRUST.get(name, ())


# Against vectors


def rounded(fields: dict[str, float]) -> dict[str, float]:
    """Errors of fields that are small differences of large numbers."""
    return dict.fromkeys(fields, 1e-9)


def holds(condition: Condition, at: Point, slack: float) -> bool:
    """Whether a condition is true but for how exactly scipy minimises."""
    left, right = (float(ball(number(side, at)).mid()) for side in (condition.left, condition.right))
    return abs(left - right) <= slack if condition.relation == "=" else left <= right + slack


@pytest.mark.parametrize("barred", [0, 1])
def test_fields_of_a_ball_are_what_they_mean(barred):
    rng = np.random.default_rng(barred)
    made = nearby(2, barred=barred)
    kept = [True, not barred]
    for _ in range(200):
        given = {one.name: float(rng.normal() * 3.0) for one in made.parameters}
        given |= {name: abs(given[name]) for name in ("lam", "spare", "shortfall", "below", "above")}
        fields = {name: float(value) for name, value in made.fields(NUMPY_PLANE, given).items()}
        c, offset, x = (np.array([given[f"{name}[{i}]"] for i in range(2)]) for name in ("c", "offset", "x"))
        share = fields["residual_r"] / (given["lam"] + fields["norm_r"] ** 2)
        robust = [exact(Fraction(a)) + exact(Fraction(b)) for a, b in zip(c, offset, strict=True)]
        change = [exact(Fraction(share)) * w * exact(int(keep)) for w, keep in zip(robust, kept, strict=True)]
        direction = np.where(kept, c, 0.0)
        at = Point(
            vectors={
                "c": components_of(c),
                "w_r": tuple(robust),
                "x": components_of(x),
                "ζ_r": tuple(change),
                "e": tuple(one / ExactOps().sqrt(_square(direction)) for one in components_of(direction)),
                "g": components_of(c),
            },
            numbers={name: exact(Fraction(value)) for name, value in (given | fields).items()},
            maps={"P": columns(kept)},
        )
        for meaning in (balls.BALL, balls.MINIMISER, balls.CHANGE, balls.CELL):
            assert disagreements(meaning, at, fields, rounded(fields)) == []
        for meaning in (balls.BALL, balls.CELL, balls.WITHIN):
            for condition in conditions({name: meaning[name] for name in meaning if name in fields}):
                assert holds(condition, at, 1e-9)


def _square(row: np.ndarray):
    return sum((one * one for one in components_of(row)), exact(0))


def test_fields_of_kernel_regression_are_what_they_mean():
    rng, made = np.random.default_rng(0), regressed(2)
    for _ in range(200):
        given = {one.name: float(rng.normal() * 2.0) for one in made.parameters}
        given |= {name: abs(given[name]) for name in ("ridge", "unseen", "spare")}
        fields = {name: float(value) for name, value in made.fields(NUMPY_PLANE, given).items()}
        roots, labels, w, v, features, jacobian = (
            components_of(np.array([given[f"{name}[{i}]"] for i in range(2)]))
            for name in ("root", "label", "w", "v", "feature", "jacobian")
        )
        ridge = exact(Fraction(given["ridge"]))
        spectrum = [root * root + ridge for root in roots]
        missed = tuple((y - s * a) / s for y, s, a in zip(labels, spectrum, w, strict=True))
        rest = tuple((p * r - s * a) / s for p, r, s, a in zip(features, roots, spectrum, v, strict=True))
        halves = [s * z / (2 * ridge) for s, z in zip(spectrum, missed, strict=True)]
        size = sum((one * one for one in features), exact(Fraction(given["unseen"])))
        root_of = [ExactOps().sqrt(one) for one in spectrum]
        at = Point(
            vectors={
                "w": w,
                "z": missed,
                "v": v,
                "q": rest,
                "c": tuple(a + h for a, h in zip(w, halves, strict=True)),
            },
            numbers={name: exact(Fraction(value)) for name, value in fields.items()} | {"k_xx": size},
            maps={
                "R": lambda u, root_of=root_of: tuple(a * b for a, b in zip(root_of, u, strict=True)),
                "J": matrix([list(jacobian)]),
            },
        )
        for meaning in (regression.SCORES, regression.SLOPES):
            assert disagreements(meaning, at, fields, rounded(fields)) == []
            for condition in conditions({name: meaning[name] for name in meaning if name in fields}):
                assert holds(condition, at, 1e-6)


@pytest.mark.parametrize("order", [math.inf, 2.0, 1.0])
def test_fields_of_penalised_training_are_what_they_mean(order):
    """Of logistic regression under attack that scipy has trained, and of weights anywhere."""
    rng = np.random.default_rng(3)
    for seed in range(4):
        one = task(seed, order)
        w_r = one.robust(EPSILON)
        w = w_r + rng.normal(size=4) * 10.0 ** rng.uniform(-2.0, 0.5)
        lower, u = one.dual_minimum(one.alphas(w, EPSILON), EPSILON)
        g, g_low = one.subgradient(w, EPSILON), one.subgradient(w, EPSILON / 2.0)
        pulls = one.v * one.alphas(w, EPSILON) / len(one.y)
        pull, push = (pulls * one.y) @ one.X, EPSILON * pulls.sum()
        away = -pull @ (w_r - u) + push * (one.size(w_r) - one.size(u)) + one.penalty / 2 * (w_r @ w_r - u @ u)
        fields = {
            "start_gap": np.linalg.norm(w - w_r),
            "dual_start_gap": np.linalg.norm(u - w_r),
            "dual_distance": np.linalg.norm(w - u),
            "duality_gap": one.objective(w, EPSILON) - lower,
            "descent": g @ (w - w_r),
            "subgradient_norm": np.linalg.norm(g),
            "subgradient_low": np.linalg.norm(g_low),
            "subgradient_gap": np.linalg.norm(g - g_low),
        }
        values = {
            "penalty": one.penalty,
            "objective": one.objective(w, EPSILON),
            "objective_r": one.objective(w_r, EPSILON),
            "dual_value": lower,
            "dual_r": lower + away,
            **fields,
        }
        at = Point(
            vectors={
                name: components_of(row) for name, row in {"w": w, "u": u, "w_r": w_r, "g": g, "g₀": g_low}.items()
            },
            numbers={name: exact(Fraction(float(value))) for name, value in values.items()},
        )
        for meaning in (penalised.GAPS, penalised.SUBGRADIENTS):
            told = {name: meaning[name] for name in meaning if name in fields}
            assert disagreements(told, at, fields, rounded(fields)) == []
            for condition in conditions(told):
                assert holds(condition, at, 1e-6), condition


# Mutants

c, w_r, x, _w, _u = vectors("c", "w_r", "x", "w", "u")
target, penalty, distance = numbers("target", "penalty", "stop_distance")
subgradient_norm, along = numbers("subgradient_norm", "along")
law = regression.no_eigenvalue_below

MUTANTS = {
    "immutable columns in C": ("penalised.cost", {"centre_norm": norm(c)}, "|b − C| ≤ ‖c − w_R‖"),
    "immutable columns in b": ("penalised.cost", {"norm_r": norm(w_r)}, "‖ζ_R‖ = |m_R| g(b)"),
    "a distance over the actionable columns": (
        "penalised.score",
        {"centre_gap": norm(balls.columns(c - w_r)), "ball_radius": norm(balls.columns(c - w_r)) <= "ball_radius"},
        "|f_R(x) − c·x| ≤ ‖c − w_R‖‖x‖",
    ),
    "‖x‖ over the actionable columns": (
        "penalised.validity",
        {"input_norm": norm(balls.columns(x))},
        "|f_R(x) − c·x| ≤ ‖c − w_R‖‖x‖",
    ),
    "a radius about another point": (
        "penalised.score",
        {"ball_radius": norm(vectors("c̃")[0] - w_r) <= "ball_radius"},
        "‖c − w_R‖ ≤ R",
    ),
    "a residual of another person": (
        "penalised.cost",
        {"residual_r": target - inner(w_r, vectors("x̃")[0])},
        "|m_R − m_c| ≤ ‖c − w_R‖‖x‖",
    ),
    "a recourse that changes every column": (
        "penalised.floor",
        {"score_r_r": inner(w_r, x + vectors("ζ_r")[0])},
        "f_R(x'_R) ≤ f_R(x) + b‖ζ_R‖",
    ),
    "x⊥ over the actionable columns": (
        "penalised.residual_along",
        {"input_across": norm(balls.columns(balls.input_across))},
        "|m_R − (m_c − d x₁)| ≤ r‖x⊥‖",
    ),
    "r over the actionable columns": (
        "penalised.residual_along",
        {"across": norm(balls.columns(balls.across))},
        "|m_R − (m_c − d x₁)| ≤ r‖x⊥‖",
    ),
    "d along no unit vector": ("penalised.norm_along", {"along": along.equals(balls.along)}, "d² + r² ≤ R²"),
    "the slope of another model in a cell": (
        "penalised.cost_along",
        {"norm_low": norm(balls.columns(c)) >= "norm_low"},
        "b₋ ≤ b ≤ b₊",
    ),
    "the distance of the dual": ("penalised.gap", {"start_gap": norm(_w - _u)}, "(μ/2)‖w − w_R‖² ≤ G"),
    "a ball about w": (
        "penalised.gap_sharp",
        {"centre_gap": norm(_w - w_r)},
        "‖(w + u)/2 − w_R‖² = (‖w − w_R‖² + ‖u − w_R‖²)/2 − ‖w − u‖²/4",
    ),
    "a gradient of no convex function": (
        "penalised.steps",
        {"subgradient_norm": subgradient_norm.equals(norm(penalised.g))},
        "μ‖w − w_R‖ ≤ ‖g‖",
    ),
    "a ball about a whole step": (
        "penalised.gradient",
        {"centre_gap": norm(_w - (1 / penalty) * penalised.g - w_r)},
        "‖w − g/2μ − w_R‖² = ‖w − w_R‖² − ⟨g, w − w_R⟩/μ + ‖g‖²/4μ²",
    ),
    "one stop only": (
        "penalised.stretch",
        {"stop_distance": (norm(penalised.stops[0]) <= distance,)},
        "‖w − u‖ ≤ A",
    ),
    "a score without its correction": (
        "ridge.score",
        {"corrected_score": inner(regression.kernel_values, regression.weights)},
        "|f_R(x) − k_xᵀw − vᵀr| ≤ √(r_xᵀB⁻¹r_x) √(rᵀB⁻¹r)",
    ),
    "S without the residual": (
        "ridge.score",
        {
            "dual_bound": (
                numbers("dual_bound")[0].equals(
                    numbers("k_xx")[0] - inner(regression.solved, regression.kernel_values)
                ),
                regression.matrix_is_positive,
            )
        },
        "r_xᵀB⁻¹r_x ≤ S",
    ),
    "half of r": (
        "ridge.score_sharp",
        {"reflected_norm": 0.5 * norm(regression.residual)},
        "|2β(f_R(x) − k_xᵀw − vᵀr) − r_xᵀr| ≤ ‖r_x‖‖(2βB⁻¹ − I) r‖",
    ),
    "a ball about the weights": (
        "ridge.weights",
        {"centre_gap": norm(2 * regression.missed)},
        "2β‖w + r/2β − w_R‖ = ‖(2βB⁻¹ − I) r‖",
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
        ("ridge.score", "ridge", "β rᵀB⁻¹r ≤ ‖r‖²"),
        ("ridge.weights", "ridge", "‖(2βB⁻¹ − I) r‖ ≤ ‖r‖"),
        ("ridge.slope", "steepness", "|b − ‖J_xᵀc‖| ≤ ‖J_x‖‖c − w_R‖"),
    ],
)
def test_a_law_holds_only_where_it_is_a_meaning(name, field, premise):
    claim = CLAIMS[name]
    other = {one: term for one, term in claim.meaning.items() if one != field}
    assert premise in on_trust(dataclasses.replace(claim, meaning=other))
