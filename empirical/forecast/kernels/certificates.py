"""What is certain of a robust kernel regressor f_R(x) = k_xᵀ B⁻¹ Y, from any weights w and any v, without B⁻¹.

B = K_R + βI with K_R positive semi-definite. With the residuals r = Y − Bw and r_x = k_x − Bv,

    f_R(x) = k_xᵀw + vᵀr + r_xᵀB⁻¹r,        w_R = w + B⁻¹r.

The eigenvalues of B⁻¹ lie between 0 and 1/β, so that B⁻¹ is I/2β up to a matrix of norm at most 1/2β. Therefore

    |f_R(x) − k_xᵀw − vᵀr − r_xᵀr/2β| ≤ ‖r_x‖‖r‖/2β,        ‖w_R − w − r/2β‖ ≤ ‖r‖/2β.

Both factors fall with the work, so that the width of a score falls twice as fast as that of the weights. (That
k_xᵀw + vᵀr is off by a product of two residuals is known from adjoint methods: Pierce & Giles 2000.) Gauss and Radau
rules with the node β (Meurant & Tichý 2019) lead to nearly the same ends, but rely on recurrences; these ends hold for
whatever w and v are.

Cauchy-Schwarz in the other norm gives |f_R(x) − k_xᵀw − vᵀr| ≤ √(r_xᵀB⁻¹r_x) ‖r‖/√β, and k_xᵀB⁻¹k_x ≤ K(x, x), so that
r_xᵀB⁻¹r_x ≤ K(x, x) − vᵀk_x − vᵀr_x. That is better early; the ends are the inner ones of both intervals.

Kernel values come with an error, sums with rounding. Both are added, so that the intervals are those of the kernel
itself.
"""

from typing import NamedTuple

import numpy as np
from jaxtyping import Float

from empirical.forecast.intervals import Ends
from empirical.numerics import EPS
from ntk.rounding import ENTRY_ERROR


class Extent(NamedTuple):
    """How large kernel values are, on which rounding depends: |K(x, x_j)| ≤ √K(x, x) √K(x_j, x_j).

    Attributes:
        sizes: √K(x_j, x_j) of the attacked training inputs, [n].
        ridge: The ridge β.
        columns: The number of columns of the inputs.
    """

    sizes: Float[np.ndarray, " n"]
    ridge: float
    columns: int

    @property
    def unit(self) -> float:
        """The largest error of a sum of n products with kernel values, relative to the sum of their largest sizes."""
        return EPS * (len(self.sizes) + self.columns + 16) + ENTRY_ERROR

    @property
    def total(self) -> float:
        """The length of the sizes, which bounds ‖k_x‖/√K(x, x)."""
        return float(np.linalg.norm(self.sizes)) * (1.0 + self.unit)

    def weighed(self, weights: Float[np.ndarray, "n k"]) -> Float[np.ndarray, " k"]:
        """Sum the sizes with the magnitudes of weights.

        Args:
            weights: The weights, [n, k].

        Returns:
            Σ_j √K(x_j, x_j) |w_j| of every column, [k].
        """
        return self.sizes @ np.abs(weights)


class Residuals(NamedTuple):
    """Approximate solutions with their residuals.

    Attributes:
        solution: The solutions, [n, k].
        residual: The residuals as computed, [n, k].
        length: Upper bounds on the lengths of the true residuals, [k].
        error: Upper bounds on the distances of the computed residuals from the true ones, [k].
    """

    solution: Float[np.ndarray, "n k"]
    residual: Float[np.ndarray, "n k"]
    length: Float[np.ndarray, " k"]
    error: Float[np.ndarray, " k"]

    def columns(self, which: slice) -> "Residuals":
        """Take some of the systems.

        Args:
            which: Their columns.

        Returns:
            These systems.
        """
        return Residuals(self.solution[:, which], self.residual[:, which], self.length[which], self.error[which])


def residuals(
    right: Float[np.ndarray, "n k"],
    image: Float[np.ndarray, "n k"],
    solution: Float[np.ndarray, "n k"],
    extent: Extent,
    sizes: Float[np.ndarray, " k"] | None = None,
) -> Residuals:
    """Compute residuals, with bounds on what rounding and errors of kernel values do to them.

    Args:
        right: The right-hand sides, [n, k].
        image: The products B · solution, as computed.
        solution: The solutions, [n, k].
        extent: How large kernel values are.
        sizes: √K(x, x) where the right-hand sides are kernel values k_x; ``None`` where they are exact.

    Returns:
        The residuals with their bounds.

    Examples:
        >>> extent, right = Extent(np.ones(2), 1.0, 1), np.ones((2, 1))
        >>> found = residuals(right, 0.5 * right, 0.25 * right, extent)
        >>> found.length.round(9).tolist(), bool(0.0 < found.error[0] < 1e-9)
        ([0.707106781], True)
    """
    computed = right - image
    given = extent.unit * extent.total * sizes if sizes is not None else 0.0
    lengths = np.linalg.norm(right, axis=0) + extent.ridge * np.linalg.norm(solution, axis=0)
    error = given + extent.unit * extent.total * extent.weighed(solution) + 8.0 * EPS * lengths
    error = error * (1.0 + extent.unit)
    length = np.linalg.norm(computed, axis=0) * (1.0 + extent.unit) + error
    return Residuals(solution, computed, length, error)


def score_ends(
    kernels: Float[np.ndarray, "n k"],
    sizes: Float[np.ndarray, " k"],
    primal: Residuals,
    dual: Residuals,
    extent: Extent,
) -> Ends:
    """Bound the scores of people under the robust regressor.

    Args:
        kernels: The kernel values k_x of the people with the attacked training inputs, [n, k].
        sizes: √K(x, x) of the people, [k].
        primal: Any weights w, with their residual, one column.
        dual: Any v for every person, with their residuals.
        extent: How large kernel values are.

    Returns:
        The ends of f_R(x), [k].

    Examples:
        >>> kernels, sizes, extent = np.array([[0.5], [0.2]]), np.array([1.0]), Extent(np.ones(2), 1.0, 1)
        >>> B, labels = np.array([[2.0, 0.5], [0.5, 2.0]]), np.array([[1.0], [-1.0]])
        >>> w, v = labels / 2.0, kernels / 2.0
        >>> ends = score_ends(
        ...     kernels, sizes, residuals(labels, B @ w, w, extent), residuals(kernels, B @ v, v, extent, sizes), extent
        ... )
        >>> bool(ends.low[0] <= kernels[:, 0] @ np.linalg.solve(B, labels)[:, 0] <= ends.high[0])
        True
    """
    ridge, unit = extent.ridge, extent.unit
    w, r = primal.solution[:, 0], primal.residual[:, 0]
    centre = kernels.T @ w + dual.solution.T @ r
    lengths = np.linalg.norm(dual.solution, axis=0)
    off = unit * sizes * extent.weighed(primal.solution)[0] + lengths * (primal.error[0] + unit * primal.length[0])
    shift = dual.residual.T @ r / (2.0 * ridge)
    crossed = dual.error * primal.length[0] + dual.length * primal.error[0] + unit * dual.length * primal.length[0]
    half = dual.length * primal.length[0] / (2.0 * ridge)
    spread = _spread(kernels, sizes, dual, extent)
    whole = np.minimum(np.sqrt(spread), dual.length / np.sqrt(ridge)) * primal.length[0] / np.sqrt(ridge)
    wide, narrow = off + whole, off + half + crossed / (2.0 * ridge)
    low = np.maximum(centre - wide * (1.0 + unit), centre + shift - narrow * (1.0 + unit))
    high = np.minimum(centre + wide * (1.0 + unit), centre + shift + narrow * (1.0 + unit))
    slack = 8.0 * EPS * (np.abs(centre) + np.abs(shift))
    known = np.isfinite(low) & np.isfinite(high)
    return Ends(np.where(known, low - slack, -np.inf), np.where(known, high + slack, np.inf))


def _spread(kernels: np.ndarray, sizes: np.ndarray, dual: Residuals, extent: Extent) -> np.ndarray:
    """Bound r_xᵀB⁻¹r_x by K(x, x) − vᵀk_x − vᵀr_x, which is K(x, x) − 2vᵀk_x + vᵀBv."""
    own = sizes * sizes
    taken = np.einsum("nk,nk->k", dual.solution, kernels + dual.residual)
    lengths = np.linalg.norm(dual.solution, axis=0)
    off = extent.unit * (own + 2.0 * sizes * extent.weighed(dual.solution) + 2.0 * lengths * dual.length)
    return np.maximum(own - taken, 0.0) + off + lengths * dual.error


class WeightBall(NamedTuple):
    """A ball that holds the weights of the robust regressor.

    Attributes:
        centre: Its centre w + r/2β, [n].
        radius: Its radius ‖r‖/2β, rounding included.
    """

    centre: Float[np.ndarray, " n"]
    radius: float


def weight_ball(primal: Residuals, extent: Extent) -> WeightBall:
    """Find a ball that holds the weights w_R = B⁻¹Y.

    Args:
        primal: Any weights with their residual, one column.
        extent: How large kernel values are.

    Returns:
        The ball.

    Examples:
        >>> extent, labels = Extent(np.ones(1), 1.0, 1), np.array([[3.0]])
        >>> ball = weight_ball(residuals(labels, 0.0 * labels, 0.0 * labels, extent), extent)
        >>> ball.centre.tolist(), round(ball.radius, 6)
        ([1.5], 1.5)
    """
    centre = primal.solution[:, 0] + primal.residual[:, 0] / (2.0 * extent.ridge)
    off = primal.error[0] / (2.0 * extent.ridge) + 4.0 * EPS * float(np.linalg.norm(centre))
    radius = float((primal.length[0] / (2.0 * extent.ridge) + off) * (1.0 + extent.unit))
    return WeightBall(centre, radius if np.isfinite(radius) else np.inf)
