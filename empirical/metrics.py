"""What recourses are measured by, as the papers define it.

Every metric is one number for an instance, NaN for whoever has none: a row of points or changes that is not finite has
no recourse. :func:`only` puts NaN where a metric is not about everyone; :func:`summarise` averages what is left and
says how many that were. Distances and costs are in scaled units.
"""

import math
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
from jaxtyping import Array, Bool, Float, Int, Key

from empirical.attacks import attacked_margins
from empirical.batching import LARGEST, over_persons
from empirical.data.splitting import Space
from empirical.numerics import row_norms
from empirical.pair import Model
from empirical.recourse.constraints import SLACK, breaches
from empirical.recourse.result import Recourses, RecourseStatus
from empirical.recourse.score import as_score

EPSILONS = (0.01, 0.05, 0.1)
"""Radii of the ℓ∞ balls in which a recourse should stay valid."""

NEIGHBOURS = 5
"""K of Hardy et al. 2023, section 3.3."""

BALL_SHARE = 0.2
"""Their radius of a ball, as a share of the average distance between points."""

SAMPLE = 5000
"""Of more points than these, the average distance is that of a sample."""

BLOCK = 16
"""MiB of distances at a time."""

Worst = Callable[[Any, float], Any]
"""From points [n, k] and ε to the smallest scores [n] that were found within ‖δ‖∞ ≤ ε."""


class Summary(NamedTuple):
    """Of the instances that a metric is about; NaN if there are none.

    Attributes:
        mean: The average.
        median: The middle.
        size: How many they are.
    """

    mean: float
    median: float
    size: int


def summarise(values: Float[np.ndarray, " m"]) -> Summary:
    """Average a metric over whoever has it.

    Args:
        values: NaN for the others.

    Returns:
        The summary; the mean of a metric that is 0 or 1 is a share of ``size``.
    """
    known = values[~np.isnan(values)].astype(np.float64)
    if not len(known):
        return Summary(np.nan, np.nan, 0)
    return Summary(float(known.mean()), float(np.median(known)), len(known))


def only(recourses: Recourses, rows: Bool[np.ndarray, " m"]) -> Recourses:
    """The recourses of some; NaN for the others, whose status stays.

    Args:
        recourses: What a method gave back, with ``mode="fixed"`` a point for everyone.
        rows: Whose to keep: ``recourses.found`` for what is averaged over the found.

    Returns:
        The recourses, of the same shapes.
    """

    def kept(values: np.ndarray) -> np.ndarray:
        return np.where(rows.reshape(-1, *[1] * (values.ndim - 1)), values, np.nan)

    return recourses._replace(
        points=kept(recourses.points),
        changes=kept(recourses.changes),
        costs=kept(recourses.costs),
        more={name: kept(values) for name, values in recourses.more.items()},
    )


def success(recourses: Recourses) -> Float[np.ndarray, " m"]:
    """Success rate [Hardy et al. 2023, section 3.3]: whether a recourse was found.

    Args:
        recourses: What a method gave back.

    Returns:
        1 or 0; NaN for whoever needs none.
    """
    return np.where(recourses.status == RecourseStatus.ALREADY_FAVOURABLE, np.nan, recourses.found)


def accepted(score: Any, points: Float[np.ndarray, "m k"]) -> Float[np.ndarray, " m"]:
    """Validity as a share [Krishna et al. 2024, section 5.1]: whether f(x') > 0.

    By the model that the recourse was made for it is *own* validity, the share in the paper's figures; x'_R by f_NR is
    *cross* validity. The paper divides by the whole test set, the mean of this by the recourses that there are.

    Args:
        score: f, as for :func:`~empirical.recourse.score.as_score`.
        points: x'.

    Returns:
        1 or 0; 0 where the score is NaN.
    """
    return np.where(_finite(points), _scores(score, points) > 0.0, np.nan)


def probability(score: Any, points: Float[np.ndarray, "m k"]) -> Float[np.ndarray, " m"]:
    """Validity as a probability [Krishna et al. 2024, Theorems 4, 5]: σ(f(x')).

    Args:
        score: f, a logit; as for :func:`accepted`.
        points: x'.

    Returns:
        The probabilities; NaN where the score is.
    """
    from scipy.special import expit

    return expit(_scores(score, points))


def cost(
    changes: Float[np.ndarray, "m k"], *, order: int = 2, prices: Float[np.ndarray, " k"] | None = None
) -> Float[np.ndarray, " m"]:
    """Cost ‖Dζ‖ [Krishna et al. 2024, section 5.1; distance travelled in Hardy et al. 2023].

    Args:
        changes: ζ.
        order: 2, 1, or 0 for the number of columns changed by more than 1e-9, whatever their price.
        prices: D; ``None`` for 1.

    Returns:
        The costs.

    Raises:
        ValueError: If the order is none of these.
    """
    if order not in (0, 1, 2):
        raise ValueError(f"order must be 0, 1 or 2, not {order}")
    if order == 0:
        return np.where(_finite(changes), (np.abs(changes) > SLACK).sum(axis=1), np.nan)
    priced = changes if prices is None else changes * prices
    return np.where(_finite(changes), row_norms(priced) if order == 2 else np.abs(priced).sum(axis=1), np.nan)


def sparsity(changes: Float[np.ndarray, "m k"], space: Space) -> Float[np.ndarray, " m"]:
    """Sparsity [Hardy et al. 2023, section 3.3]: the number of features changed, by more than 1e-9.

    They count columns; here a category of several columns is one feature.

    Args:
        changes: ζ.
        space: Which columns are of one category.

    Returns:
        The numbers.
    """
    return np.where(_finite(changes), _changed(changes, _owners(space)).sum(axis=1), np.nan)


def redundancy(
    score: Any, inputs: Float[np.ndarray, "m k"], changes: Float[np.ndarray, "m k"], space: Space
) -> Float[np.ndarray, " m"]:
    """Redundancy [Hardy et al. 2023, section 3.3; Pawelczyk et al. 2021]: the features that were changed for nothing.

    Each changed feature in turn is put back, it alone; if the model still accepts, it counts. Both papers put single
    columns back, of which one alone leaves a category without a level; here all columns of a category go back at once.

    Args:
        score: f, as for :func:`accepted`.
        inputs: x.
        changes: ζ.
        space: Which columns are of one category.

    Returns:
        The numbers; NaN also where the model does not accept x + ζ.
    """
    owners, valid = _owners(space), accepted(score, inputs + changes) == 1.0
    persons, features = np.nonzero(_changed(changes, owners) & valid[:, None])
    spare = np.zeros(len(inputs))
    for start in range(0, len(persons), LARGEST):
        who, what = persons[start : start + LARGEST], features[start : start + LARGEST]
        back = inputs[who] + np.where(owners == what[:, None], 0.0, changes[who])
        spare += np.bincount(who[_scores(score, back) > 0.0], minlength=len(inputs))
    return np.where(valid, spare, np.nan)


def violations(
    inputs: Float[np.ndarray, "m k"], changes: Float[np.ndarray, "m k"], space: Space
) -> Float[np.ndarray, " m"]:
    """How many of the four kinds of :class:`~empirical.recourse.constraints.Breaches` a recourse commits.

    Args:
        inputs: x.
        changes: ζ.
        space: What may change, and how far.

    Returns:
        0 to 4.
    """
    return np.where(_finite(inputs + changes), np.sum(breaches(inputs, changes, space), axis=0), np.nan)


def knn_distance(
    points: Float[np.ndarray, "m k"], reference: Float[np.ndarray, "n d"], *, neighbours: int = NEIGHBOURS
) -> Float[np.ndarray, " m"]:
    """KNN manifold distance [Hardy et al. 2023, section 3.3]: mean ℓ₂ distance to the nearest points of the class.

    Args:
        points: x'.
        reference: Training instances of the desired class: those that the model accepts, or those so labelled.
        neighbours: K ≥ 1.

    Returns:
        The distances; NaN for all if there are fewer than K reference points: a mean over fewer is another metric.

    Raises:
        ValueError: If K < 1, or the reference points do not fit.
    """
    _check(points, reference)
    if neighbours < 1:
        raise ValueError(f"neighbours must be at least 1, not {neighbours}")
    if len(reference) < neighbours:
        return np.full(len(points), np.nan)
    return _of_finite(lambda some: _nearest(some, reference, neighbours).mean(axis=1), points)


def sphere_distance(
    points: Float[np.ndarray, "m k"], reference: Float[np.ndarray, "n d"], *, radius: float
) -> Float[np.ndarray, " m"]:
    """Sphere manifold distance [Hardy et al. 2023, section 3.3]: mean ℓ₂ distance to the points of the class in a ball.

    Args:
        points: x'.
        reference: As for :func:`knn_distance`.
        radius: Of the closed ball about x'; theirs is :func:`ball_radius`.

    Returns:
        The distances; NaN where the ball is empty. Points far from the class leave the mean: read it with its count.

    Raises:
        ValueError: If the reference points do not fit.
    """  # noqa: DOC502
    _check(points, reference)

    def within(distances: np.ndarray) -> np.ndarray:
        near = distances <= radius
        count = near.sum(axis=1)
        total = np.where(near, distances, 0.0).sum(axis=1)
        return np.where(count > 0, total / np.maximum(count, 1), np.nan)

    if not len(reference):
        return np.full(len(points), np.nan)
    return _of_finite(lambda some: np.concatenate([within(block) for block in _distances(some, reference)]), points)


def ball_radius(points: Float[np.ndarray, "n k"], *, seed: int, share: float = BALL_SHARE) -> float:
    """A share of the average ℓ₂ distance from a point to all others [Hardy et al. 2023, section 3.3].

    They leave open whether the average is one for each point; here there is one radius for all, averaged over all
    pairs: of ``SAMPLE`` points drawn without replacement, if there are more.

    Args:
        points: Training instances, of either class.
        seed: Of the draw.
        share: Of the average.

    Returns:
        The radius; NaN of fewer than two points.

    Raises:
        ValueError: If a point is not finite.
    """  # noqa: DOC502
    _check(points, points)
    size = len(points)
    if size > SAMPLE:
        return ball_radius(np.random.default_rng(seed).choice(points, SAMPLE, replace=False), seed=seed, share=share)
    if size < 2:
        return np.nan
    return share * sum(float(block.sum()) for block in _distances(points)) / (size * (size - 1))


def connected(
    points: Float[np.ndarray, "m k"],
    reference: Float[np.ndarray, "n d"],
    correct: Bool[np.ndarray, " c"],
    *,
    radius: float,
) -> Float[np.ndarray, " m"]:
    """ε-connectedness [Laugel et al. 2019; Hardy et al. 2023, section 3.3]: whether a chain leads to the class.

    A chain starts at x', its steps are shorter than ε, and all its points are accepted; it ends at a training instance
    that is accepted and so labelled. Theirs runs through the whole space, ours through training instances: connected
    here is connected there. Graph components of all accepted instances, without a least number of neighbours.

    Args:
        points: x', accepted by the model.
        reference: All training instances that the model accepts.
        correct: Which of them are so labelled, [n].
        radius: ε. Hardy et al. do not give theirs; :func:`ball_radius` is the one they print for balls.

    Returns:
        1 or 0; 0 where there is nothing to be connected to. NaN for all if the radius is.

    Raises:
        ValueError: If the reference points do not fit.
    """
    _check(points, reference)
    if correct.shape != (len(reference),):
        raise ValueError(
            f"correct must have an entry for each of {len(reference)} reference points, not {len(correct)}"
        )
    if math.isnan(radius):
        return np.full(len(points), np.nan)
    labels = _components(reference, radius)
    good = reference[np.isin(labels, labels[correct])]
    if not len(good):
        return np.where(_finite(points), 0.0, np.nan)
    return _of_finite(lambda some: _nearest(some, good, 1)[:, 0] < radius, points)


def worst_scores(
    model: Model, attacked: Bool[np.ndarray, " k"], *, key: Key[Array, ""], steps: int = 20, restarts: int = 3
) -> Worst:
    """The attack on a model: of a linear one exactly f(x') − ε‖w‖₁, else by projected gradients [Madry et al. 2018].

    Args:
        model: f.
        attacked: The columns that may be perturbed; the norm is over them.
        key: Of the random starts, like the rest for :func:`~empirical.attacks.attacked_margins`.
        steps: Of the descent.
        restarts: Random starts beside x'.

    Returns:
        For :func:`stays_valid`.
    """

    def worst(points: np.ndarray, epsilon: float) -> np.ndarray:
        points, labels = points.astype(np.float64), np.ones(len(points))
        settings: Any = {"attacked": attacked, "steps": steps, "restarts": restarts, "key": key}
        return attacked_margins(model, points, labels, epsilon=epsilon, norm=math.inf, **settings)

    return worst


def stays_valid(
    score: Any, points: Float[np.ndarray, "m k"], worst: Worst, *, epsilons: Sequence[float] = EPSILONS
) -> Float[np.ndarray, "e m"]:
    """Robustness of recourse: whether f(x' + δ) > 0 for the worst ‖δ‖∞ ≤ ε that is known.

    Exact if the attack is; else an upper bound, for a stronger one may find more. What breaks in one ball is broken in
    every larger one, even if the attack does not find it there.

    Args:
        score: f, as for :func:`accepted`.
        points: x'.
        worst: The attack, such as :func:`worst_scores`; it gets valid points alone.
        epsilons: Radii, rising.

    Returns:
        1 or 0 for every ε; NaN where x' is not valid, so that the mean is a share of the valid.

    Raises:
        ValueError: If the radii do not rise from 0 or more.
    """  # noqa: DOC502
    radii, valid = _rising(epsilons), accepted(score, points) == 1.0
    stays = np.full((len(radii), len(points)), np.nan)
    if valid.any():
        held = np.stack([np.asarray(worst(points[valid], epsilon)) > 0.0 for epsilon in radii])
        stays[:, valid] = np.logical_and.accumulate(held, axis=0)
    return stays


def stays_valid_in_noise(
    score: Any,
    points: Float[np.ndarray, "m k"],
    attacked: Bool[np.ndarray, " k"],
    *,
    seed: int,
    epsilons: Sequence[float] = EPSILONS,
    draws: int = 100,
) -> Float[np.ndarray, "e m"]:
    """Robustness of recourse to noise: how often f(x' + δ) > 0, δ uniform in ‖δ‖∞ ≤ ε.

    One minus the invalidation rate of Pawelczyk et al. 2023, whose noise is Gaussian. The same draws serve every ε, and
    an instance has the same ones however many follow it.

    Args:
        score: f, as for :func:`accepted`.
        points: x'.
        attacked: The columns that are perturbed.
        seed: Of the draws.
        epsilons: Radii, rising.
        draws: How many for each instance, at least 1.

    Returns:
        Shares for every ε; NaN where x' is not valid.

    Raises:
        ValueError: If the radii do not rise from 0 or more, or there is no draw.
    """
    radii, valid = _rising(epsilons), accepted(score, points) == 1.0
    if draws < 1:
        raise ValueError(f"draws must be at least 1, not {draws}")
    held = np.zeros((len(radii), len(points)))
    for draw in range(draws):
        noise = np.random.default_rng((seed, draw)).uniform(-1.0, 1.0, points.shape).astype(points.dtype) * attacked
        held += np.stack([_scores(score, points + epsilon * noise) > 0.0 for epsilon in radii])
    return np.where(valid, held / draws, np.nan)


def _rising(epsilons: Sequence[float]) -> list[float]:
    radii = [float(epsilon) for epsilon in epsilons]
    if not (radii and radii[0] >= 0.0 and np.isfinite(radii).all() and (np.diff(radii) > 0.0).all()):
        raise ValueError(f"epsilons must rise from 0 or more, not be {', '.join(map(str, radii)) or 'none'}")
    return radii


def _finite(points: np.ndarray) -> np.ndarray:
    return np.asarray(np.isfinite(points).all(axis=1))


def _of_finite(function: Callable[[np.ndarray], Any], points: np.ndarray) -> np.ndarray:
    """A function of the rows that are finite; NaN for the others."""
    values, rows = np.full(len(points), np.nan), _finite(points)
    if rows.any():
        values[rows] = function(points[rows])
    return values


def _scores(score: Any, points: np.ndarray) -> np.ndarray:
    known = as_score(score)
    # Padding is float64; strict models of float32 refuse it.
    return _of_finite(lambda some: over_persons(lambda block: known.values(block.astype(points.dtype)), some), points)


def _owners(space: Space) -> Int[np.ndarray, " k"]:
    """The feature of every column, from 0 on: categories, then numbers."""
    apart = len(space.category) + np.arange(len(space.category))
    return np.unique(np.where(space.category < 0, apart, space.category), return_inverse=True)[1]


def _changed(changes: np.ndarray, owners: np.ndarray) -> Bool[np.ndarray, "m f"]:
    return (np.abs(changes) > SLACK) @ np.eye(owners.max(initial=-1) + 1, dtype=bool)[owners]


def _check(points: np.ndarray, reference: np.ndarray) -> None:
    if reference.shape[1] != points.shape[1]:
        raise ValueError(f"points have {points.shape[1]} columns, and the reference points {reference.shape[1]}")
    if not np.isfinite(reference).all():
        raise ValueError("reference points must be finite; impute or drop the others")


def _nearest(points: np.ndarray, reference: np.ndarray, count: int) -> Float[np.ndarray, "n c"]:
    """Distances to the nearest reference points."""
    from sklearn.neighbors import NearestNeighbors

    found = NearestNeighbors(n_neighbors=count, algorithm="brute").fit(reference.astype(np.float64))
    rows = found.kneighbors(points.astype(np.float64), return_distance=False)
    # Taken anew: those of the search are differences of squares, off by 1e-8 next to a reference point.
    return np.stack([row_norms(points - reference[row]) for row in rows.T], axis=1)


def _distances(points: np.ndarray, reference: np.ndarray | None = None) -> Iterator[np.ndarray]:
    """Distances from points to reference points, or to each other, in blocks of rows."""
    from sklearn.metrics import pairwise_distances_chunked

    return pairwise_distances_chunked(points, reference, working_memory=BLOCK)


def _components(points: np.ndarray, radius: float) -> Int[np.ndarray, " n"]:
    """The component of every point in the graph that joins those nearer than a radius."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    labels, start = np.arange(len(points)), 0
    for block in _distances(points) if len(points) else ():
        own = labels[start : start + len(block)]
        # Links between components alone: the graph of a block is small even where everyone is near everyone.
        rows, columns = np.nonzero((block < radius) & (own[:, None] != labels))
        links = coo_array((np.ones(len(rows)), (own[rows], labels[columns])), shape=(len(points), len(points)))
        labels, start = connected_components(links, directed=False)[1][labels], start + len(block)
    return labels
