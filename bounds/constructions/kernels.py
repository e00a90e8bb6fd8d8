"""Two kernel models with K∞, an instance, and SCFE's recourses on the tangents: Lemma 2, Theorems 2 and 5.

K∞(x, x') = xᵀx' (π − θ) / 2π, where θ is the angle between x and x' (Krishna et al. 2024, Definition 2). For one column
it is xx'/2 if both numbers have the same sign, else 0, so that it is rational.
"""

from collections.abc import Mapping
from typing import NamedTuple

from bounds.constructions.construction import Construction, Fields, choice, gathered, non_negative, positive, vector
from bounds.constructions.linear import ASKED
from bounds.constructions.vectors import (
    Rows,
    Vector,
    applied,
    combine,
    dot,
    inverse,
    largest_eigenvalue,
    largest_singular_value,
    minus,
    norm,
    plus,
    sign,
    times,
)
from bounds.ops import Scalar
from bounds.readings.angles import PlaneOps


class Model(NamedTuple):
    """A kernel regressor that was fitted to labelled rows.

    Attributes:
        X: The training rows.
        inverse: The regularised inverse (K(X, X) + βI)⁻¹.
        weights: The product of the inverse with the labels.
    """

    X: Rows
    inverse: Rows
    weights: Vector


def kernels(dim: int, rows: int, *, own_rows: bool = False) -> Construction:
    """Make the construction of two kernel models, the second fitted to attacked rows.

    Args:
        dim: The number of columns, 1 or 2.
        rows: The number of training rows, 1 or 2.
        own_rows: Whether v of Theorem 5 is misread as f_NR(x'_R), with the kernel of the rows that were not attacked.

    Returns:
        The construction, for the fields of Lemma 2 and Theorems 2 and 5.

    Examples:
        >>> kernels(2, 1).name, [parameter.name for parameter in kernels(1, 1).parameters[:3]]
        ('kernels-2-1', ['X[0][0]', 'X_R[0][0]', 'y[0]'])
    """

    def fields(xp: PlaneOps, given: Mapping[str, Scalar]) -> Fields:
        X, X_R = (tuple(gathered(given, f"{name}[{i}]", dim) for i in range(rows)) for name in ("X", "X_R"))
        labels, x = gathered(given, "y", rows), gathered(given, "x", dim)
        natural, robust = (fitted(xp, inputs, labels, given["ridge"]) for inputs in (X, X_R))
        gap = tuple(minus(a, b) for a, b in zip(natural.inverse, robust.inverse, strict=True))
        delta_k, label_norm = largest_eigenvalue(xp, gap), norm(xp, labels)
        return (
            _weights(xp, natural, robust, delta_k, label_norm)
            | _tangents(xp, natural, robust, x, given, delta_k * label_norm)
            | _recourses(xp, natural, robust, x, given, own_rows=own_rows)
        )

    parameters = (
        *(parameter for name in ("X", "X_R") for i in range(rows) for parameter in vector(f"{name}[{i}]", dim, 10.0)),
        *(choice(f"y[{i}]", 1, -1) for i in range(rows)),
        *vector("x", dim, 20.0),
        positive("ridge", 1 / 20, 20.0),
        *ASKED,
        non_negative("shortfall", 10.0),
    )
    count = f"{rows} training row{'s' * (rows > 1)} of {dim} column{'s' * (dim > 1)}"
    return Construction(
        f"kernels-{dim}-{rows}" + "-own-rows" * own_rows,
        "vector",
        f"two kernel models with K∞ on {count}, natural X and attacked X_R, a person, recourses on the tangents"
        + ", v read as f_NR(x'_R)" * own_rows,
        parameters,
        fields,
    )


def fitted(xp: PlaneOps, X: Rows, labels: Vector, ridge: Scalar) -> Model:
    """Fit a kernel regressor: its weights are (K(X, X) + βI)⁻¹Y.

    Args:
        xp: The operations of a reading.
        X: The training rows.
        labels: The labels Y.
        ridge: The regularisation β > 0.

    Returns:
        The model.

    Examples:
        >>> from bounds.readings.angles import NUMPY_PLANE
        >>> model = fitted(NUMPY_PLANE, ((2.0,),), (1.0,), 2.0)  # K = 2 · 2 / 2 = 2
        >>> float(model.weights[0])
        0.25
    """
    gram = [[kernel(xp, a, b) for b in X] for a in X]
    regularised = tuple(
        tuple(entry + ridge if i == j else entry for j, entry in enumerate(row)) for i, row in enumerate(gram)
    )
    inverted = inverse(regularised)
    return Model(X, inverted, applied(inverted, labels))


def kernel(xp: PlaneOps, a: Vector, b: Vector) -> Scalar:
    """Evaluate the kernel K∞(a, b) for vectors of one or two components.

    Examples:
        >>> from bounds.readings.angles import NUMPY_PLANE
        >>> float(kernel(NUMPY_PLANE, (3.0,), (2.0,)))
        3.0
        >>> round(float(kernel(NUMPY_PLANE, (1.0, 1.0), (1.0, 0.0))), 4)  # (π − π/4) / 2π
        0.375
    """
    return dot(a, b) * _angle_factor(xp, a, b)


def kernel_gradient(xp: PlaneOps, x: Vector, row: Vector) -> Vector:
    """Evaluate ∇ₓK∞(x, row), with the symmetric derivative at the kink, where x and the row are parallel or x is 0.

    Examples:
        >>> from bounds.readings.angles import NUMPY_PLANE
        >>> [float(slope) for slope in kernel_gradient(NUMPY_PLANE, (3.0,), (2.0,))]
        [1.0]
    """
    straight = times(xp.where(norm(xp, x) > 0.0, _angle_factor(xp, x, row), 0.25), row)
    if len(x) == 1:
        return straight
    (x_0, x_1), length = x, dot(x, x)
    turn = dot(x, row) * sign(xp, _cross(x, row)) / xp.where(length > 0.0, length, 1.0) / (2.0 * _pi(xp))
    return minus(straight, times(turn, (x_1, -x_0)))


def _angle_factor(xp: PlaneOps, a: Vector, b: Vector) -> Scalar:
    """The factor (π − θ) / 2π of the kernel."""
    if len(a) == 1:
        return xp.where(a[0] * b[0] >= 0.0, 0.5, 0.0)
    return 0.5 - xp.angle(xp.abs(_cross(a, b)), dot(a, b)) / (2.0 * _pi(xp))


def _cross(a: Vector, b: Vector) -> Scalar:
    """The determinant of two vectors of two components."""
    return a[0] * b[1] - a[1] * b[0]


def _pi(xp: PlaneOps) -> Scalar:
    return xp.angle(0.0, -1.0)


def _values(xp: PlaneOps, x: Vector, rows: Rows) -> Vector:
    """The kernel of x with each row."""
    return tuple(kernel(xp, x, row) for row in rows)


def _gradients(xp: PlaneOps, x: Vector, rows: Rows) -> Rows:
    """The gradients ∇ₓK∞(x, x_j), one row for each training row."""
    return tuple(kernel_gradient(xp, x, row) for row in rows)


def _weights(xp: PlaneOps, natural: Model, robust: Model, delta_k: Scalar, label_norm: Scalar) -> Fields:
    """The fields of Lemma 2."""
    return {
        "delta_k": delta_k,
        "label_norm": label_norm,
        "weight_gap": norm(xp, minus(natural.weights, robust.weights)),
        "norm_nr": norm(xp, natural.weights),
        "norm_r": norm(xp, robust.weights),
    }


def _tangents(
    xp: PlaneOps, natural: Model, robust: Model, x: Vector, given: Mapping[str, Scalar], radius: Scalar
) -> Fields:
    """The fields of Theorem 2; ``radius`` is Δ_K‖Y‖."""
    zeta_nr, zeta_r = (_recourse(xp, model, x, given) for model in (natural, robust))
    k, k_r = (_values(xp, x, model.X) for model in (natural, robust))
    slopes, slopes_r = (_gradients(xp, x, model.X) for model in (natural, robust))
    apart = tuple(minus(a, b) for a, b in zip(slopes_r, slopes, strict=True))
    residual_radius = xp.abs(dot(minus(k_r, k), natural.weights)) + norm(xp, k_r) * radius
    return {
        "lam": given["lam"],
        "slope_nr": norm(xp, combine(natural.weights, slopes)),
        "slope_r": norm(xp, combine(robust.weights, slopes_r)),
        "residual_nr": given["target"] - dot(k, natural.weights),
        "residual_r": given["target"] - dot(k_r, robust.weights),
        "residual_radius": residual_radius,
        "slope_radius": norm(xp, combine(natural.weights, apart)) + largest_singular_value(xp, slopes_r) * radius,
        "cost_nr": norm(xp, zeta_nr),
        "cost_r": norm(xp, zeta_r),
        "recourse_gap": norm(xp, minus(zeta_nr, zeta_r)),
        "score_r": dot(k_r, robust.weights),
        "kernel_lipschitz": _lipschitz(xp, robust),
    }


def _lipschitz(xp: PlaneOps, model: Model) -> Scalar:
    """The Lipschitz constant κ Σ|w_j|‖x_j‖ of a model's score, κ = √(π² + 1)/2π."""
    pi = _pi(xp)
    first, *rest = (xp.abs(w) * norm(xp, row) for w, row in zip(model.weights, model.X, strict=True))
    return xp.sqrt(pi * pi + 1.0) / (2.0 * pi) * sum(rest, first)


def _recourse(xp: PlaneOps, model: Model, x: Vector, given: Mapping[str, Scalar]) -> Vector:
    """The change ζ that SCFE recommends on the tangent of a model at x."""
    slope = combine(model.weights, _gradients(xp, x, model.X))
    residual = given["target"] - dot(_values(xp, x, model.X), model.weights)
    return times(residual / (given["lam"] + dot(slope, slope)), slope)


def _recourses(
    xp: PlaneOps, natural: Model, robust: Model, x: Vector, given: Mapping[str, Scalar], *, own_rows: bool
) -> Fields:
    """The fields of Theorem 5: scores of the kernel models themselves at the recourses."""
    at_nr, at_r = (plus(x, _recourse(xp, model, x, given)) for model in (natural, robust))
    values_r = _values(xp, at_r, robust.X)
    values_v = _values(xp, at_r, natural.X) if own_rows else values_r
    score_r_r = dot(values_r, robust.weights)
    return {
        "score_nr_nr": dot(_values(xp, at_nr, natural.X), natural.weights),
        "score_nr_r": dot(values_v, natural.weights),
        "score_r_r": score_r_r,
        "threshold": score_r_r - given["shortfall"],
        "kernel_norm_r": norm(xp, values_r),
    }


KERNELS = tuple(kernels(dim, rows) for dim, rows in ((1, 1), (1, 2), (2, 1), (2, 2)))
"""Constructions of kernel models with one or two columns and training rows, the simplest first."""
