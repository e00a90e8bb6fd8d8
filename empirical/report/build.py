"""A report from end to end: data, pairs of models, recourses, verdicts, summary."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

import numpy as np
import polars as pl

from bounds import Claim
from bounds.claims import RECOURSE_CLAIMS
from bounds.user_claims import Loaded
from empirical.autoencoder.decoder_constants import MeasuredAutoencoder
from empirical.checkpoints import Arrays, Blocks, Checkpoint, Key, without_checkpoints
from empirical.data import Dataset, Split
from empirical.families import family_of, family_with
from empirical.models.model import Model
from empirical.models.pair import Pair
from empirical.recourse.learned import Learned
from empirical.recourse.weights import cost_weights
from empirical.report.advice import advice
from empirical.report.frames import instance_rows
from empirical.report.given import require_split_of
from empirical.report.groups import group_rows
from empirical.report.memory import check_memory
from empirical.report.model_summary import kept_summary
from empirical.report.people import people_rows
from empirical.report.provenance import FORMAT, provenance
from empirical.report.recourses import recourse_rows
from empirical.report.report import Report
from empirical.report.settings import Settings, load_claims, load_data, to_json
from empirical.report.summary import autoencoder_summary, claim_counts, defects, run_summaries
from empirical.report.sweep import condition, sweep
from empirical.report.training import Trained, autoencoder_of, pairs_of, splits_of
from empirical.report.verdicts import Subject, Verdicts
from empirical.verification.decoded import NO_LATENT, decoded_cases, measure_latent
from empirical.verification.fields import column_fields
from empirical.verification.population import Finder, NaturalRecourses, both_recourses, finder, natural_recourses
from empirical.verification.user_claims import user_cases

Stage = Callable[[str], object]
"""A function that is called with a few words on what comes next."""


def _silent(stage: str) -> None:
    """Announce nothing."""


def build(settings: Settings, *, stage: Stage = _silent, only_known: bool = False) -> Report:
    """Make a report: train pairs of models, find recourses, and check every claim. Needs float64.

    Args:
        settings: The settings of the report.
        stage: A function that is called with a few words on what comes next.
        only_known: Whether the claims of the user are run only if the very same file was run here before.

    Returns:
        The report; the same settings give the same report, to the bit on one machine.

    Raises:
        InputError: If the data or the claims cannot be read or used, the report takes too much memory, or a model
            cannot be trained.
        RuntimeError: If JAX runs without float64.

    Examples:
        >>> from empirical.families.linear.settings import LinearGrid
        >>> report = build(Settings(grid=LinearGrid(steps=(5,)), instances=4))
        >>> report.instances.height, len(report.defects)
        (4, 0)
    """  # noqa: DOC502
    user = load_claims(settings, only_known=only_known)
    stage("loading data")
    return report_on(load_data(settings), settings, user=user, stage=stage)


@np.errstate(over="ignore", invalid="ignore")  # what overflows gets the status nonfinite
def report_on(
    dataset: Dataset,
    settings: Settings,
    *,
    user: Loaded | None = None,
    stage: Stage = _silent,
    checkpoint: Checkpoint = without_checkpoints,
    pair: Pair | None = None,
    trained: Trained | None = None,
    advise: bool = True,
) -> Report:
    """Make a report on data that are loaded already.

    Args:
        dataset: The data; the data that the settings name are not read.
        settings: The settings of the report.
        user: The claims of the settings' file, if they are loaded already.
        stage: A function that is called with a few words on what comes next.
        checkpoint: A function that keeps finished work of a long report, or reads it from an earlier attempt.
        pair: Two models that are given, of the first seed of the settings; ``None`` for those that the settings name.
        trained: The stores of finished training, where they are others than that of the report's other work.
        advise: Whether to say what is wrong with the models and which option helps, for which others are trained.

    Returns:
        The report.

    Raises:
        InputError: If the data or the claims cannot be used, the report takes too much memory, or a model cannot be
            trained.
        RuntimeError: If JAX runs without float64.

    Examples:
        >>> from empirical.data import load
        >>> from empirical.families.linear.settings import LinearGrid
        >>> settings = Settings(grid=LinearGrid(steps=(5,)), instances=4)
        >>> report_on(load("breast-cancer"), settings).summary["data"]["name"]
        'breast-cancer'
    """  # noqa: DOC502
    user = load_claims(settings) if user is None else user
    groups = dataset.protected if settings.groups is None else settings.groups
    for name in groups:
        dataset.members(name)  # refuses an unknown name before the work begins
    check_memory(dataset, settings, user_claims=len(user.claims))
    splits = splits_of(dataset, settings) if pair is None else {}
    if pair is not None:
        require_split_of(dataset, pair.split)
        splits = {settings.grid.seeds[0]: pair.split}
    work = _Work(dataset, settings, list(user.claims.values()), stage, _announced(checkpoint, stage))
    if pair is None:
        stage("training the pairs" if settings.models is None else "loading the models")
    stores = Trained(work.checkpoint, work.checkpoint) if trained is None else trained
    pairs = pairs_of(splits, dataset, settings, stores.pairs) if pair is None else [(settings.grid.seeds[0], pair)]
    runs, verdicts, autoencoders, last = _all_runs(pairs, splits, stores, work)
    stage("summing up")
    instances = pl.concat([run.instances for run in runs], how="diagonal")
    recourses = pl.concat([run.recourses for run in runs])
    known, claims = [{**run.columns, **run.models} for run in runs], {**RECOURSE_CLAIMS, **user.claims}
    summary = {
        "format": FORMAT,
        "settings": to_json(settings),
        **provenance(dataset, user),
        **_of_split(next(iter(splits.values()))),
        "rejected": _rejected(runs, settings.instances),
        "autoencoders": [{"seed": seed, **autoencoder_summary(one)} for seed, one in autoencoders.items()],
        "runs": run_summaries(instances, known),
        "claims": claim_counts(verdicts, claims),
        "sweep": sweep(instances, verdicts),
        "condition": condition(instances, family_with(settings.grid).radii(instances.columns)),
        "groups": group_rows(instances, verdicts, dataset, groups, seed=settings.grid.seeds[0]),
        "advice": advice(known, last, settings) if advise and last is not None else [],
        "defects": defects(verdicts, claims),
    }
    return Report(instances, verdicts, summary, recourses, people_rows(instances["instance"], dataset))


class _Work(NamedTuple):
    """What all runs of a report share: data, settings, claims of the user, progress and checkpoints."""

    dataset: Dataset
    settings: Settings
    user_claims: list[Claim]
    stage: Stage
    checkpoint: Checkpoint


class _Run(NamedTuple):
    """The results of one pair of models: the columns that name it, its rows, how many it rejects, and its summary."""

    columns: dict[str, Any]
    instances: pl.DataFrame
    recourses: pl.DataFrame
    rejected: int
    models: dict[str, Any]


class _Recourses:
    """The recourses for the last non-robust model: pairs that share this model come one after the other."""

    def __init__(self) -> None:
        self._of: tuple[Model, Split] | None = None
        self._natural: Any = None

    def __call__(self, pair: Pair, chosen: Finder, most: int, blocks: Blocks) -> NaturalRecourses:
        if self._of is None or self._of[0] is not pair.natural or self._of[1] is not pair.split:
            self._natural = natural_recourses(pair, chosen, most=most, blocks=blocks)
            self._of = pair.natural, pair.split
        return self._natural


def _all_runs(
    pairs: Iterable[tuple[int, Pair]], splits: Mapping[int, Split], stores: Trained, work: _Work
) -> tuple[list[_Run], pl.DataFrame, dict[int, MeasuredAutoencoder], Pair | None]:
    """Go through all pairs: their results, the verdicts, the autoencoders by seed, and the last pair."""
    settings, natural, last = work.settings, _Recourses(), None
    runs, verdicts = [], Verdicts({**RECOURSE_CLAIMS, **{claim.id: claim for claim in work.user_claims}})
    autoencoders: dict[int, MeasuredAutoencoder] = {}
    for seed, pair in pairs:
        if seed not in autoencoders and settings.recourse.method == "cchvae":
            work.stage(f"training the autoencoder: seed {seed}")
            autoencoders[seed] = autoencoder_of(seed, splits[seed], work.dataset, settings, stores.autoencoders)
        run, subject = _run(seed, pair, autoencoders.get(seed), natural, work)
        verdicts.add(subject)
        work.stage(f"measuring the models: {_where(run.columns)}")
        runs.append(run._replace(models=kept_summary(stores.pairs, len(runs), pair, cut=settings.recourse.cut)))
        last = pair
    return runs, verdicts.table(), autoencoders, last


def _run(
    seed: int, pair: Pair, autoencoder: MeasuredAutoencoder | None, natural: _Recourses, work: _Work
) -> tuple[_Run, Subject]:
    """Measure one pair but for its models, and give what claims are to be checked on."""
    family, settings, recourse = family_of(pair), work.settings, work.settings.recourse
    columns = {"seed": seed, **{name: getattr(pair.training, name, None) for name in ("steps", "ridge", "epsilon")}}
    where = _where(columns)
    work.stage(f"making recourses{' and certifying constants' if autoencoder else ''}: {where}")
    blocks = Blocks.of(pair.training, work.checkpoint)
    weights = cost_weights(recourse.cost_weights, work.dataset, pair.split)
    chosen = finder(recourse, cost_weights=weights, seed=seed, learned=Learned(pair.split, autoencoder))
    population = both_recourses(pair, natural(pair, chosen, settings.instances, blocks), chosen, blocks=blocks)
    latent = measure_latent(autoencoder, population, blocks=blocks) if autoencoder else NO_LATENT
    work.stage(f"checking claims: {where}")
    measured = family.measure(pair, population, recourse, blocks=blocks)
    of_models = family.cases(measured) + decoded_cases(measured, latent)
    known = column_fields(population, pair.split) if work.user_claims else {}
    of_user = user_cases(work.user_claims, measured, population, recourse, latent, known)
    rows = instance_rows(population, measured, columns, latent)
    run = _Run(
        columns,
        rows,
        recourse_rows(population, pair.split, work.dataset, columns, recourse.method),
        population.rejected,
        models={},
    )
    return run, Subject(of_models + of_user, population, columns)


def _where(columns: Mapping[str, Any]) -> str:
    return ", ".join(f"{name} {value:g}" for name, value in columns.items() if value is not None)


def _of_split(data: Split) -> dict[str, Any]:
    """The numbers of training and test instances, and the shares of the favourable label among them."""
    labels = {"train": data.train_labels, "test": data.test_labels}
    return {
        "split": {name: len(one) for name, one in labels.items()},
        "shares_favourable": {name: float((one > 0.0).mean()) for name, one in labels.items()},
    }


def _rejected(runs: list[_Run], most: int) -> list[dict[str, Any]]:
    """Count the instances that each non-robust model rejects, and those that were drawn; the same at every ε."""
    names = ("seed", "steps", "ridge")
    counts = {tuple(run.columns[name] for name in names): run.rejected for run in runs}
    return [
        {**dict(zip(names, key, strict=True)), "count": count, "drawn": min(count, most)}
        for key, count in counts.items()
    ]


def _announced(checkpoint: Checkpoint, stage: Stage) -> Checkpoint:
    """Announce each checkpoint before it is computed."""

    def announced(key: Key, compute: Callable[[], Arrays]) -> Arrays:
        def computing() -> Arrays:
            stage(f"computing {', '.join(key)}")
            return compute()

        return checkpoint(key, computing)

    return announced
