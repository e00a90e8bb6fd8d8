"""The structural similarity of two grey images (Wang et al. 2004), and one less it as a distance."""

import math
from collections.abc import Callable
from functools import partial

import numpy as np
from jaxtyping import Float

WINDOW, SPREAD = 11, 1.5
"""The rows and columns of the Gaussian window, and its standard deviation."""

K1, K2 = 0.01, 0.03
"""The constants K₁ and K₂, for grey values from 0 to 1."""

AT_ONCE = 1000
"""The number of reference images that are compared with a point at once."""

Distance = Callable[[np.ndarray, np.ndarray], np.ndarray]
"""A function from points [m, k] and reference points [n, k] to distances [m, n]."""


def ssim_distance(shape: tuple[int, ...]) -> Distance:
    """Give the distance 1 − SSIM for images of one shape.

    Args:
        shape: The rows and columns of the images, as ``Classes.shape``.

    Returns:
        The distance, from points [m, k] and reference points [n, k] to [m, n].

    Raises:
        ValueError: If the images are smaller than the window.

    Examples:
        >>> image = np.linspace(0.0, 1.0, 144)[None]
        >>> ssim_distance((12, 12))(image, np.concatenate([image, 1.0 - image])).round(2).tolist()
        [[0.0, 1.93]]
    """
    if len(shape) != 2 or min(shape) < WINDOW:
        raise ValueError(f"images need {WINDOW} rows and {WINDOW} columns at least, not {shape}")
    return partial(_distances, shape)


def _distances(shape: tuple[int, int], points: np.ndarray, reference: np.ndarray) -> np.ndarray:
    """Compare blocks of reference images with one point after the other, so that little memory is taken."""
    points, reference = (rows.reshape(-1, *shape).astype(np.float64) for rows in (points, reference))
    found = np.empty((len(points), len(reference)))
    for start in range(0, len(reference), AT_ONCE):
        block = reference[start : start + AT_ONCE]
        moments = _moments(block)
        for row, point in enumerate(points):
            found[row, start : start + AT_ONCE] = 1.0 - _ssim(point, block, moments)
    return found


def _ssim(
    point: Float[np.ndarray, "h w"], images: Float[np.ndarray, "n h w"], moments: tuple[np.ndarray, np.ndarray]
) -> Float[np.ndarray, " n"]:
    """Average the similarity over all places where the window fits."""
    means, variances = moments
    mean, variance = _moments(point)
    covariances = _windows(point * images) - mean * means
    alike = (2.0 * mean * means + K1**2) * (2.0 * covariances + K2**2)
    sizes = (mean**2 + means**2 + K1**2) * (variance + variances + K2**2)
    return (alike / sizes).mean(axis=(-2, -1))


def _moments(images: Float[np.ndarray, "... h w"]) -> tuple[np.ndarray, np.ndarray]:
    """Give mean and variance in every window."""
    means = _windows(images)
    return means, _windows(images * images) - means**2


def _windows(images: Float[np.ndarray, "... h w"]) -> np.ndarray:
    """Average over every window that fits: the Gaussian is a product of one over rows and one over columns."""
    height, width = images.shape[-2:]
    return _averages(height) @ images @ _averages(width).T


def _averages(length: int) -> Float[np.ndarray, "p n"]:
    """The weights of the entries in every window along one axis."""
    distances = np.arange(length) - np.arange(length - WINDOW + 1)[:, None] - WINDOW // 2
    weights = np.where(np.abs(distances) <= WINDOW // 2, np.exp(-(distances**2) / (2.0 * SPREAD**2)), 0.0)
    return weights / math.fsum(weights[0])
