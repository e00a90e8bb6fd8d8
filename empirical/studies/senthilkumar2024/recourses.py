"""The recourses of the thesis: who gets one towards which class, and how ECCo searches it."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np
from jaxtyping import Array, Bool, Float, Int, Key

from empirical.data.classes import Classes
from empirical.data.space import Space
from empirical.models.several_classes import ClassModel
from empirical.recourse.methods.ecco import STOPS, ECCo

RIDGE, DECAY, NOISE, SLOW = 0.1, 0.9, 0.1, 0.01
"""What CounterfactualExplanations.jl has in one version or another: the weight of the squared energy, the power by
which the weight of the energy falls, and the noise with which a search begins; and a short step."""

SEARCHES: Mapping[str, Mapping[str, Any]] = MappingProxyType(
    {
        "equation": MappingProxyType({}),
        "squared energy": MappingProxyType({"ridge": RIDGE}),
        "falling weight": MappingProxyType({"decay": DECAY}),
        "noisy start": MappingProxyType({"noise": NOISE}),
        "published": MappingProxyType({"ridge": RIDGE, "noise": NOISE}),
        "short steps": MappingProxyType({"rate": SLOW}),
        "unbounded": MappingProxyType({}),
    }
)
"""The searches by name: what ECCo has beside Eq. 4 and steps of 0.1; ``unbounded`` may leave the range of the data."""

UNBOUNDED = "unbounded"
"""The name of the search outside the range of the data."""


class Factuals(NamedTuple):
    """Test instances and the classes that recourses lead to.

    Attributes:
        rows: Their places among the test instances, int [m].
        labels: Their classes, int [m].
        targets: The classes that recourses lead to, int [m]; never their own.
    """

    rows: Int[np.ndarray, " m"]
    labels: Int[np.ndarray, " m"]
    targets: Int[np.ndarray, " m"]


def draw_factuals(data: Classes, count: int, seed: int) -> Factuals:
    """Draw test instances, and a class other than its own for each: the same for all models.

    Args:
        data: The data.
        count: The number of instances; all of them if there are fewer.
        seed: The seed of the draw.

    Returns:
        The factuals.

    Examples:
        >>> from empirical.data.dataset import Feature
        >>> rows, labels = np.zeros((4, 1)), np.array([0, 1, 2, 0])
        >>> made = Classes("made", ("a", "b", "c"), rows, labels, rows, labels, (Feature("x"),), "made up")
        >>> drawn = draw_factuals(made, 3, seed=0)
        >>> len(set(drawn.rows.tolist())), bool((drawn.targets != drawn.labels).all())
        (3, True)
    """
    rng = np.random.default_rng(seed)
    rows = rng.permutation(len(data.test))[:count]
    labels = data.test_labels[rows].astype(np.int64)
    away = rng.integers(1, len(data.classes), size=len(rows))
    return Factuals(rows, labels, (labels + away) % len(data.classes))


class Found(NamedTuple):
    """What a search found for every factual.

    Attributes:
        points: The recourses, [m, k]; NaN where there is none.
        found: Whether the model predicts the target there, bool [m].
        needed: Whether the model does not predict it before, bool [m].
        steps: The number of steps, [m]; NaN for whom nothing was searched.
        slopes: The length of the slope of the objective before the last step, [m], likewise.
    """

    points: Float[np.ndarray, "m k"]
    found: Bool[np.ndarray, " m"]
    needed: Bool[np.ndarray, " m"]
    steps: Float[np.ndarray, " m"]
    slopes: Float[np.ndarray, " m"]


def search(model: ClassModel, inputs: Any, targets: Any, method: ECCo, space: Space, *, key: Key[Array, ""]) -> Found:
    """Search a recourse for every instance towards its class, one class after the other.

    Args:
        model: The model.
        inputs: The instances, [m, k].
        targets: The class of each, int [m].
        method: The method.
        space: What may change.
        key: The key of the method.

    Returns:
        What it found.

    Examples:
        >>> import jax
        >>> model, wide = ClassModel(lambda x: 4.0 * x, ("a", "b")), Space.unbounded(2)
        >>> inputs, targets = np.array([[1.0, 0.0], [0.0, 1.0]]), np.array([1, 0])
        >>> found = search(model, inputs, targets, ECCo(), wide, key=jax.random.key(0))
        >>> found.found.tolist(), model.predicted(found.points).tolist()
        ([True, True], [1, 0])
    """
    count = len(inputs)
    whole = Found(
        np.full(inputs.shape, np.nan), np.zeros(count, bool), np.zeros(count, bool), *np.full((2, count), np.nan)
    )
    for target in np.unique(targets):
        rows = np.flatnonzero(targets == target)
        part = method(model.towards(int(target)), inputs[rows], space, key=key)
        whole.points[rows], whole.found[rows] = part.points, part.found
        whole.needed[rows] = part.status != 2  # RecourseStatus.ALREADY_FAVOURABLE
        whole.steps[rows], whole.slopes[rows] = part.more["steps"], part.more["gradient"]
    return whole


def methods(names: str, lam: float, energy: float) -> Iterator[tuple[str, str, ECCo]]:
    """Give the searches of a cell.

    Args:
        names: Names of ``SEARCHES`` with commas between them.
        lam: The weight λ₁ of the distance.
        energy: The weight λ₂ of the energy.

    Yields:
        The name of the search, where it stops, and the method.

    Examples:
        >>> [(name, stop, method.ridge) for name, stop, method in methods("squared energy", 0.01, 0.5)]
        [('squared energy', 'threshold', 0.1), ('squared energy', 'gradient', 0.1)]
    """
    for name in names.split(","):
        for stop in STOPS:
            yield name, stop, ECCo(lam=lam, energy=energy, stop=stop, **SEARCHES[name])


def range_of(data: Classes) -> Space:
    """Give the space in which everything may change between the smallest and the largest value of all data.

    The published code gives every column one range: that of all columns together, which is 0 to 1 for images.

    Args:
        data: The data.

    Returns:
        The space.

    Examples:
        >>> from empirical.data.dataset import Feature
        >>> rows, labels, columns = np.array([[0.0, 4.0], [1.0, 2.0]]), np.array([0, 1]), (Feature("x"), Feature("y"))
        >>> range_of(Classes("made", ("a", "b"), rows, labels, rows, labels, columns, "made up")).high.tolist()
        [4.0, 4.0]
    """
    width = data.train.shape[1]
    low, high = (np.full(width, float(end(data.train))) for end in (np.min, np.max))
    return Space.unbounded(width)._replace(low=low, high=high)
