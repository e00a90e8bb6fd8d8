"""Attacks on scores: changes in a small ball that lower the margin y f(x).

The gradient of every decreasing loss of the margin points along the margin's own, so attacks follow the margin: the
same signs and directions, and nothing vanishes where the loss is flat. Inputs are [n, ...], rows of a table or images
alike, in numpy or JAX arrays.
"""

import math
from collections.abc import Callable
from typing import Any, NamedTuple

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Bool, Float, Key, Real

from empirical.batching import over_persons
from empirical.models.logistic import dual_norm
from empirical.models.mlp import MLP
from empirical.pair import Model
from ntk.inputs import as_float64

NORMS = (math.inf, 2.0)
"""p of the balls in which attacks take steps."""

STRIDE = 2.5
"""Total way of a projected gradient attack, in radii: enough to reach the ball's border from anywhere in it."""


class Attack(NamedTuple):
    """What an attack found.

    Attributes:
        points: [n, ...], of the lowest margin that was visited.
        margins: [n], y f(x) there; NaN if any that was visited is.
    """

    points: Any
    margins: Any


class Ball(eqx.Module):
    """Where an attack may take an input: ‖δ‖_p ≤ ε over what is free to change, within a box.

    Attributes:
        epsilon: ε ≥ 0.
        norm: p, ∞ or 2.
        free: bool, of the shape of one input: what may change.
        low: Of the box, for instance 0 of images; an entry that is lower already may only rise.
        high: Likewise.
    """

    epsilon: Any
    norm: float = eqx.field(static=True)
    free: Any
    low: Any = -math.inf
    high: Any = math.inf


def steepest(gradients: Any, length: Any, norm: float) -> Any:
    """The steps of that ℓ_p length along which linear functions rise most: by ``length`` times their dual norms.

    Args:
        gradients: Of the functions, [n, ...].
        length: Of the steps.
        norm: p, ∞ or 2.

    Returns:
        [n, ...]; 0 where the gradient is 0.

    Raises:
        ValueError: If p is neither.
    """  # noqa: DOC502
    xp = gradients.__array_namespace__()
    if _known(norm) == math.inf:
        return length * xp.sign(gradients)
    sizes = _sizes(gradients)
    return length * (gradients / xp.where(sizes > 0.0, sizes, 1.0))


def projected(changes: Any, radius: Any, norm: float) -> Any:
    """The nearest changes within the ball.

    Args:
        changes: [n, ...].
        radius: Of the ball.
        norm: p, ∞ or 2.

    Returns:
        [n, ...].

    Raises:
        ValueError: If p is neither.
    """  # noqa: DOC502
    xp = changes.__array_namespace__()
    if _known(norm) == math.inf:
        return xp.clip(changes, -radius, radius)
    sizes = _sizes(changes)
    return changes * xp.minimum(radius / xp.where(sizes > 0.0, sizes, 1.0), 1.0)


def unit_changes(key: Key[Array, ""], count: int, *, norm: float, free: Bool[Array, "..."]) -> Float[Array, "n ..."]:
    """Changes drawn uniformly from the unit ball over what is free to change.

    Args:
        key: Decides the draw.
        count: How many, n.
        norm: p, ∞ or 2.
        free: Of the shape of one input.

    Returns:
        The changes.
    """
    if norm == math.inf:
        return jnp.where(free[None], jax.random.uniform(key, (count, *free.shape), float, -1.0, 1.0), 0.0)
    direction, radius = jax.random.split(key)
    rays = steepest(jnp.where(free[None], jax.random.normal(direction, (count, *free.shape)), 0.0), 1.0, norm)
    return rays * _by_row(jax.random.uniform(radius, (count,)) ** (1.0 / jnp.sum(free, dtype=float)), rays)


def pgd(
    score: Callable[[Any], Any],
    inputs: Float[Array, "n ..."],
    labels: Float[Array, " n"],
    ball: Ball,
    *,
    steps: Any,
    starts: Float[Array, "starts _ ..."],
) -> Attack:
    """Projected gradient descent on the margins (Madry et al. 2018). Traceable and vmappable.

    Args:
        score: From inputs [n, ...] to scores [n], each input on its own.
        inputs: x.
        labels: y, ±1.
        ball: Where the attack may take them.
        steps: From every start, at least 1.
        starts: Changes within the unit ball to start from, one after the other: each input's own, or one for all.

    Returns:
        The lowest margins visited, and where.
    """
    length = _length(ball.epsilon, jnp.asarray(steps, inputs.dtype))

    def step(_: Any, search: _Search) -> _Search:
        scores, pull_back = jax.vjp(score, search.points)
        (gradients,) = pull_back(jnp.ones_like(scores))
        return _moved(_noted(search, labels * scores), gradients, inputs, labels, ball, length)

    def from_start(search: _Search, start: Any) -> tuple[_Search, None]:
        search = search._replace(points=_placed(inputs, jnp.broadcast_to(ball.epsilon * start, inputs.shape), ball))
        search = jax.lax.fori_loop(0, steps, step, search)
        return _noted(search, labels * score(search.points)), None

    search, _ = jax.lax.scan(from_start, _Search(inputs, inputs, jnp.full_like(labels, jnp.inf)), starts)
    return Attack(search.best, search.lowest)


def fgsm(score: Callable[[Any], Any], inputs: Float[Array, "n ..."], labels: Float[Array, " n"], ball: Ball) -> Attack:
    """The fast gradient sign method (Goodfellow et al. 2015), for p = 2 its counterpart: one step of length ε.

    Args:
        score: As for :func:`pgd`, like the others.
        inputs: x.
        labels: y.
        ball: Where the attack may take them.

    Returns:
        The lower margins of the inputs themselves and of where the step leads.
    """
    return pgd(score, inputs, labels, ball, steps=1, starts=jnp.zeros_like(inputs[:1])[None])


def perturb(
    value_and_gradient: Callable[[Any], tuple[Any, Any]],
    X: Real[np.ndarray, "n ..."],
    Y: Real[np.ndarray, " labels"],
    *,
    epsilon: float,
    norm: float = math.inf,
    steps: int = 10,
    attacked: Bool[np.ndarray, "..."] | None = None,
) -> Float[np.ndarray, "n ..."]:
    """Inputs nearby whose margins y f(x) are lower: :func:`pgd` from the inputs themselves, without tracing f.

    With one step it is :func:`fgsm`. Training inputs of a robust kernel regressor are found so (Krishna et al. 2024,
    A.3).

    Args:
        value_and_gradient: From points to f and ∇f at each.
        X: Inputs.
        Y: Labels ±1.
        epsilon: ε ≥ 0.
        norm: p of the ball ‖x_R − x‖_p ≤ ε: ∞ or 2.
        steps: Gradient steps ≥ 1.
        attacked: Columns or pixels that an attack may change; all of them by default.

    Returns:
        For every input the point of lowest margin that was visited, the input itself among them. The ball is kept to
        rounding.

    Raises:
        ValueError: If a setting is out of range, lengths differ, or labels are not ±1.
    """  # noqa: DOC502
    inputs, labels, ball = _checked(X, Y, epsilon=epsilon, norm=norm, steps=steps, attacked=attacked)
    return _search(value_and_gradient, inputs, labels, ball, steps, np.zeros_like(inputs)).points


def linear_margins(
    weights: Float[np.ndarray, " k"],
    inputs: Float[np.ndarray, "m k"],
    labels: Float[np.ndarray, " m"],
    *,
    epsilon: float,
    norm: float,
    attacked: Bool[np.ndarray, " k"],
) -> Float[np.ndarray, " m"]:
    """The lowest margins y wᵀ(x + δ) of a linear score over the ball: y wᵀx − ε‖w‖_q with 1/p + 1/q = 1.

    Krishna et al. 2024, A.1, Eq. 15-16, for p = ∞.

    Args:
        weights: w.
        inputs: x.
        labels: y, ±1.
        epsilon: ε.
        norm: p: ∞, 2 or 1.
        attacked: Columns that an attack may change.

    Returns:
        The margins, exact but for rounding.

    Raises:
        ValueError: If p has no closed form here.
    """  # noqa: DOC502
    size, _ = dual_norm(jnp.asarray(weights), jnp.asarray(attacked), norm)
    return labels * (inputs @ weights) - epsilon * float(size)


def attacked_margins(
    model: Model,
    inputs: Float[np.ndarray, "m k"],
    labels: Float[np.ndarray, " m"],
    *,
    epsilon: float,
    norm: float,
    attacked: Bool[np.ndarray, " k"],
    steps: int = 20,
    restarts: int = 3,
    key: Key[Array, ""],
) -> Float[np.ndarray, " m"]:
    """Margins y f(x + δ) under attack: of linear models the lowest there are, of others the lowest that were found.

    What others are attacked by is FGSM, PGD from the inputs, and PGD from random starts, the same changes for all
    inputs, so that nobody's margin depends on who else is attacked.

    Args:
        model: f; linear, a network, or anything with a gradient.
        inputs: x.
        labels: y, ±1.
        epsilon: ε ≥ 0.
        norm: p: ∞ or 2, of linear models also 1.
        attacked: Columns that an attack may change.
        steps: Of PGD, ≥ 1.
        restarts: Random starts beside the inputs, ≥ 0.
        key: Decides the random starts.

    Returns:
        The margins; an upper bound of the lowest ones unless the model is linear.

    Raises:
        ValueError: If a setting is out of range, lengths differ, or labels are not ±1.
        TypeError: If the model is not linear and has no gradient.
    """  # noqa: DOC502
    if model.weights is not None:
        return linear_margins(model.weights, inputs, labels, epsilon=epsilon, norm=norm, attacked=attacked)
    inputs, labels, ball = _checked(inputs, labels, epsilon=epsilon, norm=norm, steps=steps, attacked=attacked)
    if restarts < 0:
        raise ValueError(f"restarts must be at least 0, not {restarts}")
    drawn = unit_changes(key, restarts, norm=norm, free=jnp.asarray(ball.free))
    starts = np.concatenate([np.zeros((1, inputs.shape[1])), np.asarray(drawn)])[:, None]
    if model.network is not None:
        rows = np.column_stack([inputs, labels])
        settings: Any = {"ball": ball, "steps": steps, "starts": starts}
        return over_persons(lambda part: _network_margins(model.network, part, **settings), rows)
    tries = [(1, starts[0]), *((steps, start) for start in starts)]
    found = [_search(model.value_and_gradient, inputs, labels, ball, *one).margins for one in tries]
    return np.minimum.reduce(found)


def adversarial_accuracy(
    model: Model,
    inputs: Float[np.ndarray, "m k"],
    labels: Float[np.ndarray, " m"],
    *,
    epsilon: float,
    norm: float,
    attacked: Bool[np.ndarray, " k"],
    steps: int = 20,
    restarts: int = 3,
    key: Key[Array, ""],
) -> float:
    """Share of instances that a model gets right whatever the attack does: see :func:`attacked_margins`.

    Args:
        model: f.
        inputs: x.
        labels: y, ±1.
        epsilon: ε ≥ 0.
        norm: p.
        attacked: Columns that an attack may change.
        steps: Of PGD.
        restarts: Random starts.
        key: Decides the random starts.

    Returns:
        Exact for linear models, an upper bound for others: a better attack may exist.

    Raises:
        ValueError: If a setting is out of range, lengths differ, or labels are not ±1.
        TypeError: If the model is not linear and has no gradient.
    """  # noqa: DOC502
    settings: Any = {"epsilon": epsilon, "norm": norm, "attacked": attacked, "steps": steps, "restarts": restarts}
    return float((attacked_margins(model, inputs, labels, **settings, key=key) > 0.0).mean())


@jax.jit
def _network_margins(network: MLP, rows: Any, *, ball: Ball, steps: Any, starts: Any) -> Any:
    """Lowest margins by FGSM and PGD; the last column of the rows holds the labels."""
    problem = jax.vmap(network), rows[:, :-1], rows[:, -1], ball
    return jnp.minimum(fgsm(*problem).margins, pgd(*problem, steps=steps, starts=starts).margins)


class _Search(NamedTuple):
    """Where an attack is, and the lowest margins so far."""

    points: Any
    best: Any
    lowest: Any


def _search(
    value_and_gradient: Callable[[Any], tuple[Any, Any]],
    inputs: np.ndarray,
    labels: np.ndarray,
    ball: Ball,
    steps: int,
    start: np.ndarray,
) -> Attack:
    """What :func:`pgd` finds from one start, by a function that JAX need not trace."""
    length = _length(ball.epsilon, np.asarray(steps, inputs.dtype))
    search = _Search(_placed(inputs, ball.epsilon * start, ball), inputs, np.full(len(inputs), np.inf))
    for step in range(steps + 1):
        scores, gradients = value_and_gradient(search.points)
        search = _noted(search, labels * scores)
        if step < steps:
            search = _moved(search, gradients, inputs, labels, ball, length)
    return Attack(search.best, search.lowest)


def _noted(search: _Search, margins: Any) -> _Search:
    """Remember the points whose margins are the lowest so far. NaN counts as lower than anything, for good."""
    xp = margins.__array_namespace__()
    lower = ~(margins >= search.lowest)
    best = xp.where(_by_row(lower, search.best), search.points, search.best)
    return _Search(search.points, best, xp.minimum(search.lowest, margins))


def _moved(search: _Search, gradients: Any, inputs: Any, labels: Any, ball: Ball, length: Any) -> _Search:
    """One step down the margins."""
    xp = gradients.__array_namespace__()
    downhill = -_by_row(labels, gradients) * xp.where(ball.free[None], gradients, 0.0)
    changes = search.points + steepest(downhill, length, ball.norm) - inputs
    return search._replace(points=_placed(inputs, changes, ball))


def _placed(inputs: Any, changes: Any, ball: Ball) -> Any:
    """The inputs changed as far as ball and box allow. The box comes last: it only takes from what leaves an input."""
    xp = inputs.__array_namespace__()
    points = inputs + projected(changes, ball.epsilon, ball.norm)
    return xp.clip(points, xp.minimum(inputs, ball.low), xp.maximum(inputs, ball.high))


def _length(epsilon: Any, steps: Any) -> Any:
    """Of a step, one of so many."""
    return steps.__array_namespace__().where(steps == 1.0, epsilon, STRIDE * epsilon / steps)


def _sizes(vectors: Any) -> Any:
    """ℓ₂ norms of [n, ...], as [n, 1, ...]."""
    xp = vectors.__array_namespace__()
    flat = vectors.reshape(len(vectors), math.prod(vectors.shape[1:]))
    return _by_row(xp.linalg.norm(flat, axis=1), vectors)


def _by_row(values: Any, like: Any) -> Any:
    """[n] as [n, 1, ...], to stand beside an array [n, ...]."""
    return values.reshape(-1, *(1 for _ in like.shape[1:]))


def _known(norm: float) -> float:
    if norm not in NORMS:
        raise ValueError(f"norm must be inf or 2, not {norm:g}")
    return norm


def _checked(
    X: Any, Y: Any, *, epsilon: float, norm: float, steps: int, attacked: Any
) -> tuple[np.ndarray, np.ndarray, Ball]:
    inputs, labels = as_float64(X, "X"), as_float64(Y, "Y")
    if labels.shape != (len(inputs),):
        raise ValueError(f"{len(inputs)} inputs need as many labels in one row, not shape {labels.shape}")
    if not np.isin(labels, (-1.0, 1.0)).all():
        raise ValueError("labels must be -1 or 1: an attack lowers the margin y f(x)")
    if not (math.isfinite(epsilon) and epsilon >= 0.0):
        raise ValueError(f"epsilon must be finite and at least 0, not {epsilon:g}")
    if steps < 1:
        raise ValueError(f"steps must be at least 1, not {steps}")
    free = np.ones(inputs.shape[1:], bool) if attacked is None else np.asarray(attacked, bool)
    if free.shape != inputs.shape[1:]:
        raise ValueError(f"attacked must say yes or no of {inputs.shape[1]} columns, not of shape {free.shape}")
    return inputs, labels, Ball(epsilon, _known(norm), free)
