"""The meaning of fields, evaluated in exact arithmetic, is what reports measure of wide networks."""

import dataclasses
from fractions import Fraction

import numpy as np
from flint import arb, ctx
from support.kernel_pairs import make_split, pair_on, regressor
from support.measured_meanings import PAIRS, components_of, disagreements, matrix, scaling
from support.populations import measure, rejected
from support.wide import reference

from bounds.meaning import kernels
from bounds.meaning.exact import Point, components, number, truth
from bounds.meaning.linear import stretch
from bounds.meaning.terms import Condition, norm
from bounds.readings.exact import Exact, ExactOps, exact
from empirical.recourse.settings import RecourseSettings

WIDE_PAIRS = PAIRS if PAIRS > 100 else 6
"""Kernel models take longer than linear ones: all pairs, or a few."""

ROWS = 5


def balls(row):
    return [arb(float(one)) for one in row]


def values(x, rows):
    """K∞(x, x_j) of each row, in balls."""
    kernel = reference("first", 1)
    return tuple(Exact(kernel(balls(x), balls(row))) for row in rows)


def gradients(x, rows):
    """∇K∞(x, x_j) as row j, in balls; not at a kink."""
    found = []
    for row in rows:
        a, b = balls(x), balls(row)
        dot = sum((p * q for p, q in zip(a, b, strict=True)), arb(0))
        aa, bb = (sum((p * p for p in one), arb(0)) for one in (a, b))
        sine = (aa * bb - dot * dot).sqrt()
        turn = arb.pi() - arb.atan2(sine, dot)
        along, across = turn / (2 * arb.pi()), dot / (2 * arb.pi() * sine)
        found.append([Exact(along * q + across * (q - dot * p / aa)) for p, q in zip(a, b, strict=True)])
    return found


MEANINGS = (kernels.WEIGHTS, kernels.TANGENTS, kernels.SCORES, kernels.STEEP)


def compared(seed, meanings=MEANINGS):
    """What of a random pair is not as the meaning says; empty if all is."""
    ctx.prec = 200
    rng = np.random.default_rng(seed)
    split = make_split(seed, train=ROWS, test=8)
    X_R = split.train + np.where(split.attacked, rng.normal(size=split.train.shape) * 10.0 ** rng.uniform(-3, 0), 0.0)
    pair = pair_on(split, X_R, ridge=float(10.0 ** rng.uniform(-2.0, 1.0)), kernel="first-layer")
    settings = RecourseSettings(target=float(rng.uniform(0.2, 1.0)), lam=float(10.0 ** rng.uniform(-2.0, 0.0)))
    cost_weights = 2.0 ** rng.integers(-2, 3, size=split.train.shape[1]) if seed % 2 else np.ones(split.train.shape[1])
    population = rejected(pair, settings, cost_weights=cost_weights, most=1, seed=seed)
    measured = measure(pair, population, settings)
    natural, robust = regressor(pair.natural), regressor(pair.robust)
    wrong = []
    for person, x in enumerate(population.inputs):
        fields = {name: float(held[person]) for name, held in {**measured.training, **measured.instances}.items()}
        costs = {name: float(held[person]) for name, held in measured.costs["linearised"].items()}
        free = np.where(split.actionable, 1.0 / population.cost_weights, 0.0)
        scaled = scaling(np.where(split.actionable, population.cost_weights, 0.0))
        of_nr, of_r = gradients(x, natural.X), gradients(x, robust.X)
        steepest = np.linalg.norm([[float(one.number) for one in row] for row in of_r] * free, 2) * (1.0 - 1e-9)
        pi = Exact(arb.pi())
        at = Point(
            vectors={
                "Y": components_of(split.train_labels),
                "k": values(x, natural.X),
                "k_R": values(x, robust.X),
                "k'_R": values(population.recourses_r.points[person], robust.X),
                "x": [components_of(row) for row in robust.X],
            },
            numbers={
                **{name: exact(fields[name]) for name in ("lam", "target", "delta_k", "label_norm")},
                **{name: exact(fields[name]) for name in ("residual_radius", "slope_radius")},
                "w": list(components_of(robust.weights)),
                "β": exact(float(natural.ridge)),
                "γ": exact(float(steepest)),
                "κ": exact(Fraction(float(free.max()))),
                "π": pi,
                "ρ": ExactOps().sqrt(pi * pi + 1),
            },
            maps={
                "S": scaled,
                "A⁻¹": lambda u: components_of(natural.weights),
                "B⁻¹": lambda u: components_of(robust.weights),
                "G": matrix([list(column) for column in zip(*of_nr, strict=True)]),
                "G_R": matrix([list(column) for column in zip(*of_r, strict=True)]),
                "B": matrix(_regularised(robust)),
            },
        )
        residuals = {name: exact(fields[name]) for name in ("residual_nr", "residual_r")}
        at = dataclasses.replace(at, numbers={**at.numbers, **residuals})
        for meaning in meanings:
            named = fields if meaning is kernels.STEEP else {**fields, **costs}
            wrong += disagreements(meaning, at, named, measured.errors)
        root = ExactOps().sqrt(values(x, [x])[0] / at.numbers["β"])
        roomy = {name: fields[name] * (1.0 + 1e-9) for name in ("residual_radius", "slope_radius")}
        numbers = {**at.numbers, **{name: exact(one) for name, one in roomy.items()}, "r_x": root}
        there = dataclasses.replace(at, numbers=numbers)
        for name in roomy:
            terms = kernels.TANGENTS[name]
            assert isinstance(terms, tuple)
            condition = terms[0]
            assert isinstance(condition, Condition)
            if not truth(condition, there).possible:
                wrong.append(f"{name} is too small")
    return wrong


def _regularised(model):
    """B = K(X_R, X_R) + βI, in balls."""
    rows = [list(values(row, model.X)) for row in model.X]
    for place, row in enumerate(rows):
        row[place] = row[place] + exact(float(model.ridge))
    return rows


def test_fields_of_wide_networks_are_what_they_mean():
    for seed in range(WIDE_PAIRS):
        assert compared(seed) == [], seed


def test_a_slope_over_the_wrong_columns_is_another_number():
    other = {**kernels.TANGENTS, "slope_nr": norm(kernels.slope_nr)}
    assert any(one.startswith("slope_nr") for seed in range(3) for one in compared(seed, (other,)))


def test_terms_of_kernels_have_values():
    at = Point({"Y": (1, 2)}, {"κ": exact(2)}, {"A⁻¹": lambda u: (u[1], u[0])})
    assert [str(one) for one in components(kernels.w_nr, at)] == ["2", "1"]
    assert str(number(stretch * norm(kernels.labels), at)).startswith("4.47")
