"""The way to the robust model: after every pass over the data, the place with the smallest certified ball so far."""

from typing import NamedTuple

import numpy as np
from jaxtyping import Float

from empirical.families.penalised.balls import Ball, ball, extent
from empirical.families.penalised.curvature import UNMEASURED, Curvature, curvature, stepped
from empirical.families.penalised.objective import Pass, PenalisedTraining, look, objective

SHORTEST = 2.0**-12
"""The shortest share of a step that is tried before the descent ends."""

END = 1e-6
"""The radius of a ball that is so small that training counts as done."""

MOST = 10_000
"""The largest number of passes over the data of a descent to the end."""

PATIENCE = 2
"""Number of steps in a row that may gain nothing before the descent ends: near the optimum only rounding is left."""

ROUNDING = 1e-12
"""How much the objective may rise by rounding alone, as a share of it."""

SLOW, SMALL = 0.5, 0.01
"""A step that leaves more than this share of the radius, and gains less than that of the objective, calls for a new
measure of the curvature. Far from the optimum the objective tells better how it goes, and near it the radius."""


class Place(NamedTuple):
    """A place on the way to the robust model.

    Attributes:
        weights: Its weights w, [k].
        seen: The pass over the data there.
        ball: The ball that it certifies.
    """

    weights: Float[np.ndarray, " k"]
    seen: Pass
    ball: Ball


class Descent(NamedTuple):
    """A descent towards the robust model.

    Attributes:
        places: After each pass over the data, the place with the smallest ball so far; at least one. Passes that
            measure the curvature gain nothing by themselves.
        bent: The curvature that was measured last.
    """

    places: list[Place]
    bent: Curvature

    @property
    def end(self) -> Place:
        """The place with the smallest ball."""
        return self.places[-1]


def descend(
    training: PenalisedTraining,
    start: Float[np.ndarray, " k"],
    passes: int,
    *,
    enough: float = 0.0,
    bent: Curvature = UNMEASURED,
) -> Descent:
    """Minimise the objective, and certify a ball at every pass.

    Args:
        training: The training.
        start: The weights to start from, [k]: those of the natural model, or of a robust one at another ε.
        passes: The largest number of passes over the data, at least 1.
        enough: The radius of a ball that is small enough to end the descent.
        bent: The curvature, as a descent near by has measured it; else it is measured at the start.

    Returns:
        The descent, which ends early where it gains nothing more. Whatever it does, each ball holds the robust model.

    Examples:
        >>> from empirical.families.linear.logistic import Sample
        >>> sample = Sample(np.array([[2.0, 1.0], [-2.0, 1.0]]), np.array([1.0, -1.0]), np.ones(2))
        >>> training = PenalisedTraining(sample, np.array([True, False]), 0.5, np.inf, 0.1)
        >>> radii = [round(place.ball.radius, 2) for place in descend(training, np.zeros(2), 12).places]
        >>> radii[0], radii[-1] < 0.05
        (3.75, True)
    """
    way = _Way(training, passes, enough)
    stand, level = way.place(np.asarray(start, np.float64))
    fruitless = 0
    while not way.is_over and fruitless < PATIENCE:
        smallest, before = way.smallest, level
        if bent is UNMEASURED:
            bent = curvature(training, stand.weights, stand.seen)
            way.wait(bent.passes)
        step = stepped(training, stand.weights, stand.seen, bent) - stand.weights
        share = 1.0
        while not way.is_over and share > SHORTEST:
            next_stand, next_level = way.place(stand.weights + share * step)
            if next_level <= level + ROUNDING * abs(level):
                stand, level = next_stand, next_level
                break
            share /= 2.0
        gains = way.smallest < smallest or level < before - ROUNDING * abs(before)
        fruitless = 0 if gains else fruitless + 1
        if share < 1.0 or (way.smallest > SLOW * smallest and before - level < SMALL * abs(before)):
            bent = UNMEASURED
    return Descent(way.places[:passes], bent)


class _Way:
    """The passes so far, and whether they suffice."""

    def __init__(self, training: PenalisedTraining, passes: int, enough: float) -> None:
        self.places: list[Place] = []
        self._training, self._passes, self._enough = training, passes, enough
        self._size = extent(training)

    @property
    def smallest(self) -> float:
        """The smallest radius so far."""
        return self.places[-1].ball.radius

    @property
    def is_over(self) -> bool:
        """Whether the ball is as small as anybody wants it, or no pass is left."""
        return len(self.places) >= self._passes or self.smallest <= self._enough

    def place(self, weights: np.ndarray) -> tuple[Place, float]:
        """Look around at some weights."""
        seen = look(self._training, weights)
        here = Place(weights, seen, ball(self._training, weights, seen, self._size))
        self.places.append(here if not self.places or here.ball.radius < self.smallest else self.places[-1])
        return here, objective(self._training, weights, seen)

    def wait(self, passes: int) -> None:
        """Let passes go by that look elsewhere."""
        self.places += [self.places[-1]] * passes
