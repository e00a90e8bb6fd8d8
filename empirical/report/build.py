"""A report from end to end: data, pairs, recourses, verdicts, summary."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np
import polars as pl

from bounds import CLAIMS, Claim
from bounds.user_claims import Loaded
from empirical.autoencoder import train_vae
from empirical.autoencoder.decoder_constants import MeasuredAutoencoder, measure_autoencoder
from empirical.checkpoints import Arrays, Checkpoint, Key, without_checkpoints
from empirical.data import Dataset, Split, encoding, split
from empirical.errors import InputError
from empirical.families.linear.cases import cases, measure
from empirical.families.relu.network import ReluGrid
from empirical.families.relu.training import train_relu_grid
from empirical.families.wide.settings import WideGrid
from empirical.families.wide.training import train_wide_grid
from empirical.models.external import load_models, pair_from
from empirical.models.pair import Pair, train_linear_grid
from empirical.recourse.weights import cost_weights
from empirical.report.frames import instance_rows, verdict_rows
from empirical.report.groups import group_table
from empirical.report.memory import check_memory
from empirical.report.provenance import FORMAT, provenance
from empirical.report.settings import Settings, load_claims, load_data, to_json
from empirical.report.summary import autoencoder_summary, claim_counts, defects, pair_summary, run_summaries
from empirical.report.sweep import condition, sweep
from empirical.verification.population import rejected
from empirical.verification.user_claims import user_cases
from ntk.packed_cholesky import MatrixError


class Report(NamedTuple):
    """A report in memory.

    Attributes:
        instances: What was measured: a row per person and pair of models.
        verdicts: A row per person, pair of models, claim, Δ and cost.
        summary: What ``summary.json`` holds.
    """

    instances: pl.DataFrame
    verdicts: pl.DataFrame
    summary: dict[str, Any]

    @property
    def defects(self) -> list[dict[str, Any]]:
        """Violations of true claims although all their premises hold."""
        return self.summary["defects"]

    @property
    def kind(self) -> str:
        """What models it is about: ``linear``, ``ntk`` or ``mlp``."""
        return self.summary["settings"]["grid"]["kind"]


def build(settings: Settings, *, stage: Callable[[str], object] = lambda _: None) -> Report:
    """Make a report. Needs float64.

    Args:
        settings: What to do.
        stage: Told in a few words what comes next.

    Returns:
        The report; the same settings give the same one, to the bit on one machine.

    Raises:
        InputError: If the data or the claims cannot be had or used, it takes too much memory, or a model cannot be
            trained.
        RuntimeError: If JAX runs without float64.
    """  # noqa: DOC502
    own = load_claims(settings)
    stage("loading data")
    return report_on(load_data(settings), settings, own=own, stage=stage)


@np.errstate(over="ignore", invalid="ignore")  # what overflows gets the status nonfinite
def report_on(
    dataset: Dataset,
    settings: Settings,
    *,
    own: Loaded | None = None,
    stage: Callable[[str], object] = lambda _: None,
    part: Checkpoint = without_checkpoints,
) -> Report:
    """Make a report on data that is loaded already.

    Args:
        dataset: The data; the settings' own is not looked at.
        settings: What to do.
        own: The claims of the settings' file, if they are loaded already.
        stage: Told in a few words what comes next.
        part: Keeps what is finished of a long report, or has it from an earlier attempt.

    Returns:
        The report.

    Raises:
        InputError: If the data or the claims cannot be used, it takes too much memory, or a model cannot be trained.
        RuntimeError: If JAX runs without float64.
    """  # noqa: DOC502
    own = load_claims(settings) if own is None else own
    groups = dataset.protected if settings.groups is None else settings.groups
    for name in groups:
        dataset.members(name)  # refuses a name that is none, before the work begins
    check_memory(dataset, settings, own=len(own.claims))
    splits = {
        seed: split(dataset, seed=seed, scaling=settings.scaling, attack_immutable=settings.attack_immutable)
        for seed in settings.grid.seeds
    }
    costs = {seed: cost_weights(settings.search.cost, dataset, parts) for seed, parts in splits.items()}
    stage("training the pairs" if settings.models is None else "loading the models")
    telling = _telling(part, stage)
    runs, autoencoders = [], {}
    for seed, pair in _pairs(splits, dataset, settings, telling):
        if settings.search.method == "cchvae" and seed not in autoencoders:
            autoencoders[seed] = _measured_autoencoder(seed, splits[seed], costs[seed], settings, stage)
        searched = pair._replace(autoencoder=autoencoders.get(seed))
        runs.append(_run(seed, searched, costs[seed], settings, own.claims, stage, telling))
    stage("summing up")
    instances = pl.concat([run.instances for run in runs], how="diagonal")
    verdicts = pl.concat([run.verdicts for run in runs])
    first, claims = next(iter(splits.values())), {**CLAIMS, **own.claims}
    summary = {
        "format": FORMAT,
        "settings": to_json(settings),
        **provenance(dataset, own),
        "split": {"train": len(first.train_labels), "test": len(first.test_labels)},
        "rejected": _rejected(runs, settings.instances),
        "autoencoders": [{"seed": seed, **autoencoder_summary(one)} for seed, one in autoencoders.items()],
        "runs": run_summaries(instances, [{**run.columns, **run.pair} for run in runs]),
        "claims": claim_counts(verdicts, claims),
        "sweep": sweep(instances, verdicts),
        "condition": condition(instances),
        "groups": group_table(instances, verdicts, dataset, groups, seed=settings.grid.seeds[0]),
        "defects": defects(verdicts, claims),
    }
    return Report(instances, verdicts, summary)


class _Run(NamedTuple):
    """What became of one pair of models: the columns that name it, its rows, how many it rejects, and the pair."""

    columns: dict[str, Any]
    instances: pl.DataFrame
    verdicts: pl.DataFrame
    rejected: int
    pair: dict[str, Any]


def _run(
    seed: int,
    pair: Pair,
    costs: np.ndarray,
    settings: Settings,
    own: Mapping[str, Claim],
    stage: Callable[[str], object],
    part: Checkpoint,
) -> _Run:
    columns = {"seed": seed, **{name: getattr(pair.training, name, None) for name in ("steps", "ridge", "epsilon")}}
    where = ", ".join(f"{name} {value:g}" for name, value in columns.items() if value is not None)
    stage(f"making recourses{' and certifying constants' if pair.autoencoder else ''}: {where}")
    population = rejected(pair, settings.search, cost_weights=costs, most=settings.instances, seed=seed, part=part)
    stage(f"checking claims: {where}")
    measured = measure(pair, population, settings.search)
    checked = cases(pair, population, settings.search) + user_cases(own.values(), measured, population, settings.search)
    return _Run(
        columns,
        instance_rows(population, measured, columns),
        verdict_rows(checked, population, columns, {**CLAIMS, **own}),
        population.rejected,
        pair_summary(pair),
    )


def _rejected(runs: list[_Run], most: int) -> list[dict[str, Any]]:
    """How many people each non-robust model rejects, and how many of them were drawn; the same at every ε."""
    names = ("seed", "steps", "ridge")
    counts = {tuple(run.columns[name] for name in names): run.rejected for run in runs}
    return [
        {**dict(zip(names, key, strict=True)), "count": count, "drawn": min(count, most)}
        for key, count in counts.items()
    ]


def _measured_autoencoder(
    seed: int, parts: Split, costs: np.ndarray, settings: Settings, stage: Callable[[str], object]
) -> MeasuredAutoencoder:
    """The autoencoder of a seed, with the constants of its decoder."""
    stage(f"training the autoencoder: seed {seed}")
    vae = train_vae(parts, settings.autoencoder, seed=seed)
    stage(f"certifying its decoder: seed {seed}")
    search = settings.search
    return measure_autoencoder(
        vae, parts, norm=search.code_norm, cost_weights=costs, whole_levels=search.feasible, seed=seed
    )


def _pairs(
    splits: dict[int, Split], dataset: Dataset, settings: Settings, part: Checkpoint
) -> Iterator[tuple[int, Pair]]:
    """Every pair of models with the seed of its split."""  # noqa: DOC402, DOC501
    grid = settings.grid
    if settings.models is not None:
        natural, robust = load_models(settings.models, encoding(dataset.features).names)
        yield from ((seed, pair_from(natural, robust, parts)) for seed, parts in splits.items())
    elif isinstance(grid, WideGrid):
        pairs = train_wide_grid(splits, grid, memory=settings.memory, part=part)
        try:
            yield from zip((training.seed for training in grid.trainings()), pairs, strict=True)
        except MatrixError as error:
            raise InputError(str(error)) from None
    else:
        pairs = train_relu_grid(splits, grid) if isinstance(grid, ReluGrid) else train_linear_grid(splits, grid)
        yield from zip((training.seed for training in grid.trainings()), pairs, strict=True)


def _telling(part: Checkpoint, stage: Callable[[str], object]) -> Checkpoint:
    """The same parts, each announced before it is computed."""

    def told(key: Key, compute: Callable[[], Arrays]) -> Arrays:
        def computing() -> Arrays:
            stage(f"computing {', '.join(key)}")
            return compute()

        return part(key, computing)

    return told
