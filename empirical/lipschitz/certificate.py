"""What makes a bound a proof: F(d, λ) ⪰ 0 is verified, and not only up to rounding.

A Cholesky factorisation that comes to its end shows that its matrix, changed by no more than rounding changes it, is
positive definite (Rump 2006). So F, with a unit diagonal, is factorised with a multiple of the identity subtracted that
is larger than all that rounding can do: in the entries of F, and in the factorisation.
"""

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from empirical.lipschitz.system import System, both_scaled, matrix
from empirical.numerics import EPS, LEAST

ROOM = np.array([1e-10, 1e-8, 1e-6, 1e-4, 1e-2])
"""By how much d is enlarged, relatively: the first that can be verified is taken."""


def verified(system: System, bounds: Any, multipliers: Any) -> Any:
    """Enlarge d until F(d, λ) is certainly positive semidefinite.

    Args:
        system: The system.
        bounds: d, about as small as it can be, [l].
        multipliers: λ, [n].

    Returns:
        The larger d; ∞ if no F was verified.
    """
    tried = (1.0 + ROOM)[:, None] * bounds[None]
    fine = jax.vmap(is_positive, in_axes=(None, 0, None))(system, tried, multipliers)
    return jnp.where(jnp.any(fine), tried[jnp.argmax(fine)], jnp.inf)


def is_positive(system: System, bounds: Any, multipliers: Any) -> Any:
    """Whether F(d, λ) is certainly positive semidefinite.

    Args:
        system: The system.
        bounds: d, [l].
        multipliers: λ, [n].

    Returns:
        A truth value; False, too, where it is but too close to not being so.
    """
    whole, own = matrix(system, bounds, multipliers), jnp.concatenate([bounds, multipliers])
    kept = jnp.where(system.active, multipliers, 0.0)
    sizes = own + system.output_sizes + kept @ (system.input_sizes * system.input_sizes)
    positive = jnp.all(own > 0.0) & jnp.all(jnp.diagonal(whole) > 0.0)
    unit = 1.0 / jnp.sqrt(jnp.where(jnp.diagonal(whole) > 0.0, jnp.diagonal(whole), 1.0))
    # Sizes before anything cancels bound the errors of entries, and their trace in these units that of the matrix.
    entries = system.rounding * jnp.sum(unit * sizes * unit) + LEAST * (1.0 + jnp.sum(own)) * jnp.sum(unit * unit)
    shift = entries + 4.0 * (len(own) + 2) * len(own) * EPS
    left = jnp.linalg.cholesky(both_scaled(unit, whole) - shift * jnp.eye(len(own)))
    return positive & jnp.all(jnp.isfinite(left)) & jnp.isfinite(shift)
