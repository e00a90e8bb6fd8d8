"""Structural similarity of many images at once, over windows inside the image and over those at its border too.

:func:`~empirical.metrics.ssim.ssim_distance` averages over the windows that fit. Some libraries, ImageQualityIndexes.jl
among them, centre a window at every pixel and repeat the outermost pixels beyond the border. Images that are black at
the border are more similar so: there, they are the same.
"""

from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Float

from empirical.metrics.ssim import K1, K2, SPREAD, WINDOW

AT_ONCE = 2048
"""The number of images that are compared with a point at once."""


class Distances(NamedTuple):
    """The distances 1 − SSIM of points to images.

    Attributes:
        inside: Over the windows that fit, [m, n].
        everywhere: Over the windows around all pixels, [m, n].
    """

    inside: Float[np.ndarray, "m n"]
    everywhere: Float[np.ndarray, "m n"]


def ssim_distances(
    points: Float[np.ndarray, "m k"], images: Float[np.ndarray, "n k"], shape: tuple[int, ...]
) -> Distances:
    """Compare points with images, in float32.

    Args:
        points: The points, images row by row, finite.
        images: The images.
        shape: Their rows and columns.

    Returns:
        The distances.

    Examples:
        >>> image = np.linspace(0.0, 1.0, 144)[None]
        >>> found = ssim_distances(image, np.concatenate([image, 1.0 - image]), (12, 12))
        >>> found.inside.round(2).tolist(), found.everywhere.round(2).tolist()
        ([[0.0, 1.93]], [[0.0, 1.56]])
    """
    many = np.asarray(points, np.float32).reshape(-1, *shape)
    averages = [jnp.asarray(repeated_averages(length), jnp.float32) for length in shape]
    found = []
    for start in range(0, len(images), AT_ONCE):
        block = np.zeros((AT_ONCE, *shape), np.float32)
        part = np.asarray(images[start : start + AT_ONCE], np.float32).reshape(-1, *shape)
        block[: len(part)] = part
        found.append([np.asarray(one)[:, : len(part)] for one in _compared(many, block, *averages)])
    inside, everywhere = (np.concatenate(parts, axis=1).astype(np.float64) for parts in zip(*found, strict=True))
    return Distances(np.maximum(inside, 0.0), np.maximum(everywhere, 0.0))  # float32 may end below


def nearest_images(
    points: Float[np.ndarray, "m k"], images: Float[np.ndarray, "n k"], shape: tuple[int, ...], neighbours: int
) -> Float[np.ndarray, "4 m"]:
    """Average the distances of points to their nearest images, and to the first images.

    Args:
        points: The points; NaN where there is none.
        images: The images of one class, in no order.
        shape: Their rows and columns.
        neighbours: The number of images over which the mean is taken.

    Returns:
        The means over the nearest images, by the windows inside and by all windows, and over the first ones, likewise;
        NaN without a point.

    Examples:
        >>> image = np.linspace(0.0, 1.0, 144)[None]
        >>> nearest_images(image, np.concatenate([1.0 - image, image]), (12, 12), 1).round(2).tolist()
        [[0.0], [0.0], [1.93], [1.56]]
    """

    def of(rows: np.ndarray) -> np.ndarray:
        found = ssim_distances(rows, images, shape)
        near = [np.partition(one, neighbours - 1, axis=1)[:, :neighbours].mean(axis=1) for one in found]
        return np.stack([*near, *(one[:, :neighbours].mean(axis=1) for one in found)], axis=1)

    means: Any = np.full((len(points), 4), np.nan)
    rows = np.isfinite(points).all(axis=1)
    if rows.any() and len(images) >= neighbours:
        means[rows] = of(points[rows])
    return means.T


def repeated_averages(length: int) -> Float[np.ndarray, "n n"]:
    """Give the weights of the entries in the window around every entry, the outermost ones repeated beyond the border.

    Args:
        length: The number of entries along one axis.

    Returns:
        The weights, a row for each window.

    Examples:
        >>> weights = repeated_averages(28)
        >>> weights.shape, bool((abs(weights.sum(axis=1) - 1.0) < 1e-12).all())
        ((28, 28), True)
    """
    offsets = np.arange(-(WINDOW // 2), WINDOW // 2 + 1)
    gauss = np.exp(-(offsets**2) / (2.0 * SPREAD**2))
    weights = np.zeros((length, length))
    for place in range(length):
        np.add.at(weights[place], np.clip(place + offsets, 0, length - 1), gauss / gauss.sum())
    return weights


@jax.jit
def _compared(points: Any, images: Any, rows: Any, columns: Any) -> tuple[Any, Any]:
    def windows(many: Any) -> Any:
        return jnp.einsum("ij,...jk,lk->...il", rows, many, columns)

    means = windows(images)
    variances = windows(images * images) - means**2
    edge = WINDOW // 2

    def of(point: Any) -> tuple[Any, Any]:
        mean = windows(point)[None]
        variance = windows(point * point)[None] - mean**2
        covariances = windows(point[None] * images) - mean * means
        alike = (2.0 * mean * means + K1**2) * (2.0 * covariances + K2**2)
        sizes = (mean**2 + means**2 + K1**2) * (variance + variances + K2**2)
        similar = alike / sizes
        return 1.0 - similar[:, edge:-edge, edge:-edge].mean(axis=(1, 2)), 1.0 - similar.mean(axis=(1, 2))

    return jax.lax.map(of, points)
