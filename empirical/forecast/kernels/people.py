"""The people whom the natural kernel regressor rejects, and what it tells them now."""

import numpy as np
from jaxtyping import Int

from empirical.data.split import Split
from empirical.errors import InputError
from empirical.forecast.kernels.settings import KernelForecastSettings
from empirical.forecast.people import People
from empirical.models.linearised import linearise
from ntk import KernelRegressor


def rejected_people(
    natural: KernelRegressor, split: Split, settings: KernelForecastSettings, train_rows: Int[np.ndarray, " n"]
) -> People:
    """Find the people whom the natural regressor rejects; their recourses are those of its tangents.

    Args:
        natural: The natural regressor.
        split: The data.
        settings: The settings.
        train_rows: The rows of the training instances in the data set; empty for test instances alone.

    Returns:
        The people; so many are drawn of them by the seed as the settings allow.

    Raises:
        InputError: If it rejects nobody.

    Examples:
        >>> from empirical.data import load, split
        >>> from empirical.forecast.kernels.system import natural_regressor
        >>> designs, settings = split(load("breast-cancer"), seed=0), KernelForecastSettings(rows=20, instances=5)
        >>> natural = natural_regressor(designs, settings).regressor
        >>> people = rejected_people(natural, designs, settings, np.array([], int))
        >>> len(people.instances), people.asked, bool((people.scores <= 0.0).all())
        (5, 114, True)
    """
    rows = np.concatenate([train_rows, split.test_rows]).astype(np.int64)
    inputs = np.concatenate([split.train, split.test]) if len(train_rows) else split.test
    places = np.flatnonzero(natural.predict(inputs) <= settings.cut)
    if not places.size:
        raise InputError(
            f"the natural model rejects nobody of {len(rows):,}, so that there is nothing to forecast; raise threshold"
        )
    total = places.size
    if total > settings.instances:
        places = places[np.random.default_rng(settings.seed).choice(total, settings.instances, replace=False)]
    places = places[np.argsort(rows[places], kind="stable")]
    people, actionable = inputs[places], np.asarray(split.actionable)
    scores, gradients = natural.value_and_gradient(people)
    found = linearise(
        scores,
        gradients,
        actionable=actionable,
        cost_weights=np.ones(people.shape[1]),
        target=settings.target,
        lam=settings.lam,
    )
    return People(rows[places], people, actionable, scores, found.costs, people + found.changes, total, len(rows))
