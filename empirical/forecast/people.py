"""The people whom a forecast is about: all whom the natural model rejects, and what it tells them now."""

from typing import NamedTuple

import numpy as np
from jaxtyping import Bool, Float, Int

from empirical.data.split import Split
from empirical.errors import InputError
from empirical.forecast.settings import ForecastSettings
from empirical.models.model import LinearModel


class People(NamedTuple):
    """m people whom the natural model rejects.

    Attributes:
        instances: Their rows in the data set, rising, [m].
        inputs: Their rows of the design, [m, k].
        actionable: Whether they can change a column, [k].
        scores: The natural model's scores of them, [m].
        costs: The costs of SCFE's recourses for the natural model, [m]: those of its minimisers.
        changed: These recourses, [m, k].
        total: The number of people whom the natural model rejects; more than m where some were drawn.
        asked: The number of people whom the natural model was asked about.
    """

    instances: Int[np.ndarray, " m"]
    inputs: Float[np.ndarray, "m k"]
    actionable: Bool[np.ndarray, " k"]
    scores: Float[np.ndarray, " m"]
    costs: Float[np.ndarray, " m"]
    changed: Float[np.ndarray, "m k"]
    total: int
    asked: int


def rejected_people(
    natural: LinearModel, split: Split, settings: ForecastSettings, train_rows: Int[np.ndarray, " n"]
) -> People:
    """Find the people whom the natural model rejects.

    Args:
        natural: The natural model.
        split: The data.
        settings: The settings.
        train_rows: The rows of the training instances in the data set; empty for test instances alone.

    Returns:
        The people; so many are drawn of them by the seed as the settings allow.

    Raises:
        InputError: If it rejects nobody.

    Examples:
        >>> from empirical.data import load, split
        >>> designs = split(load("breast-cancer"), seed=0)
        >>> model = LinearModel(-np.ones(31))
        >>> people = rejected_people(model, designs, ForecastSettings(), np.array([], int))
        >>> len(people.instances), people.asked, bool((people.scores <= 0.0).all())
        (50, 114, True)
    """
    rows = np.concatenate([train_rows, split.test_rows]).astype(np.int64)
    inputs = np.concatenate([split.train, split.test]) if len(train_rows) else split.test
    scores = natural.scores(inputs)
    places = np.flatnonzero(scores <= settings.cut)
    if not places.size:
        raise InputError(
            f"the natural model rejects nobody of {len(rows):,}, so that there is nothing to forecast; "
            "raise threshold, or lower penalty"
        )
    total = places.size
    if total > settings.instances:
        drawn = np.random.default_rng(settings.seed).choice(total, settings.instances, replace=False)
        places = places[drawn]
    places = places[np.argsort(rows[places], kind="stable")]
    slopes = np.where(split.actionable, natural.weights, 0.0)
    steps = (settings.target - scores[places]) / (settings.lam + float(slopes @ slopes))
    people = inputs[places]
    return People(
        rows[places],
        people,
        np.asarray(split.actionable),
        scores[places],
        np.abs(steps) * float(np.linalg.norm(slopes)),
        people + steps[:, None] * slopes,
        total,
        len(rows),
    )
