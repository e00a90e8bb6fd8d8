"""Growing Spheres (Laugel et al. 2017; Krishna et al. 2024, Eq. 4): accepted points in the smallest sphere with any.

Candidates lie in a layer around the instance, between half a radius and the radius. A few of them decide how far it
must grow or shrink, by halves and doubles, to hold one that the score accepts; then all are tried there. The best ones
are shortened along their segments to the instance, freed of what they do not need, and shortened again.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np

from empirical.batching import LARGEST, SMALLEST
from empirical.data.splitting import Space
from empirical.numerics import row_norms, traced_row_norms
from empirical.recourse.feasibility import nearest
from empirical.recourse.problem import Problem, conclude, pose
from empirical.recourse.result import Recourses
from empirical.recourse.score import Score, TracedScore

SCOUTS = 64
"""How many of the candidates look for the radius."""

FINALISTS = 8
"""How many accepted candidates of the layer are shortened and freed of features."""

HALVINGS = 8
"""Of the segment from a candidate to the instance: its length is right to 2⁻⁸ of it."""

SHRINKINGS = 10
"""Of the first radius, for instances at the boundary: what is shorter still drowns in rounding."""

ROWS = 1024
"""Points that are scored together: few enough that a network's activations stay in the cache."""

UNTRACED = 64
"""Instances whose points a score outside JAX gets at once, which bounds the memory."""


class _Person(NamedTuple):
    """Instances: x [b, k], f(x) [b], radii [b], and changes [b, q, k] with what is accepted of them [b, q]."""

    x: Any
    score: Any
    radius: Any = None
    changes: Any = None
    accepted: Any = None


class _Shared(NamedTuple):
    """What all instances have in common.

    Attributes:
        space: What may change.
        prices: D, [k].
        layer: Candidates at radius 1, as changes: [n, k].
        features: Which columns change together: bool [k, k].
        count: Number of features that may change.
        gamma: γ.
    """

    space: Space
    prices: Any
    layer: Any
    features: Any
    count: Any
    gamma: Any


class _Traced(NamedTuple):
    """Scores and loops inside compiled code."""

    function: Any

    def scores(self, points: Any) -> Any:
        flat = jax.vmap(self.function)(points.reshape(-1, points.shape[-1]))
        return flat.reshape(points.shape[:-1]).astype(points.dtype)

    def loop(self, steps: Any, step: Callable[[Any, Any], Any], start: Any) -> Any:
        return jax.lax.fori_loop(0, steps, step, start)


class _Untraced(NamedTuple):
    """The same outside, for a score of numpy arrays; instances after the first ``real`` are padding."""

    score: Score
    real: int

    def scores(self, points: Any) -> Any:
        asked = np.asarray(points)[: self.real]
        scores = np.full(points.shape[:-1], np.nan, asked.dtype)
        scores[: self.real] = np.asarray(self.score.values(asked.reshape(-1, asked.shape[-1]))).reshape(asked.shape[:2])
        return jnp.asarray(scores)

    def loop(self, steps: Any, step: Callable[[Any, Any], Any], start: Any) -> Any:
        for index in range(int(steps)):
            start = step(index, start)
        return start


@dataclass(frozen=True, kw_only=True)
class GrowingSpheres:
    """The method and its settings.

    Attributes:
        samples: Candidates in a layer.
        gamma: γ ≥ 0 of the cost c(x, x') = ‖Dζ‖₂ + γ‖ζ‖₀ by which candidates are compared.
        radius: Of the first sphere, in units of ‖Dζ‖₂: nearby powers of 2 are tried from there.
        largest: Radius at which the search ends where some number has no end of its range; elsewhere it ends at twice
            the diameter of the space.
    """

    samples: int = 1000
    gamma: float = 0.0
    radius: float = 0.25
    largest: float = 1e3

    def __post_init__(self) -> None:
        """Reject settings that no search can have.

        Raises:
            ValueError: If a setting is out of range.
        """
        if self.samples < 1:
            raise ValueError(f"samples must be at least 1, not {self.samples}")
        if not 0.0 <= self.gamma < np.inf:
            raise ValueError(f"gamma must be finite and at least 0, not {self.gamma:g}")
        if not 0.0 < self.radius < np.inf:
            raise ValueError(f"radius must be finite and positive, not {self.radius:g}")
        if not self.radius <= self.largest < np.inf:
            raise ValueError(f"largest must be finite and at least radius = {self.radius:g}, not {self.largest:g}")

    def __call__(
        self, score: Any, inputs: Any, space: Space | None = None, *, prices: Any = None, key: Any
    ) -> Recourses:
        """Search a recourse for every instance that the score rejects.

        Args:
            score: As for :func:`~empirical.recourse.score.as_score`.
            inputs: Instances, [m, k].
            space: What may change, and how far; ``None`` for everything, any way.
            prices: D, [k]; ``None`` for 1.
            key: Decides the candidates, the same around every instance.

        Returns:
            The recourses.

        Raises:
            ValueError: If shapes do not fit, or a price is not positive and finite.
        """  # noqa: DOC502
        problem = pose(score, inputs, space, prices)
        changes, accepted = np.zeros_like(problem.inputs), np.zeros(len(problem.inputs), bool)
        rows = np.flatnonzero(problem.searched & problem.space.actionable.any())
        shared = _shared(problem, self, key)
        size = LARGEST if isinstance(problem.score, TracedScore) else UNTRACED
        for start in range(0, len(rows), size):
            block = rows[start : start + size]
            changes[block], accepted[block] = self._search(problem, block, shared)
        return conclude(problem, changes, accepted)

    def _search(self, problem: Problem, rows: np.ndarray, shared: _Shared) -> tuple[np.ndarray, np.ndarray]:
        """Changes, and whether the score accepts them."""
        persons = _Person(problem.inputs[rows], problem.scores[rows])
        radii = self._radii(problem, persons, shared._replace(layer=shared.layer[:SCOUTS]))
        lost = np.flatnonzero(np.isnan(radii))
        radii[lost] = self._radii(problem, _at(persons, lost), shared)
        near = np.flatnonzero(~np.isnan(radii))
        changes, accepted = np.zeros_like(persons.x), np.zeros(len(rows), bool)
        if near.size:
            found = _at(persons._replace(radius=radii), near)
            found = _batched(problem.score, _in_layer, found, shared, len(shared.layer))
            polished = _batched(problem.score, _polished, found, shared, 2 * FINALISTS)
            changes[near], accepted[near] = _verified(problem.score, found, polished)
        return changes, accepted

    def _radii(self, problem: Problem, persons: _Person, shared: _Shared) -> np.ndarray:
        """Of layers that hold an accepted candidate while those of half the radius hold none; NaN if no layer does."""

        def hit(rows: np.ndarray) -> np.ndarray:
            asked = _at(persons._replace(radius=radii), rows)
            return _batched(problem.score, _in_layer, asked, shared, len(shared.layer)).accepted.any(axis=1)

        ends = np.asarray(_ends(persons.x, shared, self.largest), persons.x.dtype)
        radii = np.minimum(ends, self.radius).astype(persons.x.dtype)
        active = np.arange(len(radii))
        found = hit(active) if active.size else np.zeros(0, bool)
        smallest, shrink = np.where(found, radii, np.nan), found.copy()
        while active.size:
            radii[active] = np.where(shrink[active], radii[active] / 2.0, np.minimum(2.0 * radii[active], ends[active]))
            found = hit(active)
            smallest[active[found]] = radii[active[found]]
            inside = (radii[active] < ends[active]) & (radii[active] > self.radius * 0.5**SHRINKINGS)
            active = active[(found == shrink[active]) & inside]
        return smallest.astype(persons.x.dtype)


def _shared(problem: Problem, settings: GrowingSpheres, key: Any) -> _Shared:
    category, width = problem.space.category, len(problem.prices)
    owner = np.where(category < 0, np.arange(width), width + category)
    features = owner[:, None] == owner[None, :]
    free = features & problem.space.actionable[None, :]
    gamma = problem.prices.dtype.type(settings.gamma)
    layer = _layer(key, settings.samples, problem)
    return _Shared(
        problem.space, problem.prices, layer, features, len(np.unique(free[free.any(axis=1)], axis=0)), gamma
    )


def _layer(key: Any, samples: int, problem: Problem) -> np.ndarray:
    """Changes D⁻¹u, ½ ≤ ‖u‖₂ ≤ 1, in any direction of the columns that may change: [samples, k]."""
    ways, lengths = jax.random.split(key)
    kind = problem.prices.dtype
    drawn = np.asarray(jax.random.normal(ways, (samples, len(problem.prices)), kind)) * problem.space.actionable
    lengths = np.asarray(jax.random.uniform(lengths, (samples, 1), kind, 0.5, 1.0))
    norms = row_norms(drawn)[:, None]
    return (lengths * drawn / np.where(norms > 0.0, norms, 1.0) / problem.prices).astype(kind)


def _ends(x: np.ndarray, shared: _Shared, largest: float) -> np.ndarray:
    """Twice the diameter of what every instance may reach, which leads out of it in most directions."""
    space = shared.space
    widths = np.where(space.category < 0, np.maximum(space.high, x) - np.minimum(space.low, x), 1.0)
    diameters = row_norms(np.where(space.actionable, widths, 0.0) * shared.prices)
    return np.where(np.isfinite(diameters), 2.0 * diameters, largest)


def _at(persons: _Person, rows: np.ndarray) -> _Person:
    return jax.tree.map(lambda part: part[rows], persons)


def _batched(score: Score, step: Callable[..., _Person], persons: _Person, shared: _Shared, points: int) -> _Person:
    """One step for any number of instances, padded to a bucket; a step scores so many points of each."""
    real = len(persons.x)
    padded = jax.tree.map(_padded, persons)
    traced = isinstance(score, TracedScore)
    done = (
        _compiled(step, score.function, padded, shared, points)
        if traced
        else step(_Untraced(score, real), padded, shared)
    )
    return jax.tree.map(lambda part: np.asarray(part)[:real], done)


def _padded(rows: np.ndarray) -> np.ndarray:
    """Rows up to a bucket, the last one again and again."""
    size = max(SMALLEST, 1 << (len(rows) - 1).bit_length())
    return rows[np.minimum(np.arange(size), len(rows) - 1)]


@partial(jax.jit, static_argnums=(0, 4))
def _compiled(step: Callable[..., _Person], function: Any, persons: _Person, shared: _Shared, points: int) -> _Person:
    block = max(1, min(ROWS // points, len(persons.x)))
    block = 1 << (block.bit_length() - 1)
    blocks = jax.tree.map(lambda part: part.reshape(-1, block, *part.shape[1:]), persons)
    done = jax.lax.map(lambda part: step(_Traced(function), part, shared), blocks)
    return jax.tree.map(lambda part: part.reshape(-1, *part.shape[2:]), done)


def _in_layer(means: Any, persons: _Person, shared: _Shared) -> _Person:
    """The accepted candidates that should cost least where the segments to the instance cross the boundary."""
    changes = _allowed(persons.x, persons.radius[:, None, None] * shared.layer[None], shared)
    own, scores = persons.score[:, None], means.scores(persons.x[:, None] + changes)
    accepted = scores > 0.0
    share = own / (own - scores)  # where a score linear along the segment is 0
    expected = _costs(changes, shared, jnp.where(jnp.isfinite(share), share, 1.0))
    _, best = jax.lax.top_k(jnp.where(accepted, -expected, -jnp.inf), min(FINALISTS, len(shared.layer)))
    chosen = jnp.take_along_axis(changes, best[:, :, None], axis=1)
    return persons._replace(changes=chosen, accepted=jnp.take_along_axis(accepted, best, axis=1))


def _polished(means: Any, persons: _Person, shared: _Shared) -> _Person:
    """The best change that shortening and freeing leads to, from each candidate as it is and from it shortened."""
    # A candidate that is beyond the boundary can be freed of more, one that is at it costs less: γ decides.
    starts = [persons.changes, _shortened(means, persons.x, persons.changes, shared)]
    ends = _shortened(means, persons.x, _freed(means, persons.x, jnp.concatenate(starts, axis=1), shared), shared)
    accepted = jnp.concatenate([persons.accepted] * 2, axis=1)
    best = jnp.argmin(jnp.where(accepted, _costs(ends, shared), jnp.inf), axis=1)[:, None]
    return persons._replace(
        changes=jnp.take_along_axis(ends, best[:, :, None], axis=1),
        accepted=jnp.take_along_axis(accepted, best, axis=1),
    )


def _shortened(means: Any, x: Any, changes: Any, shared: _Shared) -> Any:
    """Changes brought back towards the instance, by bisection, as far as they stay accepted."""

    def part(share: Any) -> Any:
        return _allowed(x, share[:, :, None] * changes, shared)

    def step(_: Any, bracket: tuple[Any, Any]) -> tuple[Any, Any]:
        share, width = bracket
        trial = share - width / 2.0
        return jnp.where(means.scores(x[:, None] + part(trial)) > 0.0, trial, share), width / 2.0

    whole = jnp.ones(changes.shape[:2], changes.dtype)
    share, _ = means.loop(HALVINGS, step, (whole, whole))
    return part(share)


def _freed(means: Any, x: Any, changes: Any, shared: _Shared) -> Any:
    """Changes without the features that they do not need: numbers or whole categories, smallest change first."""
    order = _smallest_first(changes, shared)

    def step(index: Any, kept: Any) -> Any:
        back = jnp.asarray(shared.features)[jnp.take(order, index, axis=2)]
        trial = jnp.where(back, 0.0, kept)
        return jnp.where((means.scores(x[:, None] + trial) > 0.0)[:, :, None], trial, kept)

    return means.loop(shared.count, step, changes)


def _smallest_first(changes: Any, shared: _Shared) -> Any:
    """One column of every feature, by the price of its change; after those, columns that need not be tried."""
    features = jnp.asarray(shared.features)
    squares = (changes * shared.prices) ** 2
    sizes = squares @ features.astype(squares.dtype)
    first = jnp.argmax(features, axis=1) == jnp.arange(len(features))
    free = jnp.any(features & jnp.asarray(shared.space.actionable)[None, :], axis=1)
    return jnp.argsort(jnp.where((first & free)[None, None], sizes, jnp.inf), axis=2)


def _allowed(x: Any, changes: Any, shared: _Shared) -> Any:
    """The nearest allowed changes of instances [b, k] to changes [b, q, k]."""
    return jax.vmap(jax.vmap(nearest, (None, 0, None)), (0, 0, None))(x, changes, shared.space)


def _costs(changes: Any, shared: _Shared, share: Any = 1.0) -> Any:
    """‖Dζ‖₂ + γ‖ζ‖₀, the first of a share of the change."""
    moved = jnp.sum(changes != 0.0, axis=-1).astype(changes.dtype)
    return share * traced_row_norms(changes * shared.prices) + shared.gamma * moved


def _verified(score: Score, found: _Person, polished: _Person) -> tuple[np.ndarray, np.ndarray]:
    """The polished changes, or the candidates themselves where rounding has spoiled those, if that is accepted."""

    def accepted(changes: np.ndarray) -> np.ndarray:
        points = found.x + changes
        return np.asarray(score.values(_padded(points)))[: len(points)] > 0.0

    changes = polished.changes[:, 0]
    changes = np.where(accepted(changes)[:, None], changes, found.changes[:, 0])
    return changes, accepted(changes)
