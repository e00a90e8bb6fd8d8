"""From pairs of ReLU networks to verdicts: fields as written out, true claims never violated, false ones often."""

from collections import Counter
from dataclasses import replace
from functools import cache
from itertools import product
from typing import Any

import numpy as np
import pytest
from support.kernel_pairs import make_split
from support.networks import Weights, as_network, drawn, moved
from support.populations import cases, rejected

from bounds import CLAIMS, Status, check
from empirical.families import OPAQUE, family_of
from empirical.families.relu.cases import LACKING, LAYERS, NETWORK, relu_cases
from empirical.families.relu.family import ReluFamily
from empirical.families.relu.fields import absolute_errors, measure_relu, networks_of
from empirical.families.relu.network import ReluModel
from empirical.families.relu.score_gap import layer_radii
from empirical.models.model import LinearModel
from empirical.models.pair import Pair
from empirical.recourse.settings import RecourseSettings
from empirical.verification.case import Case
from empirical.verification.fields import SCORES
from empirical.verification.measured import LINEARISED, RETURNED, Measured
from empirical.verification.population import Population

WIDTHS = ((3, 6, 6, 1), (3, 5, 1))
DISTANCES = (0.0, 1e-15, 1e-2, 0.5, None)
"""Between the weights of both networks, relative to each; ``None`` for other weights altogether."""

Run = tuple[Pair, Population, RecourseSettings]


class Given:
    """A run, with the weights of its networks as numpy knows them, and what is measured of it."""

    def __init__(self, one: Weights, other: Weights, run: Run) -> None:
        self.one, self.other, self.run = one, other, run
        self.measured = measure_relu(*run)

    @property
    def cases(self) -> list[Case]:
        return relu_cases(self.measured)


@cache
def givens() -> tuple[Given, ...]:
    return tuple(given(seed, *how) for seed, how in enumerate(product(WIDTHS, DISTANCES)))


def given(seed: int, widths: tuple[int, ...], distance: float | None) -> Given:
    rng, split = np.random.default_rng(seed), make_split(seed)
    one = drawn(rng, widths)
    matrix, _ = one[-1]
    middle = np.median([forward(one, x) for x in split.test]) - one[-1][1][0]
    one[-1] = (matrix, np.array([-middle]))  # half of them are rejected
    other = drawn(rng, widths) if distance is None else moved(rng, one, distance)
    pair = Pair(split, ReluModel(as_network(one)), ReluModel(as_network(other)))
    cost_weights = np.exp(rng.normal(size=4)) if seed % 2 else np.ones(4)
    settings = RecourseSettings(target=float(rng.choice([0.4, 3.0])), lam=float(rng.choice([0.01, 0.3])))
    return Given(one, other, (pair, rejected(pair, settings, cost_weights=cost_weights), settings))


def forward(weights: Weights, x: np.ndarray) -> float:
    at = x[:-1]
    for place, (matrix, biases) in enumerate(weights):
        at = matrix @ (np.maximum(at, 0.0) if place else at) + biases
    return float(at[0])


def verdict_of(case: Case) -> Any:
    return check(case.claim, errors=case.errors, **case.fields)


def status_of(case: Case) -> np.ndarray:
    return np.asarray(verdict_of(case).status)


def of(one: Given, claim: str, cost_source: str | None = None) -> Case:
    return next(case for case in one.cases if (case.claim.id, case.cost_source) == (claim, cost_source))


@cache
def statuses() -> dict[tuple[str, str | None], Counter[Status]]:
    counts: dict[tuple[str, str | None], Counter[Status]] = {}
    for one in givens():
        for case in one.cases:
            if not case.lacking:
                known = counts.setdefault((case.claim.id, case.cost_source), Counter())
                known.update(map(Status, status_of(case).tolist()))
    return counts


def test_there_are_instances():
    assert sum(len(one.run[1].rows) for one in givens()) > 100


def test_no_true_claim_is_violated():
    """But for Theorem 2 about recourses found on the network: there its definition of the cost fails."""
    for (name, cost_source), counts in statuses().items():
        assert not counts[Status.NONFINITE]
        if CLAIMS[name].theory == "true" and cost_source != RETURNED:
            assert not counts[Status.VIOLATED], name


def test_every_claim_says_something_somewhere_and_the_false_one_is_violated():
    for (name, cost_source), counts in statuses().items():
        assert counts[Status.HOLDS] + counts[Status.VIOLATED] > 0, (name, cost_source)
    assert CLAIMS["theorem2.printed"].theory == "false"
    assert statuses()["theorem2.printed", LINEARISED][Status.VIOLATED] > 0


def test_a_violation_by_a_returned_recourse_has_the_definition_as_its_reason():
    broken = 0
    for one in givens():
        for case in one.cases:
            if case.cost_source == RETURNED and case.claim.theory == "true":
                verdict = verdict_of(case)
                for failed in np.asarray(verdict.failed)[np.asarray(verdict.status) == Status.VIOLATED]:
                    assert any("linearised" in name for name in case.claim.names(failed))
                    broken += 1
    assert broken > 0


def test_the_claims_and_what_they_are_checked_with():
    made = givens()[0].cases
    assert list(dict.fromkeys(case.claim for case in made)) == list(NETWORK)
    for case in made:
        if case.claim.id in LACKING:
            assert (case.fields, case.lacking) == ({}, LACKING[case.claim.id])
            continue
        assert set(case.fields) == set(case.claim.read)
        assert case.delta_source == (LAYERS if case.claim.id.startswith("theorem4") else None)
        assert case.cost_source in ((LINEARISED, RETURNED) if case.claim.id.startswith("theorem2") else (None,))
    assert len({(case.claim.id, case.cost_source) for case in made}) == len(made) == 15


def differences(weights: Weights, x: np.ndarray, step: float = 1e-7) -> np.ndarray:
    return np.array([forward(weights, x + way) - forward(weights, x - way) for way in step * np.eye(4)]) / (2.0 * step)


def test_slopes_and_linearised_costs_are_those_of_finite_differences():
    for one in givens():
        (pair, population, settings), measured = one.run, one.measured
        free = np.where(pair.split.actionable, 1.0 / population.cost_weights, 0.0)
        for weights, which in ((one.one, "nr"), (one.other, "r")):
            slopes = free * np.array([differences(weights, x) for x in population.inputs]).reshape(-1, 4)
            lengths = np.linalg.norm(slopes, axis=1)
            residuals = settings.target - np.array([forward(weights, x) for x in population.inputs])
            np.testing.assert_allclose(measured.instances[f"slope_{which}"], lengths, rtol=1e-6, atol=1e-7)
            np.testing.assert_allclose(measured.instances[f"residual_{which}"], residuals, rtol=1e-9)
            costs = np.abs(residuals) * lengths / (settings.lam + lengths**2)
            np.testing.assert_allclose(measured.costs[LINEARISED][f"cost_{which}"], costs, rtol=1e-5, atol=1e-6)
            changes = (residuals / (settings.lam + lengths**2))[:, None] * slopes
            reached = [forward(weights, x) for x in population.inputs + free * changes]
            name = f"score_{which}_{which}_linearised"
            np.testing.assert_allclose(measured.extra[name], reached, rtol=1e-4, atol=1e-4)


def test_the_radius_is_that_of_the_layers_at_the_robust_recourse():
    for one in givens():
        (_, population, _), measured = one.run, one.measured
        radii = layer_radii(as_network(one.one), as_network(one.other), population.recourses_r.points)
        case = of(one, "theorem4.sharp")
        np.testing.assert_array_equal(case.fields["delta"] * case.fields["recourse_norm_r"], radii.smallest)
        np.testing.assert_array_equal(measured.extra["radius_by_norms"], radii.norms)
        np.testing.assert_array_equal(measured.extra["radius_by_entries"], radii.entries)
        points = population.recourses_r.points
        apart = [abs(forward(one.one, x) - forward(one.other, x)) for x in points]
        assert (np.array(apart) <= radii.smallest + 2.0 * case.errors["score_r_r"]).all()


def test_a_smaller_radius_would_be_violated():
    broken = 0
    for one in givens():
        case = of(one, "theorem4.sharp")
        broken += (status_of(case._replace(fields=case.fields | {"delta": 0.01 * case.fields["delta"]})) == 2).sum()
    assert broken > 0


def test_equal_networks_leave_no_gap():
    one = givens()[0]
    case = of(one, "theorem4.sharp")
    assert not case.fields["delta"].any()
    verdict = verdict_of(case)
    np.testing.assert_array_equal(verdict.lower, verdict.upper)
    assert set(np.asarray(verdict.status).tolist()) <= {Status.HOLDS}


def test_what_rounding_makes_of_scores_is_granted():
    for one in givens():
        pair, population, _ = one.run
        errors = absolute_errors(*networks_of(pair), population, free=np.zeros(4))
        assert set(errors) == {*SCORES, "slope_nr", "slope_r"}
        assert errors["slope_nr"] == errors["slope_r"] == 0.0
        assert 0.0 < errors["score_nr"] < 1e-9
        off = [
            abs(forward(one.one, x) - score) for x, score in zip(population.inputs, population.score_nr, strict=True)
        ]
        assert max(off) <= 2.0 * errors["score_nr"]


def test_a_recourse_that_was_not_found_is_not_finite():
    pair, population, settings = givens()[2].run
    lost = {name: np.array(getattr(population.recourses_r, name)) for name in ("points", "changes", "costs")}
    for values in lost.values():
        values[0] = np.nan
    scores = {name: np.array(getattr(population, name)) for name in ("score_nr_r", "score_r_r")}
    for values in scores.values():
        values[0] = np.nan
    missing = population._replace(recourses_r=population.recourses_r._replace(**lost), **scores)
    for case in relu_cases(measure_relu(pair, missing, settings)):
        if not case.lacking:
            expected = case.cost_source == RETURNED or case.claim.id.startswith("theorem4")
            assert (status_of(case)[0] == Status.NONFINITE) == expected
            assert (status_of(case)[1:] != Status.NONFINITE).all()


def test_networks_are_measured_as_networks_and_nothing_else_is():
    one = givens()[0]
    pair, population, settings = one.run
    assert isinstance(family_of(pair), ReluFamily)
    assert [case.claim for case in cases(*one.run)] == [case.claim for case in one.cases]
    assert isinstance(one.measured, Measured)
    mixed = replace(pair, robust=LinearModel(np.ones(4)))
    assert family_of(mixed) is OPAQUE
    with pytest.raises(TypeError, match="these are no ReLU networks; train_relu_grid makes pairs of them"):
        measure_relu(mixed, population, settings)


def test_columns_say_what_linearising_costs():
    columns = givens()[2].measured.columns()
    assert {"radius_layers", "slope_nr", "lam", "cost_nr", "cost_r_linearised", "recourse_gap"} <= set(columns)
    for which in ("nr", "r"):
        error = columns[f"cost_{which}"] - columns[f"cost_{which}_linearised"]
        np.testing.assert_array_equal(columns[f"linearisation_error_{which}"], error)
    assert {values.shape for values in columns.values()} == {givens()[2].run[1].labels.shape}
