"""From pairs of kernel regressors to verdicts: fields as written out, true claims never violated, false ones often."""

import math
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Any

import jax
import numpy as np
import pytest
from hypothesis import example, given
from support.instances import KernelModels, gradients, kernel, kernel_models
from support.kernel_pairs import NAMES, as_split, make_pairs, make_split, pair_on, regressor, written
from support.populations import cases, measure, rejected

from bounds import CLAIMS, Status, check
from bounds.claim import Claim
from empirical import checkpoints
from empirical.checkpoints import Arrays, Checkpoint, without_checkpoints
from empirical.families import OPAQUE, family_of
from empirical.families.linear.cases import LINEAR
from empirical.families.linear.fields import measure_linear
from empirical.families.opaque import NOT_LINEAR
from empirical.families.wide.cases import NO_LIPSCHITZ
from empirical.families.wide.claims import WIDE
from empirical.families.wide.family import WideFamily
from empirical.families.wide.fields import CERTIFIED, measure_wide
from empirical.families.wide.pair import KernelModel, WidePair
from empirical.families.wide.settings import WideGrid
from empirical.families.wide.tangent import tangent_fields
from empirical.families.wide.training import train_wide_grid
from empirical.models.model import LinearModel
from empirical.models.pair import Pair
from empirical.recourse.constraints import SLACK
from empirical.recourse.result import RecourseStatus
from empirical.recourse.settings import RecourseSettings
from empirical.verification.case import Case
from empirical.verification.measured import LINEARISED, RETURNED, Measured
from empirical.verification.population import Population

EPSILONS, RIDGES = (0.0, 0.01, 0.1, 0.5), (0.01, 1.0, 10.0)
Run = tuple[WidePair, Population, RecourseSettings]


def run_on(pair: Any, *, seed: int = 0, weighted: bool = False) -> tuple[Any, Population, RecourseSettings]:
    rng = np.random.default_rng(seed)
    cost_weights = np.exp(rng.normal(size=pair.split.train.shape[1]) * (1.0 if weighted else 0.0))
    settings = RecourseSettings(target=float(rng.normal() * 0.5 + 0.4), lam=float(rng.choice([0.01, 0.3, 2.0])))
    return pair, rejected(pair, settings, cost_weights=cost_weights), settings


@cache
def runs() -> tuple[Run, ...]:
    """Of every kernel and both norms, weighted or not, from tiny ε to large ones; some people are training inputs."""
    made = []
    for seed in range(8):
        name, norm = NAMES[seed % len(NAMES)], (math.inf, 2.0)[seed // 4]
        settings: Any = {"train": 1 if seed == 5 else 15, "epsilons": EPSILONS, "ridges": RIDGES, "norm": norm}
        for pair in make_pairs(seed, kernel=name, **settings):
            test = pair.split.test.copy()
            test[:2], test[2:4] = regressor(pair.natural).X[:1], regressor(pair.robust).X[:1]
            twisted = replace(pair, split=pair.split._replace(test=test))
            made.append(run_on(twisted, seed=seed, weighted=seed % 2 == 1))
    return tuple(made)


def verdict_of(case: Case) -> Any:
    return check(case.claim, errors=case.errors, **case.fields)


def status_of(case: Case) -> np.ndarray:
    return np.asarray(verdict_of(case).status)


@cache
def statuses() -> dict[tuple[str, str | None], Counter[Status]]:
    """How often each verdict is reached, by claim and cost."""
    counts: dict[tuple[str, str | None], Counter[Status]] = {}
    for run_cases in every_case():
        for case in run_cases:
            assert not case.lacking
            values, numbers = np.unique(status_of(case), return_counts=True)
            known = counts.setdefault((case.claim.id, case.cost_source), Counter())
            known.update({Status(value): int(number) for value, number in zip(values, numbers, strict=True)})
    return counts


@cache
def every_case() -> tuple[list[Case], ...]:
    """The cases of all runs, measured once."""
    return tuple(cases(*run) for run in runs())


def of(run_cases: list[Case], claim: str, cost_source: str | None = None) -> Case:
    return next(case for case in run_cases if (case.claim.id, case.cost_source) == (claim, cost_source))


def test_there_are_instances():
    assert sum(len(run[1].rows) for run in runs()) > 1000


SPEAKS_OF_LINEARISED = ("repaired", "sound", "posterior", "free", "vector")


def test_no_true_claim_is_violated():
    """But for Theorem 2 about recourses found on the regressor: there its definition of the cost fails."""
    for (name, cost_source), counts in statuses().items():
        assert not counts[Status.NONFINITE]
        if CLAIMS[name].theory == "true" and (not name.startswith("theorem2") or cost_source == LINEARISED):
            assert not counts[Status.VIOLATED], name
    assert not statuses()["theorem2.floor", RETURNED][Status.VIOLATED]


TINY = KernelModels(np.ones((1, 1)), np.full((1, 1), 2.0), np.ones(1), 0.1, np.zeros(1), np.ones(1, bool), 1e-180, 1.0)
"""‖K(x'_R, X_R)‖ is tiny, and is not 0."""


@pytest.mark.property
@given(one=kernel_models())
@example(one=TINY)
def test_no_true_claim_is_violated_by_any_pair(one: KernelModels):
    """Any rows, any attack on them, any person and ridge; labels are turned so that the person is rejected."""
    split = as_split(one.X, one.Y, one.x[None], np.ones(1))
    split = split._replace(space=split.space._replace(actionable=one.actionable))
    pair = pair_on(split, one.X_R, ridge=one.ridge, kernel="first-layer")
    if pair.natural.scores(split.test)[0] > 0.0:
        pair = pair_on(split._replace(train_labels=-one.Y), one.X_R, ridge=one.ridge, kernel="first-layer")
    settings = RecourseSettings(target=one.target, lam=one.lam)
    population = rejected(pair, settings, cost_weights=np.ones(len(one.x)))
    assert len(population.rows) == 1
    for case in cases(pair, population, settings):
        if case.claim.theory == "true" and (case.cost_source != RETURNED or case.claim.id == "theorem2.floor"):
            assert status_of(case)[0] != Status.VIOLATED, case.claim.id


def test_every_claim_says_something_somewhere():
    for (name, cost_source), counts in statuses().items():
        said = counts[Status.HOLDS] + counts[Status.VIOLATED]
        assert said > 0, (name, cost_source)


def test_false_claims_are_violated_somewhere():
    for name in ("theorem2.printed", "theorem5.printed", "theorem5.onlyif_printed"):
        assert CLAIMS[name].theory == "false"
        assert sum(counts[Status.VIOLATED] for (one, _), counts in statuses().items() if one == name) > 0, name


def test_a_violation_by_a_returned_recourse_has_the_definition_as_its_reason():
    violated = 0
    for run_cases in every_case():
        for case in run_cases:
            if case.cost_source == RETURNED and case.claim.id.split(".")[1] in SPEAKS_OF_LINEARISED:
                verdict = verdict_of(case)
                for row in np.flatnonzero(np.asarray(verdict.status) == Status.VIOLATED):
                    names = case.claim.names(np.asarray(verdict.failed)[row])
                    assert any("linearised" in name for name in names), names
                    violated += 1
    assert violated > 0


def test_linearised_costs_meet_their_definitions_and_returned_ones_do_not():
    broken = {LINEARISED: 0, RETURNED: 0}
    for run_cases in every_case():
        for source in broken:
            case = of(run_cases, "theorem2.posterior", source)
            masks = np.asarray(verdict_of(case).failed)
            broken[source] += sum(any("linearised" in name for name in case.claim.names(mask)) for mask in masks)
    assert broken[LINEARISED] == 0
    assert broken[RETURNED] > 100


def test_all_premises_hold_for_linearised_costs_but_hypotheses():
    for run_cases in every_case():
        for claim in ("theorem2.sound", "lemma2.norms", "theorem5.sharp"):
            case = of(run_cases, claim, LINEARISED if claim == "theorem2.sound" else None)
            verdict = verdict_of(case)
            assert not np.asarray(verdict.failed).any()
            assert not np.asarray(verdict.unchecked).any()


def test_the_cases_in_their_order():
    listed = [(case.claim.id, case.cost_source) for case in every_case()[0]]
    expected = []
    for claim in WIDE:
        sources: tuple[Any, ...] = (None,)
        if claim.id.startswith("theorem2"):
            sources = (RETURNED,) if claim.id.endswith("floor") else (LINEARISED, RETURNED)
        expected += [(claim.id, source) for source in sources]
    assert listed == expected
    assert {claim.id.split(".")[0] for claim in WIDE} == {"lemma2", "theorem2", "theorem5"}
    for case in every_case()[0]:
        assert case.delta_source == (CERTIFIED if "delta_k" in case.claim.read else None)


@pytest.mark.parametrize("weighted", [False, True])
def test_fields_written_out(weighted):
    """People who stand at no training input, with loops, explicit inverses, and no code of this project."""
    split = make_split(3, train=6, test=12)
    X, Y = split.train, split.train_labels
    X_R = X + 0.2 * np.random.default_rng(3).normal(size=X.shape) * split.attacked
    pair, population, settings = run_on(pair_on(split, X_R, ridge=0.3, kernel="first-layer"), seed=3, weighted=weighted)
    measured = measure(pair, population, settings)
    assert isinstance(measured, Measured)
    columns, D, free = measured.columns(), population.cost_weights, split.actionable
    inverses = [np.linalg.inv(kernel(points, points) + 0.3 * np.eye(6)) for points in (X, X_R)]
    w_nr, w_r = (inverse @ Y for inverse in inverses)
    delta_k = np.linalg.norm(inverses[0] - inverses[1], 2)
    assert len(population.rows) > 3
    for instance, x in enumerate(population.inputs):
        x_nr, x_r = population.recourses_nr.points[instance], population.recourses_r.points[instance]
        scores = [kernel(x[None], points)[0] @ w for points, w in ((X, w_nr), (X_R, w_r))]
        slopes = [(gradients(x, points) @ w / D)[free] for points, w in ((X, w_nr), (X_R, w_r))]
        zetas = [(settings.target - score) * slope / (settings.lam + slope @ slope)
                 for score, slope in zip(scores, slopes, strict=True)]  # fmt: skip
        found = [((point - x) * D)[free] for point in (x_nr, x_r)]
        lipschitz = math.sqrt(math.pi**2 + 1) / (2 * math.pi) * np.abs(w_r) @ np.linalg.norm(X_R, axis=1)
        at_r = kernel(x_r[None], X_R)[0]
        expected = {
            "weight_gap": np.linalg.norm(w_nr - w_r),
            "norm_nr": np.linalg.norm(w_nr),
            "norm_r": np.linalg.norm(w_r),
            "delta_k": delta_k,
            "label_norm": np.linalg.norm(Y),
            "score_nr": scores[0],
            "score_r": scores[1],
            "residual_nr": settings.target - scores[0],
            "residual_r": settings.target - scores[1],
            "slope_nr": np.linalg.norm(slopes[0]),
            "slope_r": np.linalg.norm(slopes[1]),
            "cost_nr_linearised": np.linalg.norm(zetas[0]),
            "cost_r_linearised": np.linalg.norm(zetas[1]),
            "recourse_gap_linearised": np.linalg.norm(zetas[0] - zetas[1]),
            "cost_nr": np.linalg.norm(found[0]),
            "cost_r": np.linalg.norm(found[1]),
            "recourse_gap": np.linalg.norm(found[0] - found[1]),
            "linearisation_error_nr": np.linalg.norm(found[0]) - np.linalg.norm(zetas[0]),
            "linearisation_error_r": np.linalg.norm(found[1]) - np.linalg.norm(zetas[1]),
            "linearisation_error_gap": (np.linalg.norm(found[0]) - np.linalg.norm(found[1]))
            - (np.linalg.norm(zetas[0]) - np.linalg.norm(zetas[1])),
            "score_nr_nr": kernel(x_nr[None], X)[0] @ w_nr,
            "score_r_r": at_r @ w_r,
            "score_nr_r": at_r @ w_nr,
            "score_cross": kernel(x_r[None], X)[0] @ w_nr,
            "kernel_norm_r": np.linalg.norm(at_r),
            "kernel_lipschitz": lipschitz / D[free].min(),
        }
        for side, (points, w, zeta) in enumerate(zip((X, X_R), (w_nr, w_r), zetas, strict=True)):
            moved = x.copy()
            moved[free] += zeta / D[free]
            name = ("score_nr_nr_linearised", "score_r_r_linearised")[side]
            expected[name] = kernel(moved[None], points)[0] @ w
        for name, value in expected.items():
            assert columns[name][instance] == pytest.approx(value, rel=2e-6, abs=1e-8), name
    for name, value in {"threshold": 0.0, "lam": settings.lam, "target": settings.target}.items():
        assert (columns[name] == value).all()
    how: Any = {"cost_weights": D, "target": settings.target, "lam": settings.lam}
    fields = tangent_fields(pair, population.inputs, population.recourses_r.points, **how)
    for name in ("residual_radius", "slope_radius", "residual_by_gap", "slope_by_solve"):
        np.testing.assert_allclose(columns[name], fields[name], rtol=1e-12)


def test_every_field_that_is_read_is_a_column():
    columns = measure(*runs()[0]).columns()
    shape = runs()[0][1].labels.shape
    assert {name for claim in WIDE for name in claim.read} <= set(columns)
    assert all(values.shape == shape and values.dtype == np.float64 for values in columns.values())


def test_theorem_5_is_about_the_attacked_rows():
    """With f_NR(x'_R) for v, `sharp` is violated."""
    violated = 0
    for (_, population, _), run_cases in zip(runs(), every_case(), strict=True):
        case = of(run_cases, "theorem5.sharp")
        fields = {**case.fields, "score_nr_r": population.score_nr_r}
        violated += int((np.asarray(check(case.claim, errors=case.errors, **fields).status) == Status.VIOLATED).sum())
    assert violated > 0


MUTANTS = {
    "no radius of residuals": ("theorem2.sound", {"residual_radius": 1e-3}),
    "no radius of slopes": ("theorem2.sound", {"slope_radius": 1e-3}),
    "no Δ_K": ("lemma2.printed", {"delta_k": 0.1}),
    "no Δ_K in Theorem 5": ("theorem5.sharp", {"delta_k": 1e-3}),
    "no Lipschitz constant": ("theorem2.floor", {"kernel_lipschitz": 0.02}),
}


@pytest.mark.parametrize("mutant", MUTANTS)
def test_bounds_that_are_too_small_are_seen(mutant):
    claim, factors = MUTANTS[mutant]
    violated = 0
    for run_cases in every_case():
        for case in run_cases:
            if case.claim.id == claim and case.cost_source in (
                None,
                LINEARISED,
                *([RETURNED] if "floor" in claim else []),
            ):
                fields = {name: values * factors.get(name, 1.0) for name, values in case.fields.items()}
                status = np.asarray(check(case.claim, errors=case.errors, **fields).status)
                violated += int((status == Status.VIOLATED).sum())
    assert violated > 0


@pytest.mark.parametrize("field", ["slope_radius", "kernel_lipschitz"])
def test_weights_are_in_the_fields(field):
    """Where changes are cheap, slopes are steep in the coordinates Dx; a field without cost weights is violated."""
    claims = {"slope_radius": ("theorem2.sound", LINEARISED), "kernel_lipschitz": ("theorem2.floor", RETURNED)}
    violated = 0
    for seed in range(6):
        (pair,) = make_pairs(seed, epsilons=(0.05,), ridges=(10.0,))
        cost_weights, settings = np.full(4, 1e-2), RecourseSettings(target=1.0, lam=0.01)
        case = of(cases(pair, rejected(pair, settings, cost_weights=cost_weights), settings), *claims[field])
        assert not (status_of(case) == Status.VIOLATED).any()
        fields = {**case.fields, field: 1e-2 * case.fields[field]}
        violated += int((np.asarray(check(case.claim, errors=case.errors, **fields).status) == Status.VIOLATED).sum())
    assert violated > 0


def test_at_epsilon_zero_both_models_are_one():
    for run in runs():
        if run[0].training.epsilon == 0.0:
            columns = measure(*run).columns()
            for name in ("weight_gap", "delta_k", "recourse_gap", "recourse_gap_linearised", "linearisation_error_gap"):
                assert not columns[name].any()
            for name in ("cost", "slope", "residual"):
                np.testing.assert_array_equal(columns[f"{name}_nr"], columns[f"{name}_r"])
            for name in ("residual_radius", "slope_radius"):
                assert (columns[name] < 1e-6).all()


def test_the_recourse_found_is_not_worse_than_the_linearised_one_for_most():
    """By what SCFE minimises, on the regressor itself."""
    better = []
    for pair, population, settings in runs():
        free = np.where(pair.split.actionable, 1.0 / population.cost_weights, 0.0)
        for model, found in ((pair.natural, population.recourses_nr), (pair.robust, population.recourses_r)):
            one = regressor(model)
            slopes = free * one.gradient(population.inputs)
            misses = settings.target - one.predict(population.inputs)
            changes = (misses / (settings.lam + (slopes**2).sum(axis=1)))[:, None] * slopes
            worth = [(one.predict(points) - settings.target) ** 2 + settings.lam * costs**2 for points, costs in
                     ((found.points, found.costs),
                      (population.inputs + free * changes, np.linalg.norm(changes, axis=1)))]  # fmt: skip
            better += list(worth[0] <= worth[1] * (1 + 1e-9) + 1e-12)
    assert np.mean(better) > 0.98


def test_instances_are_those_whom_the_non_robust_model_rejects():
    for pair, population, _ in runs():
        scores = pair.natural.scores(pair.split.test)
        np.testing.assert_array_equal(population.rows, np.flatnonzero(scores <= 0.0))
        assert population.rejected == len(population.rows)
        assert (population.breaches_nr.immutable == 0).all()
        assert (np.abs(population.recourses_r.changes[:, ~pair.split.actionable]) <= SLACK).all()


def keeping(store: dict[tuple[str, ...], Arrays], calls: Counter[tuple[str, ...]]) -> Checkpoint:
    def checkpoint(key: tuple[str, ...], compute: Callable[[], Arrays]) -> Arrays:
        if key not in store:
            calls[key] += 1
            store[key] = without_checkpoints(key, compute)
        return store[key]

    return checkpoint


def found(pair: WidePair, *, checkpoint: Checkpoint = without_checkpoints) -> tuple[Population, Measured]:
    """The population and what is measured of it, cut into checkpoints."""
    settings = RecourseSettings()
    population = rejected(pair, settings, cost_weights=np.ones(4), checkpoint=checkpoint)
    return population, measure(pair, population, settings, checkpoint=checkpoint)


def test_blocks_change_nothing_and_are_kept(monkeypatch):
    grid = WideGrid(epsilons=(0.0, 0.1, 0.3), ridges=(0.5,))
    splits = {0: make_split(0, test=60)}
    store: dict[tuple[str, ...], Arrays] = {}
    calls: Counter[tuple[str, ...]] = Counter()
    whole = [found(pair) for pair in train_wide_grid(splits, grid)]
    monkeypatch.setattr(checkpoints, "BLOCK", 8)
    for _ in range(2):
        checkpoint = keeping(store, calls)
        blocks = [found(pair, checkpoint=checkpoint) for pair in train_wide_grid(splits, grid, checkpoint=checkpoint)]
        for (one, measured), (other, in_blocks) in zip(whole, blocks, strict=True):
            assert len(one.rows) > 16
            np.testing.assert_array_equal(one.rows, other.rows)
            expected, columns = measured.columns(), in_blocks.columns()
            assert set(expected) == set(columns)
            for name, values in expected.items():
                np.testing.assert_allclose(values, columns[name], rtol=1e-5, atol=1e-8)
    assert set(calls.values()) == {1}
    count = -(-len(whole[0][0].rows) // 8)
    words = Counter(name[-2] for name in calls if name[-1].startswith("instances"))
    # Recourses for the non-robust model serve every ε, and ε = 0 has no other.
    assert words["non-robust recourses"] == count
    assert words["robust recourses"] == count * 2
    assert words["scores"] == words["fields"] == count * 3


def test_a_second_run_from_checkpoints_is_the_same_to_the_bit():
    grid, splits = WideGrid(epsilons=(0.2,)), {0: make_split(1)}
    store: dict[tuple[str, ...], Arrays] = {}
    runs_of_both = []
    for _ in range(2):
        checkpoint = keeping(store, Counter())
        (pair,) = train_wide_grid(splits, grid, checkpoint=checkpoint)
        population, measured = found(pair, checkpoint=checkpoint)
        leaves = jax.tree.leaves([population, measured.columns()])
        runs_of_both.append([np.asarray(leaf).tobytes() for leaf in leaves])
    assert runs_of_both[0] == runs_of_both[1]


def test_most_instances_are_drawn_by_the_seed():
    (pair,) = make_pairs(0, test=60)
    few, same, other = (
        rejected(pair, RecourseSettings(), cost_weights=np.ones(4), most=5, seed=seed) for seed in (0, 0, 1)
    )
    whole = rejected(pair, RecourseSettings(), cost_weights=np.ones(4))
    assert len(few.rows) == 5
    assert few.rejected == whole.rejected == len(whole.rows)
    np.testing.assert_array_equal(few.rows, same.rows)
    assert set(few.rows) <= set(whole.rows)
    assert set(few.rows) != set(other.rows)


def test_nobody():
    (pair,) = make_pairs(0)
    empty = {"test": pair.split.test[:0], "test_labels": np.zeros(0), "test_rows": np.zeros(0, int)}
    nobody = replace(pair, split=pair.split._replace(**empty))
    run = (nobody, rejected(nobody, RecourseSettings(), cost_weights=np.ones(4)), RecourseSettings())
    for case in cases(*run):
        assert status_of(case).shape == (0,)
    assert all(values.shape == (0,) for values in measure(*run).columns().values())


@pytest.mark.parametrize(
    "settings",
    [
        RecourseSettings(feasible=True),
        RecourseSettings(method="gs"),
        RecourseSettings(method="roar"),
        RecourseSettings(mode="valid"),
    ],
)
def test_recourses_within_ranges(settings):
    """Every method works on kernel regressors; what is found is accepted, and nothing else has a cost."""
    (pair,) = make_pairs(0, train=12, test=20)
    box = pair.split.space._replace(low=np.full(4, -0.8), high=np.full(4, 0.8))
    population = rejected(replace(pair, split=pair.split._replace(space=box)), settings, cost_weights=np.ones(4))
    for found, score in (
        (population.recourses_nr, population.score_nr_nr),
        (population.recourses_r, population.score_r_r),
    ):
        np.testing.assert_array_equal(found.found, (score > 0.0) & (found.status != RecourseStatus.ALREADY_FAVOURABLE))
        assert found.found.any()
        if not settings.minimises:
            np.testing.assert_array_equal(np.isfinite(found.costs), found.found)
    for broken in (population.breaches_nr, population.breaches_r):
        assert not np.any(broken)


def test_labels_of_any_size():
    """The bounds are about any Y: regression targets, or labels 0 and 1."""
    split = make_split(4, train=10)
    X_R = split.train + 0.1 * split.attacked
    for Y in (np.random.default_rng(0).normal(size=10) * 7.0, (split.train_labels + 1.0) / 2.0, np.zeros(10)):
        other = as_split(split.train, Y, split.test, split.test_labels)
        run = run_on(pair_on(other, X_R, ridge=0.1, kernel="relu-nngp-1"))
        for case in cases(*run):
            bad = (status_of(case) == Status.VIOLATED) | (status_of(case) == Status.NONFINITE)
            linearised = case.cost_source != RETURNED or case.claim.id == "theorem2.floor"
            assert not (bad.any() and case.claim.theory == "true" and linearised), case.claim.id


def test_inputs_of_zeros_and_inputs_that_stand_there_twice():
    split = make_split(4, train=6)
    X = np.vstack([split.train, split.train, np.zeros((2, 4))])
    Y = np.tile(split.train_labels, 3)[:14]
    test = np.vstack([split.test, X])
    hard = as_split(X, Y, test, np.ones(len(test)))
    for pair in train_wide_grid({0: hard}, WideGrid(epsilons=(0.0, 0.1), ridges=(1e-3, 1.0))):
        for case in cases(*run_on(pair)):
            status = status_of(case)
            assert not (status == Status.NONFINITE).any()
            if case.claim.theory == "true" and case.cost_source != RETURNED:
                assert not (status == Status.VIOLATED).any()


def test_a_kernel_without_a_known_lipschitz_constant_has_no_floor():
    split = make_split(6, train=5, test=10)
    pair = pair_on(split, split.train + 0.1 * split.attacked, ridge=1.0, kernel="first-layer")

    def unknown(model: KernelModel) -> KernelModel:
        return KernelModel(model.regressor._replace(kernel=model.regressor.kernel.__call__))

    pair = replace(pair, natural=unknown(pair.natural), robust=unknown(pair.robust))
    run = run_on(pair)
    assert len(run[1].rows)
    for case in cases(*run):
        assert case.lacking == (NO_LIPSCHITZ if case.claim.id == "theorem2.floor" else "")
        if not case.lacking and case.claim.theory == "true" and case.cost_source != RETURNED:
            assert not (status_of(case) == Status.VIOLATED).any()


def test_linear_claims_say_nothing_of_kernel_regressors_nor_the_other_way_round():
    pair, population, settings = runs()[1]
    assert isinstance(family_of(pair), WideFamily)
    assert not {case.claim for case in cases(pair, population, settings)} & set(LINEAR)
    with pytest.raises(TypeError, match="these are no linear models"):
        measure_linear(pair, population, settings)
    weights = np.random.default_rng(0).normal(size=(2, 4))
    linear = Pair(pair.split, LinearModel(weights[0]), LinearModel(weights[1]))
    run = run_on(linear)
    listed: set[Claim] = {case.claim for case in cases(*run)}
    assert not listed & set(WIDE)
    with pytest.raises(TypeError, match="no kernel regressors"):
        tangent_fields(linear, run[1].inputs, run[1].inputs, cost_weights=np.ones(4), target=0.0, lam=1.0)


def test_two_regressors_of_which_no_gap_is_known_are_models_from_elsewhere():
    """Without Δ_K no claim says anything of both together: costs are measured, and that is all."""
    pair, *_ = runs()[1]
    run = run_on(Pair(pair.split, pair.natural, pair.robust))
    assert family_of(run[0]) is OPAQUE
    assert {case.lacking for case in cases(*run)} == {NOT_LINEAR}
    with pytest.raises(TypeError, match="no kernel regressors"):
        measure_wide(*run)


def test_written_kernels_agree_among_themselves():
    """The two independent ones of the tests."""
    rng = np.random.default_rng(0)
    A, B = rng.normal(size=(4, 3)), rng.normal(size=(5, 3))
    np.testing.assert_allclose(written("first-layer").matrix(A, B), kernel(A, B), rtol=1e-10, atol=1e-12)
