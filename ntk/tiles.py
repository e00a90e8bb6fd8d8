"""One tile of a homogeneous kernel's matrix, inside compiled code, with its nearly parallel pairs done with care.

A cosine from a matrix product has an error δ ≈ 1e-15, the angle δ / sin θ and the gradient δ / sin² θ: harmless but
where x and y are nearly parallel or antiparallel. The cosines tell where that is. There the pairs are done again, in
groups of neighbouring columns, from the rows themselves (:func:`ntk.rows.split`). That costs time in proportion to the
groups that have such pairs, and none where there are none.
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
"""Columns that are done again together: the columns of a tile are a multiple of it."""

CHUNK = 64
"""Groups done again at a time."""

NEAR_VALUE = 2.0**-15
"""Values are done again where 1 − |cos θ| is below it: sin θ < .0078, and δ = 1e-14 in the cosine is 2e-13 in K."""

NEAR_SLOPE = 2.0**-11
"""The same for gradients: sin θ < .031, and δ = 1e-15 in the cosine is 1e-12 in ∇K."""


class Slopes(NamedTuple):
    """∇ₓK(x_i, y_j) = ‖y_j‖ (across_ij y_j/‖y_j‖ + along_ij x_i/‖x_i‖).

    Attributes:
        across: κ'.
        along: κ − κ' cos θ.
    """

    across: Float[Array, "n m"]
    along: Float[Array, "n m"]


class Pairs(NamedTuple):
    """Some groups of pairs.

    Attributes:
        row: Index of x; beyond the last for places that hold no group.
        group: Index of the group of y.
        x: ``base`` of x, [c, 1, d].
        y: ``base`` of y.
        legs: y by the direction of x.
        angles: The angles between.
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
    """K.

    Args:
        profile: κ.
        rows: x.
        columns: y, a multiple of ``GROUP``.
        places: Of the rows among all points, if some are the same points as columns: K is then left for the caller.
        index: Of the columns among all points.

    Returns:
        With an error of some 1e-13 ‖x‖‖y‖ at most.
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
    """Coefficients of the gradients in x.

    Args:
        profile: κ.
        rows: x.
        columns: y, a multiple of ``GROUP``.

    Returns:
        The coefficients. Nearly parallel pairs have large ones of opposite sign, so that what they combine to loses
        digits: :func:`gradient_sums` does not.
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
    """Coefficients of the gradients, 0 in every group that has a nearly parallel pair.

    Args:
        profile: κ.
        rows: x.
        columns: y, a multiple of ``GROUP``.

    Returns:
        The coefficients, and which groups they leave out.
    """
    cosine = _cosines(rows, columns)
    near = _near(cosine, NEAR_SLOPE)
    left = jnp.repeat(near, GROUP, axis=1)
    across, along = _slopes(profile, from_cosine(cosine))
    return Slopes(jnp.where(left, 0.0, across), jnp.where(left, 0.0, along)), near


def near_gradients(
    profile: Profile,
    rows: Rows,
    columns: Rows,
    near: Bool[Array, "n g"],
    add: Callable[[Any, Int[Array, " c"], Int[Array, " c"], Float[Array, "c g d"]], Any],
    sums: Any,
) -> Any:
    """Go over the gradients that :func:`far_slopes` leaves out.

    Args:
        profile: κ.
        rows: x.
        columns: y.
        near: The groups left out.
        add: From sums, rows, groups and their gradients ∇ₓK(x, y) to the sums with these. Rows beyond the last are to
            be dropped.
        sums: To begin with.

    Returns:
        The sums at the end.
    """

    def again(pairs: Pairs, so_far: Any) -> Any:
        curve = profile(pairs.angles)
        length = jnp.sqrt(jnp.sum(pairs.y * pairs.y, axis=-1))
        share = jnp.where(
            pairs.legs.distance > 0.0, length / jnp.where(pairs.legs.distance > 0.0, pairs.legs.distance, 1.0), 0.0
        )
        bend = curve.smooth + curve.kink * share
        unit = rows.unit.at[pairs.row].get(mode="fill", fill_value=0.0)[:, None, :]
        gradients = (length * curve.value)[..., None] * unit + bend[..., None] * pairs.legs.across
        return add(so_far, pairs.row, pairs.group, _group(columns.scale)[pairs.group][..., None] * gradients)

    return _patched(again, near, rows, columns, sums)


def gradient_sums(profile: Profile, rows: Rows, columns: Rows, weights: Float[Array, " m"]) -> Float[Array, "n d"]:
    """Σ_j w_j ∇ₓK(x_i, y_j).

    Args:
        profile: κ.
        rows: x.
        columns: y, a multiple of ``GROUP``.
        weights: w.

    Returns:
        The sums.
    """
    (across, along), near = far_slopes(profile, rows, columns)
    scaled = weights * columns.scale
    sums = across @ (scaled[:, None] * columns.base) + (along @ (scaled * columns.length))[:, None] * rows.unit
    grouped = weights.reshape(-1, GROUP)

    def add(so_far: Array, row: Array, group: Array, gradients: Array) -> Array:
        return so_far.at[row].add(jnp.einsum("cg,cgd->cd", grouped[group], gradients), mode="drop")

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
    """Let ``again`` loop over the groups that are near, a chunk at a time."""
    across = near.shape[1]
    count = jnp.sum(near, dtype=jnp.int32)
    places = -(-near.size // CHUNK) * CHUNK

    def loop(state: Any) -> Any:
        found = jnp.nonzero(near.reshape(-1), size=places, fill_value=near.size)[0].astype(jnp.int32)

        def step(at: tuple[Array, Any]) -> tuple[Array, Any]:
            start, so_far = at
            chunk = jax.lax.dynamic_slice(found, (start,), (CHUNK,))
            return start + CHUNK, again(_pairs(rows, columns, chunk // across, chunk % across), so_far)

        return jax.lax.while_loop(lambda at: at[0] < count, step, (jnp.int32(0), state))[1]

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
