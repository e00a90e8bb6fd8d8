"""The fields of Theorems 1 and 4, measured of a pair of penalised linear models, with a Δ that is certain beforehand.

One pass over the data at the natural weights certifies a ball ‖w_R − c‖ ≤ R (``balls.py``), so that
‖w_NR − w_R‖ ≤ ‖w_NR − c‖ + R is known before the robust model is. By the parallelogram law this is at most √(2G/μ) of
the claim ``penalised.gap``.
"""

from weakref import WeakKeyDictionary

import numpy as np

from empirical.families.linear.fields import measure_linear
from empirical.families.penalised.balls import ball, extent
from empirical.families.penalised.objective import look
from empirical.families.penalised.training import PenalisedModel
from empirical.models.pair import Pair
from empirical.numerics import EPS
from empirical.recourse.settings import RecourseSettings
from empirical.verification.measured import Measured
from empirical.verification.population import Population

DUALITY = "duality"
"""The name of the Δ that one pass over the data certifies."""

_KNOWN: WeakKeyDictionary[Pair, float] = WeakKeyDictionary()
"""The Δ of pairs that were measured: whoever asks about one person after another has the same pair."""


def measure_penalised(pair: Pair, population: Population, settings: RecourseSettings) -> Measured:
    """Measure every field that the theorems about linear models read.

    Args:
        pair: Two penalised linear models.
        population: The instances with their recourses.
        settings: The settings of the recourses: the target score and λ of SCFE.

    Returns:
        The fields of Theorems 1 and 4, with the Δ ``duality`` and the measured one.

    Raises:
        TypeError: If a model of the pair is no penalised one.

    Examples:
        >>> from empirical.data import load, split
        >>> from empirical.families.penalised.settings import PenalisedGrid
        >>> from empirical.families.penalised.training import train_penalised_grid
        >>> from empirical.verification.population import finder, populate
        >>> (pair,) = train_penalised_grid({0: split(load("breast-cancer"), seed=0)}, PenalisedGrid((0.02,)))
        >>> settings = RecourseSettings()
        >>> population = populate(pair, finder(settings, cost_weights=np.ones(31)), most=3)
        >>> deltas = measure_penalised(pair, population, settings).deltas
        >>> bool((deltas["duality"] > deltas["measured"]).all())
        True
    """  # noqa: DOC502
    measured = measure_linear(pair, population, settings)
    gap = np.full(population.labels.shape, certain_gap(pair))
    return measured._replace(deltas={DUALITY: gap, **measured.deltas})


def certain_gap(pair: Pair) -> float:
    """Bound ‖w_NR − w_R‖ by one pass over the data at w_NR.

    Args:
        pair: Two penalised linear models.

    Returns:
        ‖w_NR − c‖ + R, and how far the trained robust model may be from the optimum; rounding included.

    Raises:
        TypeError: If a model of the pair is no penalised one.

    Examples:
        >>> from empirical.data import load, split
        >>> from empirical.families.penalised.settings import PenalisedGrid
        >>> from empirical.families.penalised.training import train_penalised_grid
        >>> grid = PenalisedGrid((0.0, 0.02), penalty=0.1)
        >>> pairs = train_penalised_grid({0: split(load("breast-cancer"), seed=0)}, grid)
        >>> [round(certain_gap(pair), 2) for pair in pairs]
        [0.0, 0.07]
    """
    if pair not in _KNOWN:
        natural, robust = pair.natural, pair.robust
        if not (isinstance(natural, PenalisedModel) and isinstance(robust, PenalisedModel)):
            raise TypeError("these are no penalised linear models; train_penalised_grid makes pairs of them")
        training, weights = robust.training, natural.weights
        found = ball(training, weights, look(training, weights), extent(training))
        total = float(np.linalg.norm(weights - found.centre)) + found.radius + robust.distance
        _KNOWN[pair] = total * (1.0 + 8.0 * len(weights) * EPS)
    return _KNOWN[pair]
