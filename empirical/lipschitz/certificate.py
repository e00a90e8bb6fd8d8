"""The step that makes a bound a proof: F(d, λ) ⪰ 0 is verified, including the effect of rounding.

If a Cholesky factorisation succeeds, its matrix, changed by no more than rounding can change it, is positive definite
(Rump 2006). F is scaled to a unit diagonal, and a multiple of the identity is subtracted before the factorisation. The
multiple is larger than everything that rounding can do to the entries of F and in the factorisation.
"""

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from empirical.lipschitz.system import System, both_scaled, matrix
from empirical.numerics import EPS, LEAST

ROOM = np.array([1e-10, 1e-8, 1e-6, 1e-4, 1e-2])
"""Relative enlargements of d that are tried; the first that can be verified is taken."""


def verified(system: System, bounds: Any, multipliers: Any) -> Any:
    """Enlarge d until F(d, λ) is certainly positive semidefinite, so that d bounds the squared Lipschitz constant.

    Args:
        system: The system of the network.
        bounds: The bounds d, close to the smallest possible ones, [l].
        multipliers: The multipliers λ, [n].

    Returns:
        The enlarged d, [l]; ∞ if no enlargement could be verified.

    Examples:
        >>> from empirical.lipschitz.system import assemble
        >>> system = assemble([], jnp.diag(jnp.array([3.0, 4.0])))  # a linear map of norm 4
        >>> jax.jit(verified)(system, jnp.full(2, 16.0), jnp.zeros(0)).round(6).tolist()
        [16.0, 16.0]
    """
    candidates = (1.0 + ROOM)[:, None] * bounds[None]
    positive = jax.vmap(is_positive, in_axes=(None, 0, None))(system, candidates, multipliers)
    return jnp.where(jnp.any(positive), candidates[jnp.argmax(positive)], jnp.inf)


def is_positive(system: System, bounds: Any, multipliers: Any) -> Any:
    """Decide whether F(d, λ) is certainly positive semidefinite, whatever rounding did.

    Args:
        system: The system of the network.
        bounds: The bounds d, [l].
        multipliers: The multipliers λ, [n].

    Returns:
        A truth value. False also where F is positive semidefinite but too close to a matrix that is not.

    Examples:
        >>> from empirical.lipschitz.system import assemble
        >>> system = assemble([], jnp.diag(jnp.array([3.0, 4.0])))
        >>> [bool(jax.jit(is_positive)(system, jnp.full(2, bound), jnp.zeros(0))) for bound in (15.0, 17.0)]
        [False, True]
    """
    whole, diagonal = matrix(system, bounds, multipliers), jnp.concatenate([bounds, multipliers])
    active = jnp.where(system.active, multipliers, 0.0)
    sizes = diagonal + system.output_sizes + active @ (system.input_sizes * system.input_sizes)
    positive = jnp.all(diagonal > 0.0) & jnp.all(jnp.diagonal(whole) > 0.0)
    unit = 1.0 / jnp.sqrt(jnp.where(jnp.diagonal(whole) > 0.0, jnp.diagonal(whole), 1.0))
    # The sizes before anything cancels bound the errors of the entries, and their trace in these units the error of the
    # matrix.
    entries = system.rounding * jnp.sum(unit * sizes * unit) + LEAST * (1.0 + jnp.sum(diagonal)) * jnp.sum(unit * unit)
    shift = entries + 4.0 * (len(diagonal) + 2) * len(diagonal) * EPS
    factor = jnp.linalg.cholesky(both_scaled(unit, whole) - shift * jnp.eye(len(diagonal)))
    return positive & jnp.all(jnp.isfinite(factor)) & jnp.isfinite(shift)
