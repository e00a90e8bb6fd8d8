"""The steps of an attack, of numpy or JAX arrays: how long they are, where they lead, what was lowest on the way."""

from collections.abc import Callable
from typing import Any, NamedTuple

from empirical.attacks.balls import Ball, by_row, placed, steepest

STRIDE = 2.5
"""Total way of :func:`even` steps, in radii: enough to reach the ball's border from anywhere in it."""

Length = Callable[[Any, Any, Any], Any]
"""From ε, the number of steps T, and how many of them are done, to the length of the next one."""


class Attack(NamedTuple):
    """What an attack found.

    Attributes:
        points: [n, ...], of the lowest margin that was visited.
        margins: [n], y f(x) there; NaN if any that was visited is.
    """

    points: Any
    margins: Any


def even(epsilon: Any, steps: Any, done: Any) -> Any:
    """Steps of one length (Madry et al. 2018): 2.5 ε/T; a single step goes ε.

    Args:
        epsilon: ε.
        steps: T, an array of one number.
        done: How many steps came before.

    Returns:
        The length of the next one.
    """
    del done
    return steps.__array_namespace__().where(steps == 1.0, epsilon, STRIDE * epsilon / steps)


def falling(epsilon: Any, steps: Any, done: Any) -> Any:
    """Steps that get shorter: ε (1 − t/T). The first leads from centre to border, the last settle between kinks.

    Args:
        epsilon: ε.
        steps: T.
        done: t, how many steps came before.

    Returns:
        The length of the next one.
    """
    return epsilon * (1.0 - done / steps)


def noted(found: Attack, points: Any, margins: Any) -> Attack:
    """What was found, after a look at some more points. NaN counts as lower than anything, for good.

    Args:
        found: Before.
        points: One more for every input, [n, ...].
        margins: Theirs, [n].

    Returns:
        Afterwards.
    """
    xp = margins.__array_namespace__()
    lower = ~(margins >= found.margins)
    best = xp.where(by_row(lower, points), points, found.points)
    return Attack(best, xp.minimum(found.margins, margins))


def moved(points: Any, gradients: Any, inputs: Any, labels: Any, ball: Ball, length: Any) -> Any:
    """One step down the margins, back into ball and box.

    Args:
        points: Where the attack is, [n, ...].
        gradients: ∇f there, [n, ...].
        inputs: x, [n, ...].
        labels: y, [n].
        ball: Where the attack may go.
        length: Of the step.

    Returns:
        Where it is then, [n, ...].
    """
    xp = gradients.__array_namespace__()
    downhill = -by_row(labels, gradients) * xp.where(ball.free[None], gradients, 0.0)
    return placed(inputs, points + steepest(downhill, length, ball.norm) - inputs, ball)
