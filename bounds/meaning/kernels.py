"""The meaning of the fields of Lemma 2 and Theorems 2 and 5: two kernel models, an instance, and recourses.

Weights, labels and kernel values are vectors with a component for each training row; gradients have one for each
column. A = K(X, X) + βI and B = K(X_R, X_R) + βI: the weights are A⁻¹Y and B⁻¹Y. k = K(x, X) and k_R = K(x, X_R)
are kernel values of the instance x, k'_R = K(x'_R, X_R) those of the robust model's recourse. G and G_R map weights to
gradients at x, and S leaves out and scales columns, as for linear models.
"""

from collections.abc import Mapping
from types import MappingProxyType

from bounds.facts.statement import Law
from bounds.meaning.linear import actionable, change_r, residual_nr, residual_r, scfe, stretch, stretched
from bounds.meaning.meaning import Meaning
from bounds.meaning.terms import (
    Map,
    Value,
    Vector,
    cosine,
    inner,
    norm,
    numbers,
    numbers_of_each_row,
    of_each_row,
    smaller,
    total,
    vectors,
)

labels, k, k_r, kernel_of_recourse = vectors("Y", "k", "k_R", "k'_R")
inverse, inverse_r = Map("A⁻¹"), Map("B⁻¹")
gradient, gradient_r, regularised = Map("G"), Map("G_R"), Map("B")
w_nr, w_r = inverse(labels), inverse_r(labels)
"""The weights of both models."""

slope_nr, slope_r = gradient(w_nr), gradient_r(w_r)
"""The gradients of both scores at the instance."""

gap = w_r - w_nr
"""The difference of the weights."""

mixed = regularised(w_nr) - labels
"""What the non-robust weights miss the labels by, on the attacked rows, with the sign turned."""

delta_k, label_norm, ridge, steepness, size, root = numbers("delta_k", "label_norm", "β", "γ", "k_xx", "r_x")
_target, _residual_radius, _slope_radius = numbers("target", "residual_radius", "slope_radius")
_u = vectors("u")[0]

inverses_apart = Law(
    "inverses_apart",
    "‖A⁻¹u − B⁻¹u‖ ≤ Δ_K ‖u‖",
    (_u,),
    (norm(inverse(_u) - inverse_r(_u)) <= delta_k * norm(_u),),
)
"""What Δ_K means of all vectors: it is at least the spectral norm of the difference of the inverses."""

gradients_below = Law(
    "gradients_below",
    "‖S G_R u‖ ≤ γ ‖u‖",
    (_u,),
    (norm(actionable(gradient_r(_u))) <= steepness * norm(_u), steepness >= 0),
)
"""What γ = ‖∇K(x, X_R)‖ means of all vectors."""

kernel_is_positive = Law(
    "kernel_is_positive",
    "⟨u, Bu⟩ ≥ β‖u‖² and ⟨k_R, u⟩² ≤ K(x, x) (⟨u, Bu⟩ − β‖u‖²)",
    (_u,),
    (
        ridge * inner(_u, _u) <= inner(_u, regularised(_u)),
        inner(k_r, _u) * inner(k_r, _u) <= size * (inner(_u, regularised(_u)) - ridge * inner(_u, _u)),
    ),
)
"""What it means that K is a kernel: its matrix of x and the rows of X_R has no negative eigenvalue; B = K_R + βI."""

_SOLVED = (
    norm(regularised(gap) + mixed).equals(0),
    ridge > 0,
    (root * root * ridge).equals(size),
    root >= 0,
    kernel_is_positive,
)
"""What it means that the robust weights solve Bw = Y, and that β and K(x, x) are what they are."""

_radius_of_weights = smaller(delta_k * label_norm, norm(mixed) / ridge)
_radius_of_scores = smaller(norm(k_r) * _radius_of_weights, root * norm(mixed))

WEIGHTS: Meaning = {
    "weight_gap": norm(w_nr - w_r),
    "norm_nr": norm(w_nr),
    "norm_r": norm(w_r),
    "delta_k": inverses_apart,
    "label_norm": norm(labels),
}
"""The meaning of the fields of Lemma 2."""

TANGENTS: Meaning = {
    "delta_k": inverses_apart,
    "slope_nr": norm(actionable(slope_nr)),
    "slope_r": norm(actionable(slope_r)),
    "residual_nr": _target - inner(k, w_nr),
    "residual_r": _target - inner(k_r, w_r),
    "residual_radius": (
        abs(inner(k_r - k, w_nr)) + _radius_of_scores <= _residual_radius,
        label_norm.equals(norm(labels)),
        inverses_apart,
        *_SOLVED,
    ),
    "slope_radius": (
        norm(actionable(gradient_r(w_nr) - gradient(w_nr))) + steepness * _radius_of_weights <= _slope_radius,
        label_norm.equals(norm(labels)),
        inverses_apart,
        gradients_below,
        *_SOLVED,
    ),
    "cost_nr": norm(scfe(slope_nr, residual_nr)),
    "cost_r": norm(scfe(slope_r, residual_r)),
    "recourse_gap": norm(scfe(slope_nr, residual_nr) - scfe(slope_r, residual_r)),
}
"""The meaning of the fields of Theorem 2, whose costs are those of the tangents. The smaller one of two radii is used,
that by Lemma 2 and that by what the non-robust weights miss the labels by."""

SCORES: Meaning = {
    "score_nr_r": inner(kernel_of_recourse, w_nr),
    "score_r_r": inner(kernel_of_recourse, w_r),
    "delta_k": inverses_apart,
    "label_norm": norm(labels),
    "kernel_norm_r": norm(kernel_of_recourse),
}
"""The meaning of the fields of Theorem 5."""


# The floor of Theorem 2. At a point between x and x'_R, of each training row: u_j is its direction, t_j is π less its
# angle with the point, n_j the direction of what it is across the point.

(row, along, across) = of_each_row("x", "u", "n")
weight, angle = numbers_of_each_row("w", "t")
pi, steepest = numbers("π", "ρ")
score_r, score_r_r = numbers("score_r", "score_r_r")

bend = angle * along - cosine(angle) * across
"""2π ∇K∞(·, x_j) / ‖x_j‖ (Krishna et al. 2024, Definition 2)."""

pull = (weight * (norm(row) / (2 * pi))) * bend
"""The part of each training row in the gradient of the score."""

part = abs(weight) * (steepest / (2 * pi)) * norm(row)
"""The bound κ|w_j|‖x_j‖ on its length, κ = √(π² + 1)/2π."""

_AT_A_POINT = (
    norm(along).equals(1),
    norm(across).equals(1),
    inner(along, across).equals(Value("sin", angle)),
    angle >= 0,
    angle <= pi,
    pi > 0,
    (steepest * steepest).equals(pi * pi + 1),
    steepest >= 0,
)

STEEP: Meaning = {
    "cost_r": norm(change_r),
    "score_r_r": ((score_r_r - score_r).equals(inner(total(pull), actionable(change_r))), stretched, *_AT_A_POINT),
    "kernel_lipschitz": stretch * total(part),
}
"""The meaning of the fields of the floor of Theorem 2: by the mean value theorem, the score changes as the gradient at
some point between x and x'_R says."""


# The steps of Lemma 2 run over the components of the labels along orthonormal eigenvectors of M = A⁻¹ − B⁻¹, of which a
# symmetric matrix has a basis.

labels_so_far, image_so_far, eigenvector = vectors("y", "My", "e")
difference = Map("M")
eigenvalue, component = numbers("eigenvalue", "component")

operator_norm = Law("operator_norm", "‖Mu‖ ≤ Δ_K ‖u‖", (_u,), (norm(difference(_u)) <= delta_k * norm(_u),))
"""What Δ_K means of all vectors, if it is the norm of M."""

COMPONENTS: Meaning = {
    "weight_gap": norm(image_so_far),
    "label_norm": norm(labels_so_far),
    "delta_k": operator_norm,
}
"""The meaning of the fields of Lemma 2, of some of the components."""

COMPONENT: Meaning = {
    "next_gap": norm(image_so_far + (eigenvalue * component) * eigenvector),
    "next_norm": norm(labels_so_far + component * eigenvector),
    "eigenvalue": (
        norm(eigenvector).equals(1),
        inner(labels_so_far, eigenvector).equals(0),
        inner(image_so_far, eigenvector).equals(0),
        norm(difference(eigenvector) - eigenvalue * eigenvector).equals(0),
    ),
}
"""The meaning of the auxiliary scalars of one more component: the eigenvector is orthogonal to those before it."""

FIRST: Mapping[str, Vector] = MappingProxyType({"y": 0 * labels_so_far, "My": 0 * labels_so_far})
"""The vectors of no component."""

NEXT: Mapping[str, Vector] = MappingProxyType(
    {
        "y": labels_so_far + component * eigenvector,
        "My": image_so_far + (eigenvalue * component) * eigenvector,
    }
)
"""The vectors with one more component."""
