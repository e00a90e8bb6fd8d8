"""How far residual and slope of two kernel regressors can be apart: e_f and e_g of Theorem 2, a priori in w_R.

With A = K(X, X) + βI, B = K(X_R, X_R) + βI, an instance x, k = K(x, X), k_R = K(x, X_R), and D a bound on ‖w_NR − w_R‖,

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
    """The radii e_f and e_g of Theorem 2 at every instance; each array is [m].

    Attributes:
        residual_by_gap: The radius e_f of residuals, by Lemma 2.
        residual_by_solve: The radius e_f of residuals, by Y − B w_NR.
        slope_by_gap: The radius e_g of slopes in weighted coordinates, by Lemma 2.
        slope_by_solve: The radius e_g of slopes in weighted coordinates, by Y − B w_NR.
    """

    residual_by_gap: Float[np.ndarray, " m"]
    residual_by_solve: Float[np.ndarray, " m"]
    slope_by_gap: Float[np.ndarray, " m"]
    slope_by_solve: Float[np.ndarray, " m"]

    @property
    def residual(self) -> Float[np.ndarray, " m"]:
        """The smaller radius e_f of residuals."""
        return np.minimum(self.residual_by_gap, self.residual_by_solve)

    @property
    def slope(self) -> Float[np.ndarray, " m"]:
        """The smaller radius e_g of slopes."""
        return np.minimum(self.slope_by_gap, self.slope_by_solve)


class At(NamedTuple):
    """The values and gradients of two kernel regressors at every instance.

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
    """Evaluate both regressors, and the non-robust weights on the robust inputs, at every instance.

    Args:
        natural: The non-robust regressor.
        robust: The robust regressor.
        inputs: The instances x, [m, k].
        actionable: Columns that may change, [k].

    Returns:
        The scores, gradients and norms from which :func:`radii` makes the radii.

    Examples:
        >>> from ntk import InverseGap, first_layer, fit
        >>> X, Y = np.eye(2), np.array([1.0, -1.0])
        >>> natural, robust = fit(first_layer, X, Y), fit(first_layer, X + 0.1, Y)
        >>> at = evaluate(natural, robust, X, actionable=np.array([True, True]))
        >>> bool((at.score_nr == natural.predict(X)).all()), at.gradient_r.shape
        (True, (2, 2))
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
    """Bound how far apart residuals and slopes of the two regressors are.

    Args:
        at: The values and gradients of both regressors at every instance.
        gap: The known distances of the two regressors.
        ridge: The ridge β.
        free: D⁻¹, and 0 outside the actionable columns, [k].
        noise: Bounds on the rounding of the scores and gradients that were evaluated (:func:`shared_noise`).

    Returns:
        The radii, by Lemma 2 and by Y − B w_NR.

    Examples:
        >>> from ntk import InverseGap, first_layer, fit
        >>> X, Y = np.eye(2), np.array([1.0, -1.0])
        >>> model, free = fit(first_layer, X, Y), np.ones(2)
        >>> at = evaluate(model, model, X, actionable=free > 0.0)
        >>> zero = {"residual_nr": 0.0, "residual_r": 0.0, "cross_residual": 0.0}
        >>> gap = KernelGap(InverseGap(0.0, 0.0, "equal", 0), 2.0**0.5, **zero)
        >>> rounding = shared_noise(model, model, X, free=free)
        >>> same = radii(at, gap, ridge=1.0, free=free, noise=rounding)
        >>> bool((same.residual == rounding.score).all())  # equal models are no further apart than rounding
        True
    """
    shift = np.abs(at.score_mixed - at.score_nr) + noise.score
    turn = row_norms(free * (at.gradient_mixed - at.gradient_nr)) + noise.slope
    stretched = np.max(free, initial=0.0) * at.gradient_norm
    by_gap = weight_radius(gap, ridge)
    shifted = gap.cross_residual + gap.residual_r
    by_solve = shifted / ridge
    near = np.minimum(at.kernel_norm * by_solve, at.size / np.sqrt(ridge) * shifted)
    return Radii(
        residual_by_gap=shift + at.kernel_norm * by_gap,
        residual_by_solve=shift + near,
        slope_by_gap=turn + stretched * by_gap,
        slope_by_solve=turn + stretched * by_solve,
    )


def weight_radius(gap: KernelGap, ridge: float) -> float:
    """Bound ‖w_NR − w_R‖ by Lemma 2, for the weights as the solver computed them.

    Args:
        gap: The known distances of the two regressors.
        ridge: The ridge β.

    Returns:
        The sum of Δ_K‖Y‖ and both residuals over β.

    Examples:
        >>> from ntk import InverseGap
        >>> gap = KernelGap(InverseGap(0.5, 0.5, "exact", 1), 2.0, residual_nr=0.1, residual_r=0.1, cross_residual=0.3)
        >>> round(weight_radius(gap, ridge=2.0), 12)
        1.1
    """
    return gap.delta_k.upper * gap.label_norm + (gap.residual_nr + gap.residual_r) / ridge


class Noise(NamedTuple):
    """Bounds on the rounding of every score and, in weighted coordinates, of every gradient.

    Attributes:
        score: The bounds on the rounding of scores, [m].
        slope: The bounds on the rounding of gradients, [m].
    """

    score: Float[np.ndarray, " m"]
    slope: Float[np.ndarray, " m"]


def noise(model: KernelRegressor, inputs: Float[np.ndarray, "m k"], *, free: Float[np.ndarray, " k"]) -> Noise:
    """Bound how far rounding can move the scores and gradients of a regressor.

    A sum of n terms is off by at most n units of the sum of their sizes; here |K(x, x_j)| ≤ √(K(x, x) K(x_j, x_j)), and
    ‖∇ₓK(x, x_j)‖ ≤ κ‖x_j‖. Where κ is not known, the bound on gradients is 0, which claims nothing.

    Args:
        model: The regressor.
        inputs: The instances x, [m, k].
        free: D⁻¹, and 0 outside the actionable columns, [k].

    Returns:
        The bounds.

    Examples:
        >>> from ntk import first_layer, fit
        >>> model = fit(first_layer, np.eye(2), np.array([1.0, -1.0]))
        >>> bounds = noise(model, np.eye(2), free=np.ones(2))
        >>> bool((bounds.score > 0.0).all() and (bounds.score < 1e-9).all())
        True
    """
    unit = rounding_unit(model)
    bound = sizes(model, inputs) * largest_score(model)
    steepest = lipschitz(model)
    slope = np.max(free, initial=0.0) * (0.0 if steepest is None else steepest)
    return Noise(unit * bound, np.full(len(inputs), (unit + COEFFICIENT_ERROR) * slope))


def shared_noise(
    natural: KernelRegressor,
    robust: KernelRegressor,
    inputs: Float[np.ndarray, "m k"],
    *,
    free: Float[np.ndarray, " k"],
) -> Noise:
    """Bound the rounding of the difference of two regressors, by way of the non-robust weights on the robust inputs.

    Args:
        natural: The non-robust regressor.
        robust: The robust regressor.
        inputs: The instances x, [m, k].
        free: D⁻¹, and 0 outside the actionable columns, [k].

    Returns:
        The sums of the bounds over the two regressors and the mixed one.

    Examples:
        >>> from ntk import first_layer, fit
        >>> model = fit(first_layer, np.eye(2), np.array([1.0, -1.0]))
        >>> alone = noise(model, np.eye(2), free=np.ones(2))
        >>> shared = shared_noise(model, model, np.eye(2), free=np.ones(2))
        >>> np.allclose(shared.score, 3.0 * alone.score, atol=0.0)
        True
    """
    models = (natural, robust, robust._replace(weights=natural.weights))
    parts = [noise(model, inputs, free=free) for model in models]
    return Noise(*(np.sum(part, axis=0) for part in zip(*parts, strict=True)))


def rounding_unit(model: KernelRegressor) -> float:
    """Bound the rounding of a sum over the training inputs, relative to the sum of the sizes of its terms.

    Args:
        model: The regressor.

    Returns:
        A unit in the last place for every term and column, and the error of a kernel's entry.

    Examples:
        >>> from ntk import first_layer, fit
        >>> model = fit(first_layer, np.eye(2), np.array([1.0, -1.0]))
        >>> 4 * 2.0**-52 < rounding_unit(model) < 1e-9
        True
    """
    return float(np.finfo(np.float64).eps) * (len(model.X) + model.X.shape[1]) + ENTRY_ERROR


def largest_score(model: KernelRegressor) -> float:
    """Compute Σ|w_j|√K(x_j, x_j): |f(x)| is at most √K(x, x) times it.

    Args:
        model: The regressor.

    Returns:
        The sum.

    Examples:
        >>> from ntk import first_layer, fit
        >>> model = fit(first_layer, np.eye(2), np.array([1.0, -1.0]))
        >>> bound = sizes(model, np.eye(2)) * largest_score(model)
        >>> bool((np.abs(model.predict(np.eye(2))) <= bound).all())
        True
    """
    return float(np.abs(model.weights) @ sizes(model, model.X))


def sizes(model: KernelRegressor, inputs: Float[np.ndarray, "m k"]) -> Float[np.ndarray, " m"]:
    """Compute √K(x, x) at every point, by which kernels and scores are bounded.

    No square is formed of a homogeneous kernel's points, which may be tiny.

    Args:
        model: The regressor with the kernel K.
        inputs: The points x, [m, k].

    Returns:
        The roots, [m].

    Examples:
        >>> from ntk import first_layer, fit
        >>> model = fit(first_layer, np.eye(2), np.array([1.0, -1.0]))
        >>> sizes(model, np.array([[2.0, 0.0], [0.0, 0.0]])).round(6).tolist()  # K(x, x) = ‖x‖² / 2
        [1.414214, 0.0]
    """
    kernel = ntk.as_kernel(model.kernel)
    if isinstance(kernel, HomogeneousKernel):
        return row_norms(inputs) * np.sqrt(np.asarray(kernel.diagonal(np.eye(1, inputs.shape[1]))))
    return np.sqrt(np.asarray(kernel.diagonal(inputs)))


def lipschitz(model: KernelRegressor) -> float | None:
    """Bound how much a score changes per unit of distance: κ Σ|w_j|‖x_j‖.

    Args:
        model: The regressor.

    Returns:
        The Lipschitz constant; ``None`` where no κ is known of the kernel.

    Examples:
        >>> from ntk import first_layer, fit
        >>> model = fit(first_layer, np.eye(2), np.array([1.0, -1.0]))
        >>> points = np.array([[0.3, 0.4], [0.0, 1.0]])
        >>> apart = abs(np.diff(model.predict(points))[0])
        >>> bool(apart <= lipschitz(model) * np.linalg.norm(points[0] - points[1]))
        True
    """
    kernel = model.kernel
    if not isinstance(kernel, HomogeneousKernel):
        return None
    return kernel.lipschitz_at(model.X.shape[1]) * float(np.abs(model.weights) @ row_norms(model.X))
