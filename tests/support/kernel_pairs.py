"""Small pairs of kernel regressors, and everything that the theory says of them written out with numpy."""

import math
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import numpy as np

import ntk
from empirical.data.split import INTERCEPT, Space, Split
from empirical.families.wide.pair import KernelGap, KernelModel, WidePair
from empirical.families.wide.settings import WideGrid, kernel_named
from empirical.families.wide.training import residual_bound, train_wide_grid
from ntk import GramOperator, KernelRegressor

NAMES = ("first-layer", "relu-ntk-2", "relu-nngp-1")
"""Each compiles its own programs, so they are few."""


def make_split(seed: int, *, train: int = 12, test: int = 40, width: int = 4) -> Split:
    """Labels that a noisy ReLU of the inputs decides; the first column is nobody's to change, the last one is 1."""
    rng = np.random.default_rng(seed)
    inputs = np.column_stack([rng.random(size=(train + test, width - 1)) * 2.0 - 0.5, np.ones(train + test)])
    slopes = rng.normal(size=(width, 3))
    scores = np.maximum(inputs @ slopes, 0.0) @ rng.normal(size=3)
    labels = np.where(scores + 0.1 * rng.normal(size=len(scores)) > np.median(scores), 1.0, -1.0)
    return as_split(inputs[:train], labels[:train], inputs[train:], labels[train:])


def as_split(X: np.ndarray, Y: np.ndarray, test: np.ndarray, test_labels: np.ndarray) -> Split:
    width = X.shape[1]
    attacked = np.arange(width) < width - 1
    actionable = attacked & (np.arange(width) > 0)
    ends = np.full(width, np.inf)
    levels = np.full((0, 1), -1)
    space = Space(-ends, ends, np.zeros(width, int), np.full(width, -1), levels, actionable)
    names = (*(f"column {place}" for place in range(width - 1)), INTERCEPT)
    return Split(X, Y, test, test_labels, np.arange(len(test)), attacked, space, names, np.zeros(width), np.ones(width))


def make_pairs(seed: int, **settings: Any) -> Iterator[WidePair]:
    """Trained pairs on :func:`make_split`."""
    shape = {name: settings.pop(name) for name in ("train", "test", "width") if name in settings}
    grid = WideGrid(seeds=(seed,), **settings)
    yield from train_wide_grid({seed: make_split(seed, **shape)}, grid)


def pair_on(split: Split, X_R: np.ndarray, *, ridge: float, kernel: str, sloppy: float = 0.0) -> WidePair:
    """A pair on any robust inputs; ``sloppy`` is how far the weights are from solving their equations."""
    one = kernel_named(kernel)
    rng = np.random.default_rng(0)
    X, Y = split.train, split.train_labels
    natural, robust = (ntk.fit(one, inputs, Y, ridge=ridge) for inputs in (X, X_R))
    natural, robust = (
        model._replace(weights=model.weights + sloppy * rng.normal(size=len(Y))) for model in (natural, robust)
    )
    gap = ntk.inverse_gap(*(GramOperator(one, inputs, ridge) for inputs in (X, X_R)))
    known = KernelGap(
        gap,
        float(np.linalg.norm(Y)),
        residual_bound(natural, Y),
        residual_bound(robust, Y),
        residual_bound(natural._replace(X=X_R), Y),
    )
    return WidePair(split, KernelModel(natural), KernelModel(robust), gap=known)


def regressor(model: Any) -> KernelRegressor:
    assert isinstance(model, KernelModel)
    return model.regressor


class Written(NamedTuple):
    """A kernel as a double loop would have it."""

    value: Callable[[np.ndarray, np.ndarray], float]

    def matrix(self, A: np.ndarray, B: np.ndarray) -> np.ndarray:
        return np.array([[self.value(a, b) for b in B] for a in A]).reshape(len(A), len(B))

    def gradients(self, x: np.ndarray, B: np.ndarray, step: float = 1e-5) -> np.ndarray:
        """∇ₓK(x, b_j) as row j, by differences of fourth order; not next to a kink."""
        rows = []
        for axis in np.eye(len(x)) * step:
            near, far = (self.matrix(np.array([x + k * axis, x - k * axis]), B) for k in (1.0, 2.0))
            rows.append((8.0 * (near[0] - near[1]) - (far[0] - far[1])) / (12.0 * step))
        return np.array(rows).T


def written(name: str) -> Written:
    """The kernels by their textbook recursion, one pair of points at a time."""
    kind, depth = (name, 1) if name == "first-layer" else (name.split("-")[1], int(name.split("-")[2]))

    def value(x: np.ndarray, y: np.ndarray) -> float:
        inputs = 1 if kind == "first-layer" else len(x)
        xx, yy, xy = x @ x / inputs, y @ y / inputs, x @ y / inputs
        tangent = first = xy
        for _ in range(depth):
            size = math.sqrt(xx * yy)
            theta = math.acos(min(1.0, max(-1.0, xy / size))) if size else math.pi / 2
            first = tangent * (math.pi - theta) / (2.0 * math.pi)
            xy = (size * math.sin(theta) + xy * (math.pi - theta)) / (2.0 * math.pi)
            tangent = first + xy
            xx, yy = xx / 2.0, yy / 2.0
        return float({"first-layer": first, "ntk": tangent, "nngp": xy}[kind])

    return Written(value)
