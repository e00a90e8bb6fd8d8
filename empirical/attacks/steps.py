"""The steps of an attack, for numpy and JAX arrays: their lengths, the points they lead to, and the lowest margins."""

from collections.abc import Callable
from typing import Any, NamedTuple

from empirical.attacks.balls import Ball, by_row, placed, steepest

STRIDE = 2.5
"""Total length of all :func:`even` steps in radii, enough to reach the border of the ball from anywhere in it."""

Length = Callable[[Any, Any, Any], Any]
"""Rules for the length of the next step, as functions of ε, the number of steps T and the number of finished steps."""


class Attack(NamedTuple):
    """The result of an attack.

    Attributes:
        points: The visited points of lowest margin, [n, ...].
        margins: The margins y f(x) at these points, [n]; NaN if the margin of any visited point is NaN.
    """

    points: Any
    margins: Any


def even(epsilon: Any, steps: Any, done: Any) -> Any:
    """Give all steps the same length 2.5 ε/T, and a single step the length ε (Madry et al. 2018).

    Args:
        epsilon: The radius ε of the ball.
        steps: The number T of steps, an array of shape [].
        done: The number of finished steps.

    Returns:
        The length of the next step.

    Examples:
        >>> import numpy as np
        >>> float(even(0.2, np.array(10.0), 0)), float(even(0.2, np.array(1.0), 0))
        (0.05, 0.2)
    """
    del done
    return steps.__array_namespace__().where(steps == 1.0, epsilon, STRIDE * epsilon / steps)


def constant(size: float, epsilon: Any, steps: Any, done: Any) -> Any:
    """Give all steps one length that is said; a rule is ``partial(constant, size)``.

    Args:
        size: The length.
        epsilon: The radius ε of the ball.
        steps: The number T of steps.
        done: The number of finished steps.

    Returns:
        The length of the next step.

    Examples:
        >>> constant(0.01, 0.3, 40, 7)
        0.01
    """
    del epsilon, steps, done
    return size


def falling(epsilon: Any, steps: Any, done: Any) -> Any:
    """Shorten steps linearly, ε (1 − t/T): the first leads from centre to border, the last settle between kinks.

    Args:
        epsilon: The radius ε of the ball.
        steps: The number T of steps.
        done: The number t of finished steps.

    Returns:
        The length of the next step.

    Examples:
        >>> [round(falling(0.2, 4, done), 6) for done in range(4)]
        [0.2, 0.15, 0.1, 0.05]
    """
    return epsilon * (1.0 - done / steps)


def noted(found: Attack, points: Any, margins: Any) -> Attack:
    """Update the lowest margins of an attack with newly visited points; a NaN counts as lowest and stays.

    Args:
        found: The result so far.
        points: One new point for every input, [n, ...].
        margins: The margins of the new points, [n].

    Returns:
        The updated result.

    Examples:
        >>> import numpy as np
        >>> start = Attack(np.array([[0.0], [0.0]]), np.array([1.0, 2.0]))
        >>> found = noted(start, np.array([[5.0], [5.0]]), np.array([3.0, -1.0]))
        >>> found.points.tolist(), found.margins.tolist()
        ([[0.0], [5.0]], [1.0, -1.0])
    """
    xp = margins.__array_namespace__()
    lower = ~(margins >= found.margins)
    best = xp.where(by_row(lower, points), points, found.points)
    return Attack(best, xp.minimum(found.margins, margins))


def moved(points: Any, gradients: Any, inputs: Any, labels: Any, ball: Ball, length: Any) -> Any:
    """Take one step down the margins and project it back into the ball and the box.

    Args:
        points: The current points of the attack, [n, ...].
        gradients: The gradients ∇f at these points, [n, ...].
        inputs: The attacked inputs x, [n, ...].
        labels: The labels y, [n].
        ball: The ball and the box of allowed changes.
        length: The length of the step.

    Returns:
        The next points of the attack, [n, ...].

    Examples:
        >>> import numpy as np
        >>> inputs, ball = np.zeros((1, 2)), Ball(1.0, np.inf, np.array([True, False]))
        >>> moved(inputs, np.array([[2.0, 3.0]]), inputs, np.ones(1), ball, 0.5).tolist()
        [[-0.5, 0.0]]
    """
    xp = gradients.__array_namespace__()
    downhill = -by_row(labels, gradients) * xp.where(ball.free[None], gradients, 0.0)
    return placed(inputs, points + steepest(downhill, length, ball.norm) - inputs, ball)
