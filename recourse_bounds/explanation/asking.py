"""From a person and a pair of models to an explanation, by the same steps as a report."""

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import Any, NamedTuple

import numpy as np

from bounds import Claim
from bounds.checker import uncompiled
from bounds.readings.arrays import logistic
from empirical.autoencoder import VAETraining
from empirical.autoencoder.decoder_constants import MeasuredAutoencoder
from empirical.checkpoints import AT_ONCE, Blocks, Checkpoint, without_checkpoints
from empirical.data import Dataset, Split
from empirical.data.decoding import as_values
from empirical.errors import InputError
from empirical.families import family_of
from empirical.metrics import diversity
from empirical.models.lowered import lowered
from empirical.models.model import Model
from empirical.models.pair import Pair
from empirical.recourse.changes import changed_cells
from empirical.recourse.constraints import Breaches, breaches
from empirical.recourse.learned import Learned
from empirical.recourse.out_of_reach import out_of_reach
from empirical.recourse.problem import pose
from empirical.recourse.result import Recourses, RecourseStatus
from empirical.recourse.settings import RecourseSettings
from empirical.recourse.weights import UNWEIGHTED, cost_weights
from empirical.verification.decoded import NO_LATENT, decoded_cases, measure_latent
from empirical.verification.fields import column_fields
from empirical.verification.population import Finder, Population, finder, recourses_of
from empirical.verification.selection import Selection
from empirical.verification.user_claims import user_cases
from recourse_bounds.explanation.autoencoders import autoencoder_for
from recourse_bounds.explanation.guarantees import guarantees
from recourse_bounds.explanation.person import Person
from recourse_bounds.explanation.results import MODELS, Change, Diversity, Explanation, Guarantee, Recourse, Setting
from recourse_bounds.explanation.several import MOST, several

FOUND, MINIMISERS = "found", "minimisers"
"""What guarantees are about: the recourses of an explanation, or those that the theorems speak of."""

UNNAMED = "the data"
"""What data are called of which only the split is known."""


class Asked(NamedTuple):
    """What is asked about a person.

    Attributes:
        methods: The settings of the recourses, one for each method.
        several: How many recourses that change different columns are looked for, for each method and model.
        seed: The seed of whatever methods draw.
        claims: The claims of the user.
        autoencoder: The training of the autoencoder of C-CHVAE.
        checkpoint: The store of recourses that were found before.
    """

    methods: tuple[RecourseSettings, ...]
    several: int = 1
    seed: int = 0
    claims: tuple[Claim, ...] = ()
    autoencoder: VAETraining = VAETraining()
    checkpoint: Checkpoint = without_checkpoints


def explain_person(pair: Pair, person: Person, asked: Asked, dataset: Dataset | None = None) -> Explanation:
    """Say what a person could change, and what claims guarantee for this person. Needs float64.

    Args:
        pair: The two models with their data.
        person: The person.
        asked: What is asked.
        dataset: The data of the pair's split; without it, only cost weights that follow a rule are known.

    Returns:
        The explanation; what it says of a row equals what a report with the same settings says of it.

    Raises:
        InputError: If nothing can be asked in this way.

    Examples:
        >>> from empirical.data import load, split
        >>> from empirical.families.linear.settings import LinearTraining
        >>> from empirical.families.linear.training import train_linear_pair
        >>> from recourse_bounds.explanation.person import read_person
        >>> data = load("breast-cancer")
        >>> pair = train_linear_pair(split(data, seed=0), LinearTraining(epsilon=0.1, steps=50))
        >>> asked = Asked((RecourseSettings(mode="valid"),))
        >>> explanation = explain_person(pair, read_person(17, pair.split, data), asked, data)
        >>> [(one.model, one.accepted_natural) for one in explanation.recourses]
        [('natural', True), ('robust', True)]
    """
    if not 1 <= asked.several <= MOST:
        raise InputError(f"several must be from 1 to {MOST}, not {asked.several}")
    found = [_by_method(pair, person, settings, asked, dataset) for settings in asked.methods]
    minimisers, of_minimisers = _minimisers(pair, person, asked, dataset)
    settings, first = asked.methods[0], found[0].population
    return Explanation(
        person=person.name,
        row=person.row,
        values=as_values(person.values[0], pair.split.features),
        accepted_natural=bool(first.score_nr[0] > settings.cut),
        accepted_robust=bool(first.accepted_r[0]),
        probability_natural=float(logistic(first.score_nr[0])),
        probability_robust=float(logistic(first.score_r[0])),
        recourses=tuple(one for by in found for one in by.recourses),
        minimisers=minimisers,
        guarantees=tuple(one for by in found for one in by.guarantees) + of_minimisers,
        notes=person.notes,
        diversity=tuple(one for by in found for one in by.diversity),
        setting=Setting(
            data=UNNAMED if dataset is None else dataset.name,
            favourable=pair.split.favourable,
            models=family_of(pair).noun,
            scaling=pair.split.scaling,
            cost_weights=settings.cost_weights,
            threshold=settings.threshold,
        ),
    )


class _ByMethod(NamedTuple):
    """The recourses by one method, how much they differ, and what claims say of them."""

    population: Population
    recourses: tuple[Recourse, ...]
    diversity: tuple[Diversity, ...]
    guarantees: tuple[Guarantee, ...]


def _by_method(
    pair: Pair, person: Person, settings: RecourseSettings, asked: Asked, dataset: Dataset | None
) -> _ByMethod:
    """Ask about one method."""
    weights = _weights(settings, pair.split, dataset)
    measured = None
    if settings.method == "cchvae":
        how: Any = {"seed": asked.seed, "checkpoint": asked.checkpoint}
        measured = autoencoder_for(pair, settings, asked.autoencoder, weights, **how)
    chosen = finder(settings, cost_weights=weights, seed=asked.seed, learned=Learned(pair.split, measured))
    population = recourses_of(pair, _selection(person), chosen, blocks=_blocks(person, settings, asked))
    said = _guarantees(pair, population, settings, asked, autoencoder=measured, mode=FOUND)
    if asked.several == 1:
        return _ByMethod(population, _recourses(pair, person, _only(population), settings), (), said)
    several = [one for model in MODELS for one in _several(pair, person, chosen, model, asked.several)]
    recourses = _recourses(pair, person, several, settings)
    return _ByMethod(population, recourses, tuple(_diversity(several, settings.method, weights)), said)


def _diversity(found: list["_Found"], method: str, weights: np.ndarray) -> Iterator[Diversity]:
    """Measure how much the recourses for each model differ, where there are several."""  # noqa: DOC402
    for model in MODELS:
        points = np.concatenate([one.recourses.points for one in found if one.model == model])
        count = int(np.isfinite(points).all(axis=1).sum())
        if count > 1:
            yield Diversity(method, model, count, float(diversity(points[None], cost_weights=weights)[0]))


def _minimisers(
    pair: Pair, person: Person, asked: Asked, dataset: Dataset | None
) -> tuple[tuple[Recourse, ...], tuple[Guarantee, ...]]:
    """Give the minimisers that the theorems speak of, unless they are asked for anyway."""
    if any(settings.minimises and not settings.feasible for settings in asked.methods):
        return (), ()
    settings = replace(asked.methods[0], method="scfe", mode="fixed", feasible=False)
    chosen = finder(settings, cost_weights=_weights(settings, pair.split, dataset), seed=asked.seed)
    population = recourses_of(pair, _selection(person), chosen, blocks=_blocks(person, settings, asked))
    said = _guarantees(pair, population, settings, asked, autoencoder=None, mode=MINIMISERS)
    return _recourses(pair, person, _only(population), settings), said


def _selection(person: Person) -> Selection:
    return Selection(np.array([person.instance]), person.inputs, np.array([person.label]), 1)


def _blocks(person: Person, settings: RecourseSettings, asked: Asked) -> Blocks:
    """Name the recourses of a person by everything that decides them beside the pair."""
    if asked.checkpoint is without_checkpoints:
        return AT_ONCE
    trained = asked.autoencoder if settings.method == "cchvae" else None
    key = (hashlib.sha256(person.inputs.tobytes()).hexdigest(), repr((settings, asked.seed, trained)))
    return Blocks(asked.checkpoint, key, key)


def _weights(settings: RecourseSettings, split: Split, dataset: Dataset | None) -> np.ndarray:
    if dataset is None and settings.cost_weights != UNWEIGHTED:
        raise InputError("cost weights are about columns of the data; give data=, which the pair's split was made of")
    return np.ones(split.train.shape[1]) if dataset is None else cost_weights(settings.cost_weights, dataset, split)


def _guarantees(
    pair: Pair,
    population: Population,
    settings: RecourseSettings,
    asked: Asked,
    *,
    autoencoder: MeasuredAutoencoder | None,
    mode: str,
) -> tuple[Guarantee, ...]:
    family = family_of(pair)
    latent = NO_LATENT if autoencoder is None else measure_latent(autoencoder, population)
    with uncompiled():
        measured = family.measure(pair, population, settings, blocks=AT_ONCE)
    cases = family.cases(measured) + decoded_cases(measured, latent)
    known = column_fields(population, pair.split) if asked.claims else {}
    cases += user_cases(asked.claims, measured, population, settings, latent, known)
    return guarantees(cases, population, method=settings.method, mode=mode)


class _Found(NamedTuple):
    """A recourse of one person, the constraints that it breaks, and whose and which it is."""

    model: str
    place: int
    recourses: Recourses
    broken: Breaches


def _only(population: Population) -> list[_Found]:
    """Give the recourses of a person of whom there is one for each model."""
    return [
        _Found(MODELS[0], 1, population.recourses_nr, population.breaches_nr),
        _Found(MODELS[1], 1, population.recourses_r, population.breaches_r),
    ]


def _recourses(pair: Pair, person: Person, found: list[_Found], settings: RecourseSettings) -> tuple[Recourse, ...]:
    """Give the recourses with what they change, those for the natural model first."""
    count = len(found)
    points = np.concatenate([one.recourses.points for one in found])
    inputs, values = np.repeat(person.inputs, count, axis=0), np.repeat(person.values, count, axis=0)
    units = {feature.name: feature.unit for feature in pair.split.features}
    changes: list[list[Change]] = [[] for _ in found]
    for row, name, before, after in changed_cells(inputs, points, pair.split, values=values):
        changes[row].append(Change(name, before, after, units.get(name, "")))
    pairs = zip(found, changes, strict=True)
    return tuple(
        _recourse(pair, one, tuple(changed), settings)
        if not np.isnan(one.recourses.points).all()
        else _no_recourse(pair, person, one, settings)
        for one, changed in pairs
    )


def _several(pair: Pair, person: Person, chosen: Finder, model: str, most: int) -> Iterator[_Found]:
    """Look for several recourses for one model."""  # noqa: DOC402
    asked = _asked(pair, model, chosen.settings)
    search = partial(chosen.search, asked, person.inputs)
    for place, one in enumerate(several(search, pair.split, chosen.cost_weights, most), start=1):
        broken = breaches(person.inputs, np.nan_to_num(one.recourses.changes), pair.split.space)
        yield _Found(model, place, one.recourses, broken)


def _asked(pair: Pair, model: str, settings: RecourseSettings) -> Model:
    """Give a model of the pair that accepts where its score is positive."""
    return lowered(pair.natural if model == MODELS[0] else pair.robust, settings.cut)


def _no_recourse(pair: Pair, person: Person, found: _Found, settings: RecourseSettings) -> Recourse:
    """Say that there is none, and whether that is proved."""
    status = _status(found.recourses)
    impossible = status == "not found" and _is_impossible(pair, person, _asked(pair, found.model, settings))
    return Recourse(settings.method, found.model, found.place, status, impossible=impossible)


def _is_impossible(pair: Pair, person: Person, model: Model) -> bool:
    return bool(out_of_reach(pose(model, person.inputs, pair.split.space))[0])


def _status(recourses: Recourses) -> str:
    return RecourseStatus(int(recourses.status[0])).name.lower().replace("_", " ")


def _recourse(pair: Pair, found: _Found, changes: tuple[Change, ...], settings: RecourseSettings) -> Recourse:
    model, place, recourses, broken = found
    status = _status(recourses)
    scores = float(pair.natural.scores(recourses.points)[0]), float(pair.robust.scores(recourses.points)[0])
    return Recourse(
        settings.method,
        model,
        place,
        status,
        float(recourses.costs[0]),
        changes,
        scores[0] > settings.cut,
        scores[1] > settings.cut,
        float(logistic(scores[0])),
        float(logistic(scores[1])),
        tuple(name for name, flags in broken._asdict().items() if bool(flags[0])),
    )
