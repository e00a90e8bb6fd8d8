"""Cost weights: SCFE in the norm ‖Dζ‖, and the theorems in it."""

from functools import cache
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import median_abs_deviation
from support.instances import random_models
from support.populations import rejected

from bounds import Status, check
from empirical.data import Dataset, Feature, Split, split
from empirical.errors import InputError
from empirical.families.linear.cases import linear_cases
from empirical.families.linear.fields import measure_linear, weights_of
from empirical.models.model import LinearModel
from empirical.models.pair import Pair
from empirical.recourse.settings import RecourseSettings
from empirical.recourse.solvers.closed_form import as_printed, linear_scfe
from empirical.recourse.weights import cost_weights, parse
from empirical.verification.case import Case
from empirical.verification.population import Population

CLAIMS = ("lemma1.norms", "theorem1.sound", "theorem1.posterior", "theorem1.free", "theorem1.floor", "theorem4.sharp",
          "theorem4.closed", "theorem4.onlyif", "theorem4.sound", "theorem1.vector", "theorem1.repaired")  # fmt: skip
UNCONDITIONAL = ("theorem1.sound", "theorem1.posterior", "theorem1.free", "theorem4.sharp", "theorem4.closed")


@cache
def data() -> Dataset:
    rng = np.random.default_rng(0)
    numbers = rng.normal(size=(300, 3)) * [1.0, 10.0, 0.01]
    kinds, sexes = rng.integers(0, 3, 300), rng.integers(0, 2, 300)
    features = (Feature("age", immutable=True), Feature("income"), Feature("flat"), Feature("kind", ("x", "y", "z")),
                Feature("sex", ("f", "m")), Feature("mostly 0"))  # fmt: skip
    sparse = np.where(rng.random(300) < 0.8, 0.0, rng.random(300))
    labels = np.where(numbers[:, 1] + rng.normal(size=300) > 0, 1.0, -1.0)
    values = np.column_stack([numbers, kinds, sexes, sparse])
    return Dataset("made", features, values, labels, "good", "made up", "")


@cache
def parts() -> Split:
    return split(data(), seed=1)


def random_pair(seed: int) -> tuple[Pair, Population, RecourseSettings]:
    """Two random models at random cost weights, and whom the first rejects."""
    rng = np.random.default_rng(seed)
    width = parts().train.shape[1]
    natural = rng.normal(size=width) * rng.choice([0.1, 1.0, 5.0])
    robust = natural + rng.normal(size=width) * rng.choice([0.01, 0.3, 1.0])
    pair = Pair(parts(), LinearModel(natural), LinearModel(robust))
    search = RecourseSettings(target=float(rng.normal()), lam=float(rng.choice([0.01, 0.3, 2.0])))
    costs = np.exp(rng.normal(size=width) * 1.5)
    return pair, rejected(pair, search, cost_weights=costs), search


def status_of(case: Case) -> np.ndarray:
    return np.asarray(check(case.claim, errors=case.errors, **case.fields).status)


@pytest.mark.parametrize("seed", range(3))
def test_scfe_solves_the_weighted_normal_equations(seed):
    rng = np.random.default_rng(seed)
    for one in random_models(seed, 50):
        cost = np.exp(rng.normal(size=len(one.x)))
        free = np.flatnonzero(one.actionable)
        v = one.w_r[free]
        zeta = np.zeros_like(one.x)
        zeta[free] = np.linalg.solve(
            np.outer(v, v) + one.lam * np.diag(cost[free] ** 2), (one.target - one.w_r @ one.x) * v
        )
        settings: Any = {"actionable": one.actionable, "target": one.target, "lam": one.lam}
        inputs, weights = one.x[None], one.w_r
        found = linear_scfe(inputs, weights, cost_weights=cost, **settings)
        np.testing.assert_allclose(found.changes[0], zeta, rtol=1e-8, atol=1e-10)
        np.testing.assert_allclose(found.costs[0], np.linalg.norm(cost * zeta), rtol=1e-8, atol=1e-10)
        printed = as_printed(found.changes, np.asarray(one.x[None]), cost_weights=cost, lam=one.lam)
        np.testing.assert_allclose(printed.costs, one.lam * np.asarray(found.costs), rtol=1e-12)
        unweighted = linear_scfe(inputs, weights, cost_weights=np.ones(len(cost)), **settings)
        if len(free) > 1:  # the mutant: without cost weights it is another point
            assert not np.allclose(unweighted.changes[0], zeta, rtol=1e-8, atol=1e-10)


def test_mad_is_the_median_absolute_deviation():
    found, train = cost_weights("mad", data(), parts()), parts().train
    deviation = np.asarray(median_abs_deviation(train, axis=0))
    categories = parts().space.category >= 0
    varies = (deviation > 0) & ~categories
    np.testing.assert_allclose(found[varies], 1.0 / deviation[varies], rtol=1e-12)
    np.testing.assert_array_equal(found[~varies], 1.0)
    assert varies.tolist() == [True] * 3 + [False] * 6
    assert found[parts().names.index("mostly 0")] == found[-1] == 1.0


def test_weights_by_feature_go_to_all_of_its_columns():
    found = cost_weights("kind=3,income=0.5", data(), parts())
    expected = {"income": 0.5, "kind=x": 3.0, "kind=y": 3.0, "kind=z": 3.0}
    assert dict(zip(parts().names, found, strict=True)) == {name: expected.get(name, 1.0) for name in parts().names}
    np.testing.assert_array_equal(cost_weights("unweighted", data(), parts()), np.ones(len(parts().names)))


def test_a_feature_that_is_none():
    with pytest.raises(InputError, match="cost-weights: no feature 'wage'; choose of age, income"):
        cost_weights("income=2,wage=3", data(), parts())


@pytest.mark.property
@given(
    weighted=st.dictionaries(
        st.text(st.characters(exclude_characters=",", exclude_categories=["C"]), max_size=9),
        st.floats(1e-300, 1e300),
        min_size=1,
    )
)
def test_weights_are_read_as_they_are_written(weighted):
    assert parse(",".join(f"{name}={weight!r}" for name, weight in weighted.items())) == weighted


@pytest.mark.parametrize("text", ["", "age", "age=", "age=x", "age=0", "age=-1", "age=inf", "age=nan", "age=1,", "=",
                                  "MAD", "mad,age=1"])  # fmt: skip
def test_what_is_no_weight(text):
    with pytest.raises(
        InputError, match=r"cost-weights must be unweighted, mad, or weights like age=3,hours=0\.5; .* is none"
    ):
        parse(text)
    with pytest.raises(InputError, match="cost-weights must be"):
        RecourseSettings(cost_weights=text)


def test_names_of_features_may_hold_an_equals_sign():
    assert parse("a=b=2") == {"a=b": 2.0}
    assert parse("unweighted") == parse("mad") == {}


def test_no_claim_is_violated_in_the_weighted_norm():
    met = dict.fromkeys(CLAIMS, 0)
    for seed in range(25):
        for case in linear_cases(measure_linear(*random_pair(seed))):
            if case.claim.id in CLAIMS and case.cost_source != "printed":
                verdict = check(case.claim, errors=case.errors, **case.fields)
                status, failed = np.asarray(verdict.status), np.asarray(verdict.failed)
                assert not ((status == Status.VIOLATED) & (failed == 0)).any(), (seed, case.claim.id)
                assert not (status == Status.NONFINITE).any()
                if case.claim.id in UNCONDITIONAL:
                    assert not failed.any(), (seed, case.claim.id, case.claim.names(failed[0]))
                met[case.claim.id] += int(np.isin(status, (Status.HOLDS, Status.VACUOUS)).sum())
    assert min(met[name] for name in (*UNCONDITIONAL, "theorem1.floor", "lemma1.norms", "theorem4.onlyif")) > 200


def test_the_fields_are_those_of_the_coordinates_that_are_priced():
    """‖D⁻¹(w_NR − w_R)‖ ≤ κΔ over the actionable columns, and the scores differ by at most κΔ · ‖x‖/κ."""
    for seed in range(20):
        pair, population, search = random_pair(seed)
        measured = measure_linear(pair, population, search)
        natural, robust = weights_of(pair)
        free, cost = pair.split.actionable, population.cost_weights
        gap = np.linalg.norm(natural - robust)
        delta = measured.stretch * measured.deltas["measured"]
        np.testing.assert_allclose(delta, gap / cost[free].min(), rtol=1e-12)
        assert (np.linalg.norm(((natural - robust) / cost)[free]) <= delta * (1 + 1e-12)).all()
        norms = np.linalg.norm(population.inputs, axis=1)
        np.testing.assert_allclose(delta * measured.instances["input_norm"], gap * norms, rtol=1e-12)
        for name, weights in (("norm_nr", natural), ("norm_r", robust)):
            np.testing.assert_allclose(measured.instances[name], np.linalg.norm((weights / cost)[free]), rtol=1e-12)
        changes = population.recourses_r.changes
        np.testing.assert_allclose(measured.costs["returned"]["cost_r"], np.linalg.norm(cost * changes, axis=1))


def without_stretch(case: Case, stretch: float) -> Case:
    """The mutant: Δ and ‖x‖ as in the unweighted norm."""
    lengths = {name: case.fields[name] * stretch for name in ("input_norm", "recourse_norm_r") if name in case.fields}
    return case._replace(fields={**case.fields, **lengths, "delta": case.fields["delta"] / stretch})


def test_forgetting_the_stretch_would_be_seen():
    """An instance: the column that matters costs little, so that ‖D⁻¹w‖ changes by more than Δ.

    Over the actionable column w_NR = 3, w_R = 0.5 at d = 0.01: a = 300 and b = 50, and |a − b| = 250 > Δ = 2.5. So
    ‖ζ_R‖ = |m_R| / b nearly, six times what the interval around 1 / a allows.
    """
    width = parts().train.shape[1]
    natural, robust, cost = (np.zeros(width) for _ in range(3))
    column = parts().names.index("income")
    natural[column], natural[-1], robust[column], robust[-1], cost[:] = 3.0, -3.0, 0.5, -3.0, 0.01
    pair, search = Pair(parts(), LinearModel(natural), LinearModel(robust)), RecourseSettings(lam=0.01)
    population = rejected(pair, search, cost_weights=cost)
    measured = measure_linear(pair, population, search)
    stretch = measured.stretch
    assert stretch == pytest.approx(100.0)
    seen = set()
    for case in linear_cases(measured):
        if "delta" in case.claim.read and case.claim.theory == "true" and case.fields and not case.lacking:
            assert not (status_of(case) == Status.VIOLATED).any(), case.claim.id
            if (status_of(without_stretch(case, stretch)) == Status.VIOLATED).any():
                seen.add(case.claim.id)
    assert {"lemma1.norms", "theorem1.sound"} <= seen


def test_forgetting_the_stretch_is_seen_in_random_pairs_too():
    violated = 0
    for seed in range(25):
        measured = measure_linear(*random_pair(seed))
        for case in linear_cases(measured):
            if case.claim.id in UNCONDITIONAL and "delta" in case.fields:
                violated += int((status_of(without_stretch(case, measured.stretch)) == Status.VIOLATED).sum())
    assert violated > 0
