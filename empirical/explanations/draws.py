"""Draws of explanation methods, the same for all instances or others for each; mean and spread of what they give."""

from typing import Any, NamedTuple

import jax
import numpy as np
from jaxtyping import Array, Float, Key

from empirical.errors import InputError
from empirical.explanations.blocks import Place


def generator(key: Key[Array, ""], *places: int) -> np.random.Generator:
    """Make a generator of numpy from a key.

    Args:
        key: The key.
        *places: Whole numbers that tell generators of one key apart.

    Returns:
        The generator; the first draws do not depend on how many follow.

    Examples:
        >>> key = jax.random.key(0)
        >>> first = generator(key).random()
        >>> bool(first == generator(key).random()), bool(first == generator(key, 1).random())
        (True, False)
    """
    return np.random.default_rng([*np.asarray(jax.random.key_data(key)).tolist(), *places])


def normal(key: Key[Array, ""], samples: int, width: int, *, shared: bool) -> Place:
    """Draw standard normal vectors u for instances.

    Args:
        key: The key.
        samples: The number of draws of an instance.
        width: The number of columns.
        shared: Whether all instances have the same draws (common random numbers); else those of an instance depend on
            its place among the instances.

    Returns:
        A function from a part of the instances and a part of their draws to these draws, [r, c, k]; r is 1 where they
        are shared.

    Examples:
        >>> drawn = normal(jax.random.key(0), 5, 2, shared=True)
        >>> drawn(slice(0, 3), slice(1, 5)).shape
        (1, 4, 2)
        >>> normal(jax.random.key(0), 5, 2, shared=False)(slice(0, 3), slice(1, 5)).shape
        (3, 4, 2)
    """
    if shared:
        common = generator(key).standard_normal((samples, width))
        return lambda _, picks: common[None, picks]

    def of(rows: slice, picks: slice) -> np.ndarray:
        drawn = (generator(key, row).standard_normal((samples, width)) for row in range(rows.start, rows.stop))
        return np.stack([one[picks] for one in drawn])

    return of


class Moments(NamedTuple):
    """The mean of vectors and the sum of their squared deviations from it, which can be merged (Chan et al. 1979).

    Attributes:
        number: The number of vectors.
        mean: Their mean, [..., k].
        squares: The sums of squared deviations, [..., k].
    """

    number: int
    mean: Float[np.ndarray, "... k"]
    squares: Float[np.ndarray, "... k"]

    def merged(self, other: "Moments") -> "Moments":
        """Give the moments of two sets of vectors together.

        Args:
            other: The moments of the other set.

        Returns:
            The moments of all.
        """
        number, apart = self.number + other.number, other.mean - self.mean
        mean = self.mean + apart * (other.number / number)
        squares = self.squares + other.squares + apart**2 * (self.number * other.number / number)
        return Moments(number, mean, squares)

    def standard_errors(self) -> Float[np.ndarray, "... k"]:
        """Give the standard errors of the mean.

        Returns:
            The standard errors; NaN for a single vector.
        """
        if self.number < 2:
            return np.full_like(self.mean, np.nan)
        return np.sqrt(self.squares / (self.number * (self.number - 1)))


def moments(vectors: Float[np.ndarray, "r c k"]) -> Moments:
    """Compute the moments of the vectors along the second axis.

    Args:
        vectors: The vectors.

    Returns:
        Their moments, [r, k].

    Examples:
        >>> found = moments(np.array([[[1.0], [3.0]]]))
        >>> found.mean.tolist(), found.standard_errors().tolist()
        ([[2.0]], [[1.0]])
    """
    mean = vectors.mean(axis=1)
    return Moments(vectors.shape[1], mean, np.square(vectors - mean[:, None]).sum(axis=1))


def column_sizes(name: str, sizes: Any, width: int) -> Float[np.ndarray, " k"]:
    """Give a size for every column: the same for all, or one for each.

    Args:
        name: The name of the setting, for the message.
        sizes: A number, or one for each column, at least 0; columns of size 0 are never moved.
        width: The number k of columns.

    Returns:
        The sizes.

    Raises:
        InputError: If a size is negative or not finite, none is positive, or their number is another one.

    Examples:
        >>> column_sizes("sigma", 0.5, 2).tolist()
        [0.5, 0.5]
    """
    given = np.asarray(sizes, np.float64)
    if given.shape not in ((), (width,)):
        raise InputError(f"{name} is one number, or one for each of {width} columns, not of shape {given.shape}")
    if not (np.isfinite(given).all() and (given >= 0.0).all() and (given > 0.0).any()):
        raise InputError(f"{name} must be finite and positive, or 0 for columns that stay, not {sizes}")
    return np.broadcast_to(given, width)
