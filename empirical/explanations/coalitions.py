"""Coalitions: sets of groups of columns that keep their values, while all other columns take those of a reference."""

from typing import Any

import numpy as np
from jaxtyping import Bool, Float, Int

from empirical.errors import InputError
from empirical.explanations.blocks import scores_at
from empirical.models.model import Model


def group_numbers(groups: Any, width: int) -> Int[np.ndarray, " k"]:
    """Give the group of every column.

    Args:
        groups: The number of the group of every column, from 0 on; empty if each column is a group of its own.
        width: The number k of columns.

    Returns:
        The numbers of the groups.

    Raises:
        InputError: If there is not one number for each column, or a number from 0 to the largest is missing.

    Examples:
        >>> group_numbers((), 3).tolist(), group_numbers([0, 0, 1], 3).tolist()
        ([0, 1, 2], [0, 0, 1])
    """
    numbers = np.asarray(groups)
    if numbers.size == 0:
        return np.arange(width)
    if numbers.shape != (width,) or numbers.dtype.kind not in "iu":
        raise InputError(f"groups are one whole number for each of {width} columns, not of shape {numbers.shape}")
    used = np.unique(numbers)
    if used[0] != 0 or used[-1] != len(used) - 1:
        raise InputError("groups are numbered 0, 1, 2, ... without a gap: np.unique(groups, return_inverse=True)[1]")
    return numbers


def reference_rows(reference: Any, width: int) -> Float[np.ndarray, "b k"]:
    """Give the reference as rows.

    Args:
        reference: One number for all columns, a row [k], or several rows [b, k].
        width: The number k of columns.

    Returns:
        The rows, float64.

    Raises:
        InputError: If it has another shape, or is not finite.

    Examples:
        >>> reference_rows(0.0, 2).tolist(), reference_rows([[1, 2], [3, 4]], 2).shape
        ([[0.0, 0.0]], (2, 2))
    """
    given = np.asarray(reference, np.float64)
    if given.ndim > 2 or given.shape[-1:] not in ((), (width,)) or given.size == 0:
        raise InputError(f"a reference is a number, a row of {width} columns, or several, not of shape {given.shape}")
    if not np.isfinite(given).all():
        raise InputError("a reference must be finite; impute or drop what is not")
    return np.broadcast_to(np.atleast_2d(given), (len(given) if given.ndim == 2 else 1, width))


def coalition_scores(
    model: Model,
    inputs: Float[np.ndarray, "n k"],
    coalitions: Bool[np.ndarray, "c g"],
    groups: Int[np.ndarray, " k"],
    reference: Float[np.ndarray, "b k"],
    *,
    batch: int,
) -> Float[np.ndarray, "n c"]:
    """Score every instance with only a coalition of its groups left, as the mean over the rows of a reference.

    Args:
        model: The model.
        inputs: The instances.
        coalitions: The groups of every coalition.
        groups: The group of every column.
        reference: The rows whose values all other columns take.
        batch: The largest number of points that the model is asked at once.

    Returns:
        The scores v(S), float64.

    Examples:
        >>> from empirical.models.model import LinearModel
        >>> model, masks = LinearModel(np.array([2.0, 3.0])), np.array([[True, False], [True, True]])
        >>> coalition_scores(model, np.ones((1, 2)), masks, np.arange(2), np.zeros((1, 2)), batch=64).tolist()
        [[2.0, 5.0]]
    """
    columns = coalitions[:, groups]
    total = np.zeros((len(inputs), len(coalitions)))
    for row in reference.astype(inputs.dtype):

        def place(rows: slice, picks: slice, row: Any = row) -> Any:
            return np.where(columns[None, picks], inputs[rows, None], row)

        total += scores_at(model, place, len(inputs), len(coalitions), batch)
    return total / len(reference)


def pooled(
    values: Float[np.ndarray, "n k"], groups: Int[np.ndarray, " k"], *, mean: bool = False
) -> Float[np.ndarray, "n g"]:
    """Add up the attributions of the columns of each group.

    Args:
        values: The attributions of the columns.
        groups: The group of every column.
        mean: Whether means are taken instead: of slopes, for the same step in every column of a group.

    Returns:
        The attributions of the groups.

    Examples:
        >>> pooled(np.array([[1.0, 2.0, 5.0]]), np.array([0, 0, 1])).tolist()
        [[3.0, 5.0]]
    """
    groups = group_numbers(groups, values.shape[1])
    members = (groups[:, None] == np.arange(groups.max() + 1)).astype(np.float64)
    return values @ (members / members.sum(axis=0) if mean else members)


def pixel_squares(shape: tuple[int, int], side: int) -> Int[np.ndarray, " k"]:
    """Group the pixels of an image into squares.

    Args:
        shape: The rows and columns of the image, whose pixels are the columns of an instance row by row.
        side: The rows and columns of a square; at the right and lower edge they may be fewer.

    Returns:
        The group of every pixel.

    Raises:
        InputError: If a number is below 1.

    Examples:
        >>> pixel_squares((2, 4), 2).tolist()
        [0, 0, 1, 1, 0, 0, 1, 1]
    """
    if min(*shape, side) < 1:
        raise InputError(f"an image and its squares have at least one pixel, not {shape} and {side}")
    rows, columns = np.arange(shape[0]) // side, np.arange(shape[1]) // side
    return (rows[:, None] * (columns[-1] + 1) + columns).reshape(-1)
