"""The meaning of the fields of claims about kernel regression, of a robust regressor that nobody has solved for.

B = K_R + βI is positive definite: R is its root, B = RR. Any weights w miss the robust ones by z, w_R = w + z, and
leave the residual r = Y − Bw = Bz. Any v, meant for B⁻¹k_x, misses that by q, so that k_x = B(v + q) and r_x = Bq. J
maps weights to the gradient of the score at x, over the actionable columns.
"""

from bounds.facts.statement import Law
from bounds.meaning.meaning import Meaning
from bounds.meaning.terms import Map, inner, norm, numbers, vectors

weights, missed, solved, rest = vectors("w", "z", "v", "q")
root, jacobian = Map("R", self_adjoint=True), Map("J")

weights_r = weights + missed
"""The robust weights w_R."""

residual = root(root(missed))
"""The residual r of the weights."""

residual_x = root(root(rest))
"""The residual r_x of v."""

kernel_values = root(root(solved + rest))
"""The kernel values k_x of the person and the attacked training inputs."""

_ridge, _steepness, _radius, _size = numbers("ridge", "steepness", "ball_radius", "k_xx")
_dual_bound = numbers("dual_bound")[0]
_u = vectors("u")[0]

centre = vectors("c")[0]
"""The centre of a ball that holds the robust weights."""

twice_ridge = 2 * _ridge
reflected = twice_ridge * missed - residual
"""(2βB⁻¹ − I) r."""

off_centre = weights + (1 / twice_ridge) * residual - weights_r
"""How far w + r/2β is from the robust weights."""

no_eigenvalue_below = Law(
    "no_eigenvalue_below",
    "‖Ru‖² ≥ β‖u‖²",
    (_u,),
    (_ridge * inner(_u, _u) <= inner(root(_u), root(_u)),),
)
"""What it means that the kernel matrix K_R has no negative eigenvalue: B = K_R + βI has none below β."""

matrix_is_positive = Law(
    "matrix_is_positive",
    "⟨k_x, u⟩² ≤ K(x, x) ⟨u, Bu⟩, K(x, x) ≥ 0",
    (_u,),
    (
        inner(kernel_values, _u) * inner(kernel_values, _u) <= _size * inner(root(_u), root(_u)),
        _size >= 0,
    ),
)
"""What it means that K is a kernel: its matrix of x and the training inputs has no negative eigenvalue."""

jacobian_below = Law(
    "jacobian_below",
    "‖Ju‖ ≤ ‖J‖ ‖u‖",
    (_u,),
    (norm(jacobian(_u)) <= _steepness * norm(_u),),
)
"""What the norm of J means of all vectors."""

SCORES: Meaning = {
    "score_r": inner(kernel_values, weights_r),
    "corrected_score": inner(kernel_values, weights) + inner(solved, residual),
    "residual_product": inner(residual_x, residual),
    "primal_residual": norm(residual),
    "dual_residual": norm(residual_x),
    "primal_energy": norm(root(missed)),
    "dual_energy": norm(root(rest)),
    "dual_bound": (
        _dual_bound.equals(_size - inner(solved, kernel_values + residual_x)),
        matrix_is_positive,
    ),
    "ridge": no_eigenvalue_below,
    "reflected_norm": norm(reflected),
    "centre_gap": norm(off_centre),
}
"""The meaning of the fields of scores and weights."""

SLOPES: Meaning = {
    "slope_r": norm(jacobian(weights_r)),
    "centre_slope": norm(jacobian(centre)),
    "steepness": jacobian_below,
    "centre_gap": norm(centre - weights_r),
    "ball_radius": norm(centre - weights_r) <= _radius,
}
"""The meaning of the fields of slopes."""
