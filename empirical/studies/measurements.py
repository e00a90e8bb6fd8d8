"""Measurements that a study may ask for beside its reports: attacks, how steady recourses are, and a neighbourhood."""

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

import jax
import numpy as np
import polars as pl
from jaxtyping import Float, Int

from empirical import metrics
from empirical.attacks import Ball
from empirical.autoencoder.decoder_constants import MeasuredAutoencoder
from empirical.data import Dataset, Split
from empirical.models.accuracy import attacked_margins
from empirical.models.lowered import lowered
from empirical.models.model import Model
from empirical.models.pair import Pair
from empirical.numerics import where_known
from empirical.recourse.learned import Learned
from empirical.recourse.weights import cost_weights
from empirical.report.frames import RUN
from empirical.report.settings import Settings
from empirical.verification.population import finder
from empirical.verification.selection import select
from ntk.threads import one_thread

SIZES = (0.0, 0.02, 0.05, 0.1, 0.2, 0.3)
"""Radii of the attacks under which the accuracy of every model is measured, rising."""

ATTACKED = 500
"""Largest number of test instances that are attacked."""

SHIFTS = (0.01, 0.05, 0.1)
"""Radii ‖δ‖∞ of the changes under which recourses shall stay valid, rising."""

DRAWS = 50
"""Number of random changes of each recourse."""

NEIGHBOURS = 2000
"""Number of test instances around one person that are drawn on a map."""

HOW: Any = {"steps": 10, "restarts": 1}
"""Strength of the attacks, which are as many as all models, sizes and instances."""


class Subject(NamedTuple):
    """What is measured.

    Attributes:
        dataset: The data set.
        settings: The settings of the report.
        pairs: The pairs of models with the seeds of their splits.
        autoencoders: The autoencoders by seed, for C-CHVAE.
    """

    dataset: Dataset
    settings: Settings
    pairs: Iterable[tuple[int, Pair]]
    autoencoders: Mapping[int, MeasuredAutoencoder] = MappingProxyType({})


def attack_rows(subject: Subject) -> pl.DataFrame:
    """Measure the accuracy of every robust model under attacks of every size; at ε = 0 it is the natural one.

    Args:
        subject: What is measured.

    Returns:
        A row for each pair and size: the run, ``attack``, the number of ``people``, ``accuracy``, and ``balanced``: the
        mean of the accuracies on the two labels, which is one half for a model that tells nobody apart. An instance
        that one attack turns counts as turned by every larger one.

    Examples:
        >>> from empirical.data import load, split
        >>> from empirical.models.model import LinearModel
        >>> data = load("breast-cancer")
        >>> model = LinearModel(np.append(-np.ones(30), 9.0))
        >>> rows = attack_rows(Subject(data, Settings(), [(0, Pair(split(data, seed=0), model, model))]))
        >>> rows["attack"].to_list() == list(SIZES), rows["accuracy"].is_sorted(descending=True)
        (True, True)
    """
    return pl.concat(_attacked(seed, pair, subject.settings) for seed, pair in subject.pairs)


def _attacked(seed: int, pair: Pair, settings: Settings) -> pl.DataFrame:
    parts, model = pair.split, lowered(pair.robust, settings.recourse.cut)
    rows = np.sort(np.random.default_rng(seed).permutation(len(parts.test))[:ATTACKED])
    inputs, labels = parts.test[rows], parts.test_labels[rows]
    right = np.ones(len(rows), bool)
    found = []
    for size in SIZES:
        ball = Ball(size, settings.grid.norm, parts.attacked)
        margins = attacked_margins(model, inputs, labels, ball, key=jax.random.key(seed), **HOW)
        right &= np.where(labels > 0.0, margins > 0.0, margins >= 0.0)
        by_label = [float(right[labels == label].mean()) for label in (-1.0, 1.0) if (labels == label).any()]
        shares = {"accuracy": float(right.mean()), "balanced": float(np.mean(by_label))}
        found.append({"attack": size, "people": len(rows), **shares})
    return _of_run(pl.DataFrame(found), seed, pair)


def steadiness_rows(subject: Subject) -> pl.DataFrame:
    """Measure how many recourses of every robust model stay valid where they are not followed exactly.

    Args:
        subject: What is measured.

    Returns:
        A row for each pair, size of the change, and ``change``: ``worst``, the worst one that is found, or ``random``;
        with the number of ``people`` whom the model rejects and who have a recourse that it accepts, and the share of
        these recourses that ``stays`` valid, null of nobody.

    Examples:
        >>> from empirical.data import load, split
        >>> from empirical.models.model import LinearModel
        >>> from empirical.recourse.settings import RecourseSettings
        >>> data, settings = load("breast-cancer"), Settings(recourse=RecourseSettings(mode="valid"), instances=5)
        >>> model = LinearModel(np.append(-np.ones(30), 9.0))
        >>> rows = steadiness_rows(Subject(data, settings, [(0, Pair(split(data, seed=0), model, model))]))
        >>> rows["change"].to_list(), rows["people"].max()
        (['worst', 'worst', 'worst', 'random', 'random', 'random'], 5)
    """
    return pl.concat(_steadiness(seed, pair, subject) for seed, pair in subject.pairs)


def _steadiness(seed: int, pair: Pair, subject: Subject) -> pl.DataFrame:
    settings, free = subject.settings, pair.split.attacked
    model = lowered(pair.robust, settings.recourse.cut)
    weights = cost_weights(settings.recourse.cost_weights, subject.dataset, pair.split)
    learned = Learned(pair.split, subject.autoencoders.get(seed))
    chosen = finder(settings.recourse, cost_weights=weights, seed=seed, learned=learned)
    people = select(pair.natural, pair.split, most=settings.instances, seed=seed, cut=settings.recourse.cut)
    found = chosen.search(model, people.inputs, pair.split.space).points
    accepts = where_known(model.scores, found, people.inputs) > 0.0
    points = found[accepts & (model.scores(people.inputs) <= 0.0)]
    worst = metrics.worst_scores(model, free, key=jax.random.key(seed))
    stays = {
        "worst": metrics.stays_valid(model, points, worst, epsilons=SHIFTS),
        "random": metrics.stays_valid_in_noise(model, points, free, seed=seed, epsilons=SHIFTS, draws=DRAWS),
    }
    rows = [
        {"change": change, "size": size, "people": len(points), "stays": float(shares.mean()) if len(points) else None}
        for change, by_size in stays.items()
        for size, shares in zip(SHIFTS, by_size, strict=True)
    ]
    types = {"change": pl.String(), "size": pl.Float64(), "people": pl.Int64(), "stays": pl.Float64()}
    return _of_run(pl.DataFrame(rows, schema=types), seed, pair)


def neighbour_rows(subject: Subject) -> pl.DataFrame:
    """Tell which neighbours of one rejected person every model accepts, and where they lie on a map.

    The person is the one with the median score among those whom the natural model rejects; the neighbours are the
    nearest test instances, the same at every ε, and the map is their t-SNE [van der Maaten and Hinton 2008].

    Args:
        subject: What is measured.

    Returns:
        A row for each pair and neighbour: the run, ``instance``, its place ``x`` and ``y``, whether it is the
        ``person``, and whether the robust model has ``accepted`` it. Nothing where nobody is rejected.

    Examples:
        >>> from empirical.data import load, split
        >>> from empirical.models.model import LinearModel
        >>> data = load("breast-cancer")
        >>> model = LinearModel(np.append(-np.ones(30), 9.0))
        >>> rows = neighbour_rows(Subject(data, Settings(), [(0, Pair(split(data, seed=0), model, model))]))
        >>> rows.height, rows.filter("person")["accepted"].to_list()
        (114, [False])
    """
    maps: dict[tuple[Any, ...], _Map | None] = {}
    cut = subject.settings.recourse.cut
    found = []
    for seed, pair in subject.pairs:
        natural = (seed, *(getattr(pair.training, name, None) for name in ("steps", "ridge")))
        if natural not in maps:
            maps[natural] = _map(pair.split, lowered(pair.natural, cut), seed)
        one = maps[natural]
        if one is not None:
            found.append(_of_run(_neighbours(one, pair, cut), seed, pair))
    return pl.concat(found) if found else pl.DataFrame(schema=_NEIGHBOUR)


class _Map(NamedTuple):
    """The neighbours of a person among the test instances, nearest first, and their places on a map."""

    rows: Int[np.ndarray, " n"]
    places: Float[np.ndarray, "n 2"]


_NEIGHBOUR = {**RUN, "instance": pl.Int64(), "x": pl.Float64(), "y": pl.Float64()}
_NEIGHBOUR |= {"person": pl.Boolean(), "accepted": pl.Boolean()}


def _map(parts: Split, model: Model, seed: int) -> _Map | None:
    from sklearn.manifold import TSNE

    scores = np.asarray(model.scores(parts.test))
    rejected = np.flatnonzero(scores <= 0.0)
    if not len(rejected):
        return None
    person = rejected[np.argsort(scores[rejected], kind="stable")[len(rejected) // 2]]
    distances = np.linalg.norm(parts.test - parts.test[person], axis=1)
    distances[person] = -1.0  # first, whoever has the same features
    rows = np.argsort(distances, kind="stable")[:NEIGHBOURS]
    perplexity = min(30.0, (len(rows) - 1) / 3.0)
    with one_thread():  # so that sums round alike; and threads that wait for one another take thirty times as long
        places = TSNE(init="pca", perplexity=perplexity, random_state=seed, n_jobs=1).fit_transform(parts.test[rows])
    return _Map(rows, np.asarray(places, np.float64))


def _neighbours(one: _Map, pair: Pair, cut: float) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "instance": pair.split.test_rows[one.rows].astype(np.int64),
            "x": one.places[:, 0],
            "y": one.places[:, 1],
            "person": np.arange(len(one.rows)) == 0,
            "accepted": np.asarray(pair.robust.scores(pair.split.test[one.rows])) > cut,
        }
    )


def _of_run(table: pl.DataFrame, seed: int, pair: Pair) -> pl.DataFrame:
    """Put the columns that name the pair before a table."""
    run = {"seed": seed, **{name: getattr(pair.training, name, None) for name in RUN if name != "seed"}}
    return table.select(*(pl.lit(run[name], dtype=kind).alias(name) for name, kind in RUN.items()), pl.all())


MEASUREMENTS: Mapping[str, Callable[[Subject], pl.DataFrame]] = MappingProxyType(
    {"attacks": attack_rows, "steadiness": steadiness_rows, "neighbours": neighbour_rows}
)
"""The measurements by name."""
