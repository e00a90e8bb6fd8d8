"""Tiles of a homogeneous kernel's matrix, inside compiled code, with precise results for nearly parallel pairs.

A cosine from a matrix product has an error δ ≈ 1e-15. The angle then has the error δ / sin θ and the gradient
δ / sin² θ, which matters only where x and y are nearly parallel or antiparallel. The cosines show which pairs these
are. Their values are computed again, in groups of neighbouring columns, from the rows themselves
(:func:`ntk.rows.split`). The additional time is proportional to the number of groups with such pairs.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
from jaxtyping import Array, Bool, Float, Int

from ntk.angles import Angles, from_cosine, from_legs
from ntk.profiles import Profile
from ntk.rows import Legs, Rows, split

GROUP = 32
"""Number of neighbouring columns that are computed again together; the columns of a tile are a multiple of it."""

CHUNK = 64
"""Number of groups that are computed again at a time."""

NEAR_VALUE = 2.0**-15
"""Limit of 1 − |cos θ| below which values are computed again.

At the limit sin θ = 0.0078, and an error of 1e-14 in the cosine is one of 2e-13 in K.
"""

NEAR_SLOPE = 2.0**-11
"""Limit of 1 − |cos θ| below which gradients are computed again.

At the limit sin θ = 0.031, and an error of 1e-15 in the cosine is one of 1e-12 in ∇K.
"""


class Slopes(NamedTuple):
    """The coefficients of the gradients ∇ₓK(x_i, y_j) = ‖y_j‖ (across_ij y_j/‖y_j‖ + along_ij x_i/‖x_i‖).

    Attributes:
        across: The coefficients κ' of the directions of y.
        along: The coefficients κ − κ' cos θ of the directions of x.
    """

    across: Float[Array, "n m"]
    along: Float[Array, "n m"]


class Pairs(NamedTuple):
    """A chunk of groups of pairs that are computed again; each group is one row x with ``GROUP`` columns y.

    Attributes:
        row: The indices of the rows x; beyond the last row for padding.
        group: The indices of the groups of columns y.
        x: The scaled rows (``base``), [c, 1, d].
        y: The scaled columns (``base``), [c, g, d].
        legs: The parts of y along and across x.
        angles: The angles between x and y.
    """

    row: Int[Array, " c"]
    group: Int[Array, " c"]
    x: Float[Array, "c 1 d"]
    y: Float[Array, "c g d"]
    legs: Legs
    angles: Angles


def values(
    profile: Profile,
    rows: Rows,
    columns: Rows,
    places: Int[Array, " n"] | None = None,
    index: Int[Array, " m"] | None = None,
) -> Float[Array, "n m"]:
    """Evaluate a kernel on one tile, with nearly parallel pairs computed again.

    Args:
        profile: The profile κ of the kernel.
        rows: The rows x.
        columns: The columns y, a multiple of ``GROUP`` of them.
        places: The indices of the rows among all points, if rows and columns may be the same points. The values of
            such pairs are then left to the caller.
        index: The indices of the columns among all points.

    Returns:
        The values K(x, y), with errors of about 1e-13 ‖x‖‖y‖ at most.

    Examples:
        >>> from ntk import first_layer
        >>> from ntk.rows import prepare
        >>> x, y = jnp.array([[3.0, 4.0]]), jnp.ones((GROUP, 2))
        >>> values(first_layer.profile, prepare(x), prepare(y))[0, :2].round(3)
        Array([3.342, 3.342], dtype=float64)
    """
    cosine = _cosines(rows, columns)
    if places is not None and index is not None:
        cosine = jnp.where(places[:, None] == index[None, :], 0.0, cosine)
    plain = rows.norm[:, None] * profile(from_cosine(cosine)).value * columns.norm[None, :]

    def again(pairs: Pairs, tile: Array) -> Array:
        exact = _at(rows.norm, pairs.row) * profile(pairs.angles).value * _group(columns.norm)[pairs.group]
        return tile.at[pairs.row, pairs.group].set(exact, mode="drop")

    near = _near(cosine, NEAR_VALUE)
    return _patched(again, near, rows, columns, plain.reshape(*near.shape, GROUP)).reshape(plain.shape)


def slopes(profile: Profile, rows: Rows, columns: Rows) -> Slopes:
    """Compute the coefficients of the gradients in x on one tile.

    Args:
        profile: The profile κ of the kernel.
        rows: The rows x.
        columns: The columns y, a multiple of ``GROUP`` of them.

    Returns:
        The coefficients. Those of nearly parallel pairs are large and of opposite sign, so that the gradient made of
        them loses digits; :func:`gradient_sums` avoids that.

    Examples:
        >>> from ntk import first_layer
        >>> from ntk.rows import prepare
        >>> x, y = prepare(jnp.array([[1.0, 0.0]])), prepare(jnp.ones((GROUP, 2)))
        >>> across, along = slopes(first_layer.profile, x, y)
        >>> print(f"{across[0, 0]:.3f} {along[0, 0]:.3f}")
        0.534 -0.113
    """
    cosine = _cosines(rows, columns)
    near = _near(cosine, NEAR_SLOPE)
    plain = Slopes(*(part.reshape(*near.shape, GROUP) for part in _slopes(profile, from_cosine(cosine))))

    def again(pairs: Pairs, tile: Slopes) -> Slopes:
        exact = _slopes(profile, pairs.angles)
        return Slopes(
            *(old.at[pairs.row, pairs.group].set(new, mode="drop") for old, new in zip(tile, exact, strict=True))
        )

    return Slopes(*(part.reshape(cosine.shape) for part in _patched(again, near, rows, columns, plain)))


def far_slopes(profile: Profile, rows: Rows, columns: Rows) -> tuple[Slopes, Bool[Array, "n g"]]:
    """Compute the coefficients of the gradients in x, with zeros in every group that has a nearly parallel pair.

    Args:
        profile: The profile κ of the kernel.
        rows: The rows x.
        columns: The columns y, a multiple of ``GROUP`` of them.

    Returns:
        The coefficients, and a mask of the groups with nearly parallel pairs, for :func:`near_gradients`.

    Examples:
        >>> from ntk import first_layer
        >>> from ntk.rows import prepare
        >>> x, y = prepare(jnp.array([[1.0, 1.0]])), prepare(jnp.ones((GROUP, 2)))
        >>> far_slopes(first_layer.profile, x, y)[1]
        Array([[ True]], dtype=bool)
    """
    cosine = _cosines(rows, columns)
    near = _near(cosine, NEAR_SLOPE)
    skipped = jnp.repeat(near, GROUP, axis=1)
    across, along = _slopes(profile, from_cosine(cosine))
    return Slopes(jnp.where(skipped, 0.0, across), jnp.where(skipped, 0.0, along)), near


def near_gradients(
    profile: Profile,
    rows: Rows,
    columns: Rows,
    near: Bool[Array, "n g"],
    add: Callable[[Any, Int[Array, " c"], Int[Array, " c"], Float[Array, "c g d"]], Any],
    sums: Any,
) -> Any:
    """Fold a function over the gradients of the groups that :func:`far_slopes` skips.

    Args:
        profile: The profile κ of the kernel.
        rows: The rows x.
        columns: The columns y.
        near: The mask of the skipped groups.
        add: The function from the sums, the indices of rows and groups and their gradients ∇ₓK(x, y) to the next sums.
            It must drop indices beyond the last row.
        sums: The first sums.

    Returns:
        The last sums.

    Examples:
        >>> from ntk import first_layer
        >>> from ntk.rows import prepare
        >>> x, y = prepare(jnp.array([[1.0, 1.0]])), prepare(jnp.ones((GROUP, 2)))
        >>> def add(sums, row, group, gradients):
        ...     return sums.at[row].add(gradients.sum(axis=1), mode="drop")
        >>> near_gradients(first_layer.profile, x, y, jnp.array([[True]]), add, jnp.zeros((1, 2)))
        Array([[16., 16.]], dtype=float64)
    """

    def again(pairs: Pairs, state: Any) -> Any:
        curve = profile(pairs.angles)
        length = jnp.sqrt(jnp.sum(pairs.y * pairs.y, axis=-1))
        share = jnp.where(
            pairs.legs.distance > 0.0, length / jnp.where(pairs.legs.distance > 0.0, pairs.legs.distance, 1.0), 0.0
        )
        bend = curve.smooth + curve.kink * share
        unit = rows.unit.at[pairs.row].get(mode="fill", fill_value=0.0)[:, None, :]
        gradients = (length * curve.value)[..., None] * unit + bend[..., None] * pairs.legs.across
        return add(state, pairs.row, pairs.group, _group(columns.scale)[pairs.group][..., None] * gradients)

    return _patched(again, near, rows, columns, sums)


def gradient_sums(profile: Profile, rows: Rows, columns: Rows, weights: Float[Array, " m"]) -> Float[Array, "n d"]:
    """Sum the weighted gradients Σ_j w_j ∇ₓK(x_i, y_j) over one tile.

    Args:
        profile: The profile κ of the kernel.
        rows: The rows x.
        columns: The columns y, a multiple of ``GROUP`` of them.
        weights: The weights w of the columns.

    Returns:
        The sums [n, d].

    Examples:
        >>> from ntk import first_layer
        >>> from ntk.rows import prepare
        >>> x, y = prepare(jnp.array([[1.0, -1.0]])), prepare(jnp.ones((GROUP, 2)))
        >>> gradient_sums(first_layer.profile, x, y, jnp.ones(GROUP)).round(6)
        Array([[8., 8.]], dtype=float64)
    """
    (across, along), near = far_slopes(profile, rows, columns)
    scaled = weights * columns.scale
    sums = across @ (scaled[:, None] * columns.base) + (along @ (scaled * columns.length))[:, None] * rows.unit
    grouped = weights.reshape(-1, GROUP)

    def add(state: Array, row: Array, group: Array, gradients: Array) -> Array:
        return state.at[row].add(jnp.einsum("cg,cgd->cd", grouped[group], gradients), mode="drop")

    return near_gradients(profile, rows, columns, near, add, sums)


def _cosines(rows: Rows, columns: Rows) -> Float[Array, "n m"]:
    return rows.unit @ columns.unit.T


def _slopes(profile: Profile, angles: Angles) -> Slopes:
    curve = profile(angles)
    steep = angles.sine > 0.0
    across = curve.smooth + jnp.where(steep, curve.kink / jnp.where(steep, angles.sine, 1.0), 0.0)
    return Slopes(across, curve.value - angles.cosine * across)


def _near(cosine: Float[Array, "n m"], limit: float) -> Bool[Array, "n g"]:
    return jnp.max(jnp.abs(cosine.reshape(len(cosine), -1, GROUP)), axis=-1) > 1.0 - limit


def _patched(
    again: Callable[[Pairs, Any], Any], near: Bool[Array, "n g"], rows: Rows, columns: Rows, state: Any
) -> Any:
    """The state after ``again`` has run over all groups with nearly parallel pairs, a chunk at a time."""
    across = near.shape[1]
    count = jnp.sum(near, dtype=jnp.int32)
    size = -(-near.size // CHUNK) * CHUNK

    def loop(state: Any) -> Any:
        indices = jnp.nonzero(near.reshape(-1), size=size, fill_value=near.size)[0].astype(jnp.int32)

        def step(carry: tuple[Array, Any]) -> tuple[Array, Any]:
            start, inner = carry
            chunk = jax.lax.dynamic_slice(indices, (start,), (CHUNK,))
            return start + CHUNK, again(_pairs(rows, columns, chunk // across, chunk % across), inner)

        return jax.lax.while_loop(lambda carry: carry[0] < count, step, (jnp.int32(0), state))[1]

    return jax.lax.cond(count > 0, loop, lambda state: state, state)


def _pairs(rows: Rows, columns: Rows, row: Int[Array, " c"], group: Int[Array, " c"]) -> Pairs:
    x = rows.base.at[row].get(mode="fill", fill_value=0.0)[:, None, :]
    y = columns.base.reshape(-1, GROUP, columns.base.shape[1])[group]
    legs = split(jnp.broadcast_to(x, y.shape), y)
    return Pairs(row, group, x, y, legs, from_legs(legs.along, legs.distance))


def _group(vector: Float[Array, " m"]) -> Float[Array, "g 32"]:
    return vector.reshape(-1, GROUP)


def _at(vector: Float[Array, " n"], row: Int[Array, " c"]) -> Float[Array, "c 1"]:
    return vector.at[row].get(mode="fill", fill_value=0.0)[:, None]
