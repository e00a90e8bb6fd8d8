"""Theorem 5 of Krishna et al. 2024: the validity gap σ(f_NR(x'_NR)) − σ(f_R(x'_R)) for two wide networks.

This is Theorem 4 for kernel models: u = f_NR(x'_NR), v = K(x'_R, X_R)ᵀw_NR and R = ‖K(x'_R, X_R)‖ Δ_K ‖Y‖. The kernel
in v is that of the *attacked* training rows, so that f_R(x'_R) − v = K(x'_R, X_R)ᵀ(w_R − w_NR). Therefore v is not
f_NR(x'_R).
"""

from bounds.claim import Kind, Premise
from bounds.claims.lemma2 import weight_radius
from bounds.claims.premises import DELTA_K, LABEL_NORM
from bounds.claims.validity import Apart, validity_claims
from bounds.facts.inner_products import cauchy_schwarz
from bounds.meaning import kernels
from bounds.ops import Ops, Scalar

PAPER = "Krishna et al. 2024, Theorem 5"
FIELDS = ("score_nr_nr", "score_nr_r", "score_r_r", "delta_k", "label_norm", "kernel_norm_r")


def _radius(xp: Ops, kernel_norm_r: Scalar, delta_k: Scalar, label_norm: Scalar) -> Scalar:
    return kernel_norm_r * weight_radius(xp, delta_k, label_norm)


NORM = Premise("‖K(x'_R, X_R)‖ ≥ 0", Kind.DOMAIN, lambda xp, kernel_norm_r: kernel_norm_r >= 0.0, "a norm")

CLAIMS = validity_claims(
    5,
    fields=FIELDS,
    domain=(NORM, DELTA_K, LABEL_NORM),
    radius=_radius,
    apart=Apart(
        "|f_R(x'_R) − v| ≤ R",
        "Cauchy-Schwarz and Lemma 2",
        because=(cauchy_schwarz(kernels.kernel_of_recourse, kernels.gap), kernels.inverses_apart(kernels.labels)),
        meaning=kernels.SCORES,
    ),
    concluded="what A.7 concludes",
    appendix="A.7",
)
