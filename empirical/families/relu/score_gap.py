"""How far the scores of two networks of one shape can be apart: bounds that follow the layers.

Write z = Wh + b for a layer and h = max(z, 0) for what the next one reads, h = x before the first. Of two networks, the
one and the other, the layers differ by W' = W + ΔW and b' = b + Δb. Then

    z' − z = W'h' + b' − Wh − b = W'(h' − h) + (ΔW h + Δb):

the other's weights carry the difference so far, and the change of the weights meets the one's values. As ReLU moves no
two numbers apart, E = ‖W'‖₂ E + ‖ΔW h + Δb‖₂ bounds ‖z' − z‖ layer by layer (*by norms*), and e = |W'| e + |ΔW h + Δb|
bounds every entry of |z' − z| (*by entries*); there a neuron with z + e ≤ 0 is off in both networks, and passes nothing
on. Either network may be the one. All four are bounds, so the smallest is; each is the smallest somewhere.

The bounds are of the networks that the float64 weights define. Sums of n terms are granted n units in the last place of
the sum of their sizes, and a few, through all layers. What rounding makes of a score is :func:`score_errors`.
"""

from functools import reduce
from typing import NamedTuple

import numpy as np
from jaxtyping import Float

from empirical.families.relu.network import MLP
from empirical.numerics import EPS, LEAST, SPARE, row_norms, spectral_norm


class LayerRadii(NamedTuple):
    """Bounds on |f_NR(x) − f_R(x)| at every instance; each array is [m].

    Attributes:
        norms_nr: The bound by norms, with the robust weights and the values of the non-robust network.
        norms_r: The bound by norms, with the non-robust weights and the values of the robust network.
        entries_nr: The bound by entries, with the robust weights and the values of the non-robust network.
        entries_r: The bound by entries, with the non-robust weights and the values of the robust network.
    """

    norms_nr: Float[np.ndarray, " m"]
    norms_r: Float[np.ndarray, " m"]
    entries_nr: Float[np.ndarray, " m"]
    entries_r: Float[np.ndarray, " m"]

    @property
    def norms(self) -> Float[np.ndarray, " m"]:
        """The smaller bound by norms."""
        return np.minimum(self.norms_nr, self.norms_r)

    @property
    def entries(self) -> Float[np.ndarray, " m"]:
        """The smaller bound by entries."""
        return np.minimum(self.entries_nr, self.entries_r)

    @property
    def smallest(self) -> Float[np.ndarray, " m"]:
        """The smallest of the four bounds; NaN where a point is NaN."""
        return np.minimum(self.norms, self.entries)


@np.errstate(over="ignore", invalid="ignore")  # a bound that overflows is infinite, or NaN, and never small
def layer_radii(natural: MLP, robust: MLP, points: Float[np.ndarray, "m k"]) -> LayerRadii:
    """Bound how far apart the scores of two networks can be, at every point.

    Args:
        natural: The non-robust network.
        robust: The robust network, of the same shape.
        points: The points, [m, k], with the constant column.

    Returns:
        The bounds; 0 for equal networks.

    Raises:
        ValueError: If the networks are not of one shape.

    Examples:
        >>> import jax
        >>> natural, robust = (MLP.initial(2, width=3, depth=1, key=jax.random.key(seed)) for seed in (0, 1))
        >>> point = jax.numpy.ones(3)
        >>> apart = abs(float(natural(point) - robust(point)))
        >>> bool(apart <= layer_radii(natural, robust, np.ones((1, 3))).smallest[0])
        True
    """
    one, other = _layers(natural), _layers(robust)
    widths = layer_widths(natural), layer_widths(robust)
    if widths[0] != widths[1]:
        raise ValueError(f"layers of {widths[0]} and {widths[1]} values cannot be compared; train both of one shape")
    if all(np.array_equal(a, b) for pair in zip(one, other, strict=True) for a, b in zip(*pair, strict=True)):
        return LayerRadii(*np.where(np.isnan(points).any(axis=1), np.nan, np.zeros((4, len(points)))))
    norms_nr, entries_nr = _apart(one, other, points)
    norms_r, entries_r = _apart(other, one, points)
    return LayerRadii(norms_nr, norms_r, entries_nr, entries_r)


@np.errstate(over="ignore", invalid="ignore")
def score_errors(network: MLP, points: Float[np.ndarray, "m k"]) -> Float[np.ndarray, " m"]:
    """Bound how far rounding can move a score in float64, whatever the order of its sums.

    Args:
        network: The network.
        points: The points, [m, k], with the constant column.

    Returns:
        The bounds, [m].

    Examples:
        >>> import jax
        >>> network = MLP.initial(2, width=3, depth=1, key=jax.random.key(0))
        >>> bool(0.0 < score_errors(network, np.ones((1, 3)))[0] < 1e-12)
        True
    """
    *hidden, last = _layers(network)
    at = _exact(points)
    for layer in hidden:
        at = _relu(_affine(layer, at))
    return _affine(last, at).errors[:, 0]


def slope_error(network: MLP, free: Float[np.ndarray, " k"]) -> float:
    """Bound how far rounding can move the length of a gradient, on whichever linear piece of the network.

    A gradient is a product of the weights without the neurons that are off. At a kink rounding decides which are off,
    and the gradient is that of a piece that ends there.

    Args:
        network: The network.
        free: D⁻¹, and 0 outside the actionable columns, [k]; the gradient is D⁻¹∇f.

    Returns:
        A bound that holds at all points.

    Examples:
        >>> import jax
        >>> network = MLP.initial(2, width=3, depth=1, key=jax.random.key(0))
        >>> 0.0 < slope_error(network, np.array([1.0, 0.5, 0.0])) < 1e-12
        True
    """
    layers = _layers(network)
    sizes = reduce(lambda back, layer: back @ np.abs(layer.weights), reversed(layers), np.ones(1))
    return sum(map(_unit, layers)) * float(row_norms(free[:-1] * sizes))


def layer_widths(network: MLP) -> list[int]:
    """List how many numbers every layer reads, and how many the last layer gives.

    Args:
        network: The network.

    Returns:
        The widths, from the columns without the constant one to the single score.

    Examples:
        >>> import jax
        >>> layer_widths(MLP.initial(2, width=3, depth=1, key=jax.random.key(0)))
        [2, 3, 1]
    """
    layers = _layers(network)
    return [*(layer.weights.shape[1] for layer in layers), len(layers[-1].biases)]


class _Layer(NamedTuple):
    weights: Float[np.ndarray, "n k"]
    biases: Float[np.ndarray, " n"]


class _Values(NamedTuple):
    """The computed values of a layer, and bounds on how far the exact values are from them."""

    values: Float[np.ndarray, "m n"]
    errors: Float[np.ndarray, "m n"]


def _layers(network: MLP) -> list[_Layer]:
    layers = network.layers
    return [_Layer(np.asarray(layer.weight, np.float64), np.asarray(layer.bias, np.float64)) for layer in layers]


def _apart(one: list[_Layer], other: list[_Layer], points: Float[np.ndarray, "m k"]) -> tuple[np.ndarray, np.ndarray]:
    """Bound the distance by norms and by entries, with the other network's weights and the one network's values."""
    at = _exact(points)
    ball, box = np.zeros(len(points)), np.zeros_like(at.values)
    for place, (layer, changed) in enumerate(zip(one, other, strict=True)):
        if place:
            box, at = _still_apart(box, at), _relu(at)
        shift = _affine(_Layer(changed.weights - layer.weights, changed.biases - layer.biases), at)
        change = np.abs(shift.values) + shift.errors
        ball = _up(spectral_norm(changed.weights) * ball + row_norms(change), changed)
        box = _up(box @ np.abs(changed.weights).T + change, changed)
        at = _affine(layer, at)
    return ball, box[:, 0]


def _still_apart(box: Float[np.ndarray, "m n"], at: _Values) -> Float[np.ndarray, "m n"]:
    """Bound the differences after ReLU: 0 for a value that they cannot lift above 0."""
    return np.maximum(box + np.minimum(at.values + at.errors, 0.0), 0.0) * (1.0 + SPARE * EPS)


def _exact(points: Float[np.ndarray, "m k"]) -> _Values:
    return _Values(points[:, :-1], np.zeros((len(points), points.shape[1] - 1)))


def _relu(at: _Values) -> _Values:
    return at._replace(values=np.maximum(at.values, 0.0))


def _affine(layer: _Layer, at: _Values) -> _Values:
    weights, biases = np.abs(layer.weights).T, np.abs(layer.biases)
    terms = np.abs(at.values) @ weights + biases
    return _Values(at.values @ layer.weights.T + layer.biases, _up(at.errors @ weights + _unit(layer) * terms, layer))


def _up(bound: np.ndarray, layer: _Layer) -> np.ndarray:
    """Raise a computed sum of non-negative terms over a layer's inputs to at least its exact value."""
    return bound * (1.0 + _unit(layer)) + LEAST


def _unit(layer: _Layer) -> float:
    return (sum(layer.weights.shape) + SPARE) * EPS
