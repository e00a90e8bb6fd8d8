"""How far residual and slope of two kernel regressors can be apart: e_f and e_g of Theorem 2, a priori in w_R.

With A = K(X, X) + βI, B = K(X_R, X_R) + βI, a person x, k = K(x, X), k_R = K(x, X_R), and D a bound on ‖w_NR − w_R‖,

    |f_NR(x) − f_R(x)|   ≤ e_f = |(k_R − k)ᵀ w_NR| + ‖k_R‖ D,
    ‖∇f_NR(x) − ∇f_R(x)‖ ≤ e_g = ‖(∇K_R − ∇K) w_NR‖ + ‖∇K_R‖₂ D.

Two ways lead to D. By Lemma 2 it is Δ_K ‖Y‖. And B (w_R − w_NR) = Y − B w_NR, so it is V / β with V = ‖Y − B w_NR‖;
then ‖k_R‖ D may be √(K(x, x) / β) V too, for k_Rᵀ B⁻¹ k_R ≤ K(x, x) and ‖B^(−1/2)‖ ≤ 1/√β. The smaller is used.

Weights come from a solver: A w_NR = Y up to a residual, likewise B w_R. What that can do to w is below the residual
over β, and is added to D; what rounding can do to the scores and gradients is added to the first terms.
"""

from typing import NamedTuple

import numpy as np
from jaxtyping import Bool, Float

import ntk
from empirical.families.wide.pair import KernelGap
from empirical.numerics import row_norms
from ntk import HomogeneousKernel, KernelRegressor
from ntk.rounding import COEFFICIENT_ERROR, ENTRY_ERROR


class Radii(NamedTuple):
    """Radii at every person; each array is [m].

    Attributes:
        residual_by_gap: e_f by way of Lemma 2.
        residual_by_solve: e_f by way of Y − B w_NR.
        slope_by_gap: e_g, in weighted coordinates, by way of Lemma 2.
        slope_by_solve: e_g by way of Y − B w_NR.
    """

    residual_by_gap: Float[np.ndarray, " m"]
    residual_by_solve: Float[np.ndarray, " m"]
    slope_by_gap: Float[np.ndarray, " m"]
    slope_by_solve: Float[np.ndarray, " m"]

    @property
    def residual(self) -> Float[np.ndarray, " m"]:
        """e_f, the smaller one."""
        return np.minimum(self.residual_by_gap, self.residual_by_solve)

    @property
    def slope(self) -> Float[np.ndarray, " m"]:
        """e_g, the smaller one."""
        return np.minimum(self.slope_by_gap, self.slope_by_solve)


class At(NamedTuple):
    """Two kernel regressors at every person.

    Attributes:
        score_nr: f_NR(x), [m].
        score_r: f_R(x), [m].
        score_mixed: K(x, X_R)ᵀ w_NR, [m].
        gradient_nr: ∇f_NR(x), [m, k].
        gradient_r: ∇f_R(x), [m, k].
        gradient_mixed: ∇K(x, X_R) w_NR, [m, k].
        kernel_norm: ‖K(x, X_R)‖₂, [m].
        gradient_norm: ‖∇K(x, X_R)‖₂ over the actionable columns, [m].
        size: √K(x, x), [m].
    """

    score_nr: Float[np.ndarray, " m"]
    score_r: Float[np.ndarray, " m"]
    score_mixed: Float[np.ndarray, " m"]
    gradient_nr: Float[np.ndarray, "m k"]
    gradient_r: Float[np.ndarray, "m k"]
    gradient_mixed: Float[np.ndarray, "m k"]
    kernel_norm: Float[np.ndarray, " m"]
    gradient_norm: Float[np.ndarray, " m"]
    size: Float[np.ndarray, " m"]


def evaluate(
    natural: KernelRegressor,
    robust: KernelRegressor,
    inputs: Float[np.ndarray, "m k"],
    *,
    actionable: Bool[np.ndarray, " k"],
) -> At:
    """Evaluate both regressors, and the non-robust weights on the robust inputs, at every person.

    Args:
        natural: The non-robust one.
        robust: The robust one.
        inputs: The people.
        actionable: Columns that may change.

    Returns:
        What radii and slopes are made of.
    """
    kernel = natural.kernel
    return At(
        score_nr=natural.predict(inputs),
        score_r=robust.predict(inputs),
        score_mixed=robust._replace(weights=natural.weights).predict(inputs),
        gradient_nr=natural.gradient(inputs),
        gradient_r=robust.gradient(inputs),
        gradient_mixed=ntk.gradient_product(kernel, inputs, robust.X, natural.weights),
        kernel_norm=ntk.kernel_norms(kernel, inputs, robust.X),
        gradient_norm=ntk.gradient_norms(kernel, inputs, robust.X, actionable),
        size=sizes(natural, inputs),
    )


def radii(at: At, gap: KernelGap, *, ridge: float, free: Float[np.ndarray, " k"], noise: "Noise") -> Radii:
    """Bound how far residuals and slopes of the two regressors are apart.

    Args:
        at: Both regressors at every person.
        gap: What is known of both together.
        ridge: β.
        free: D⁻¹, 0 outside the actionable columns.
        noise: What rounding can do to scores and gradients of all that was evaluated (:func:`shared_noise`).

    Returns:
        The radii, by either way.
    """
    shift = np.abs(at.score_mixed - at.score_nr) + noise.score
    turn = row_norms(free * (at.gradient_mixed - at.gradient_nr)) + noise.slope
    stretched = np.max(free, initial=0.0) * at.gradient_norm
    by_gap = weight_radius(gap, ridge)
    moved = gap.moved + gap.residual_r
    by_solve = moved / ridge
    near = np.minimum(at.kernel_norm * by_solve, at.size / np.sqrt(ridge) * moved)
    return Radii(
        residual_by_gap=shift + at.kernel_norm * by_gap,
        residual_by_solve=shift + near,
        slope_by_gap=turn + stretched * by_gap,
        slope_by_solve=turn + stretched * by_solve,
    )


def weight_radius(gap: KernelGap, ridge: float) -> float:
    """A bound on ‖w_NR − w_R‖ by Lemma 2, for the weights as the solver left them.

    Args:
        gap: What is known of both regressors.
        ridge: β.

    Returns:
        Δ_K‖Y‖ and both residuals over β.
    """
    return gap.delta_k.upper * gap.label_norm + (gap.residual_nr + gap.residual_r) / ridge


class Noise(NamedTuple):
    """What rounding can do to a score and to a gradient, the latter in weighted coordinates; [m] each."""

    score: Float[np.ndarray, " m"]
    slope: Float[np.ndarray, " m"]


def noise(model: KernelRegressor, inputs: Float[np.ndarray, "m k"], *, free: Float[np.ndarray, " k"]) -> Noise:
    """How far rounding can move what a regressor says of every person.

    A sum of n terms is off by at most n units of the sum of their sizes; here |K(x, x_j)| ≤ √(K(x, x) K(x_j, x_j)), and
    ‖∇ₓK(x, x_j)‖ ≤ κ‖x_j‖. Of gradients nothing is said where κ is not known.

    Args:
        model: The regressor.
        inputs: The people.
        free: D⁻¹, 0 outside the actionable columns.

    Returns:
        Bounds.
    """
    unit = rounding_unit(model)
    reach = sizes(model, inputs) * largest_score(model)
    steepest = lipschitz(model)
    slope = np.max(free, initial=0.0) * (0.0 if steepest is None else steepest)
    return Noise(unit * reach, np.full(len(inputs), (unit + COEFFICIENT_ERROR) * slope))


def shared_noise(
    natural: KernelRegressor,
    robust: KernelRegressor,
    inputs: Float[np.ndarray, "m k"],
    *,
    free: Float[np.ndarray, " k"],
) -> Noise:
    """What rounding can do to the difference of two regressors, by way of the non-robust weights on the robust inputs.

    Args:
        natural: The non-robust one.
        robust: The robust one.
        inputs: The people.
        free: D⁻¹, 0 outside the actionable columns.

    Returns:
        The sum over all three.
    """
    models = (natural, robust, robust._replace(weights=natural.weights))
    parts = [noise(model, inputs, free=free) for model in models]
    return Noise(*(np.sum(part, axis=0) for part in zip(*parts, strict=True)))


def rounding_unit(model: KernelRegressor) -> float:
    """What a sum over the training inputs is off by, relative to the sum of the sizes of its terms.

    Args:
        model: The regressor.

    Returns:
        A unit in the last place for every term, and the error of an entry.
    """
    return float(np.finfo(np.float64).eps) * (len(model.X) + model.X.shape[1]) + ENTRY_ERROR


def largest_score(model: KernelRegressor) -> float:
    """Σ|w_j|√K(x_j, x_j), by which |f(x)| ≤ √K(x, x) times it.

    Args:
        model: The regressor.

    Returns:
        The sum.
    """
    return float(np.abs(model.weights) @ sizes(model, model.X))


def sizes(model: KernelRegressor, inputs: Float[np.ndarray, "m k"]) -> Float[np.ndarray, " m"]:
    """√K(x, x).

    Args:
        model: The regressor whose kernel is meant.
        inputs: Points.

    Returns:
        The roots. No square is formed of a homogeneous kernel's points, which may be tiny.
    """
    kernel = ntk.as_kernel(model.kernel)
    if isinstance(kernel, HomogeneousKernel):
        return row_norms(inputs) * np.sqrt(np.asarray(kernel.diagonal(np.eye(1, inputs.shape[1]))))
    return np.sqrt(np.asarray(kernel.diagonal(inputs)))


def lipschitz(model: KernelRegressor) -> float | None:
    """κ Σ|w_j|‖x_j‖, by which a score changes at most per unit of distance.

    Args:
        model: The regressor.

    Returns:
        The bound; ``None`` where none is known of the kernel.
    """
    kernel = model.kernel
    if not isinstance(kernel, HomogeneousKernel):
        return None
    return kernel.lipschitz_at(model.X.shape[1]) * float(np.abs(model.weights) @ row_norms(model.X))
