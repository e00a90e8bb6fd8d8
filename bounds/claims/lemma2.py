"""Lemma 2 of Krishna et al. 2024: a bound on the distance of the weights of a robust and a non-robust kernel model.

The weights are w = (K(X, X) + βI)⁻¹Y with β > 0, and the robust weights are the same on attacked inputs X_R. Both are
the product of a symmetric matrix and the labels Y. The distance of the weights is therefore at most the norm of the
difference of the two matrices, times the norm of Y.
"""

import dataclasses

from bounds.claim import Claim, Induction, Kind, Premise, substitute
from bounds.claims.lemma1 import NORMS_OF_WEIGHTS
from bounds.claims.premises import DELTA_K, LABEL_NORM, NORM_NR, NORM_R, REVERSE_TRIANGLE, WEIGHT_GAP
from bounds.facts.inner_products import homogeneous, pythagoras, reverse_triangle
from bounds.meaning import kernels
from bounds.meaning.kernels import (
    COMPONENT,
    COMPONENTS,
    component,
    eigenvalue,
    eigenvector,
    image_so_far,
    labels_so_far,
)
from bounds.ops import Ops, Scalar, Truth
from bounds.scalars import non_negative

PAPER = "Krishna et al. 2024, Lemma 2"


# The bounds


def weight_radius(xp: Ops, delta_k: Scalar, label_norm: Scalar) -> Scalar:
    """Compute the bound Δ_K‖Y‖ of Lemma 2 on the distance ‖w_NR − w_R‖₂ of the weights.

    Args:
        xp: The operations of a reading.
        delta_k: The norm Δ_K of the difference of the two inverse matrices, or an upper bound on it.
        label_norm: The norm ‖Y‖₂ of the training labels.

    Returns:
        The product of the two norms.

    Examples:
        >>> from bounds.readings.arrays import NUMPY_OPS
        >>> weight_radius(NUMPY_OPS, delta_k=0.25, label_norm=4.0)
        1.0
    """
    return delta_k * label_norm


def _printed(xp: Ops, delta_k: Scalar, label_norm: Scalar) -> tuple[Scalar, Scalar]:
    return 0.0, weight_radius(xp, delta_k, label_norm)


# Premises


def _weights_apart(xp: Ops, weight_gap: Scalar, delta_k: Scalar, label_norm: Scalar) -> Truth:
    return xp.le(weight_gap, weight_radius(xp, delta_k, label_norm))


# w_NR − w_R = MY with M = (K + βI)⁻¹ − (K_R + βI)⁻¹ symmetric. One step of the proof adds one more component of Y in an
# orthonormal basis of eigenvectors of M, in terms of auxiliary scalars:
#   eigenvalue, component   of M and of Y along that eigenvector
#   next_gap, next_norm     ‖MY‖ and ‖Y‖ with that component


def _with_component(
    xp: Ops,
    next_gap: Scalar,
    weight_gap: Scalar,
    next_norm: Scalar,
    label_norm: Scalar,
    eigenvalue: Scalar,
    component: Scalar,
) -> Truth:
    image = eigenvalue * component
    squares = (next_gap * next_gap == weight_gap * weight_gap + image * image) & (
        next_norm * next_norm == label_norm * label_norm + component * component
    )
    return squares & (next_gap >= 0.0) & (next_norm >= 0.0)


def _next(xp: Ops, next_gap: Scalar, next_norm: Scalar) -> dict[str, Scalar]:
    return {"weight_gap": next_gap, "label_norm": next_norm}


_PYTHAGORAS = Premise(
    "Pythagoras, for ‖MY‖ and ‖Y‖",
    Kind.INEQUALITY,
    _with_component,
    "eigenvectors of a symmetric matrix are orthogonal",
    because=(
        pythagoras(image_so_far, (eigenvalue * component) * eigenvector),
        pythagoras(labels_so_far, component * eigenvector),
        homogeneous(eigenvalue * component, eigenvector),
        homogeneous(component, eigenvector),
    ),
)
_EIGENVALUE = Premise(
    "no eigenvalue of M exceeds Δ_K",
    Kind.INEQUALITY,
    lambda xp, eigenvalue, delta_k: xp.abs(eigenvalue) <= delta_k,
    "Δ_K = ‖M‖₂",
    because=(
        kernels.operator_norm(eigenvector),
        reverse_triangle(kernels.difference(eigenvector), eigenvalue * eigenvector),
        homogeneous(eigenvalue, eigenvector),
    ),
)
_WEIGHTS_APART = Premise(
    "‖w_NR − w_R‖ ≤ Δ_K‖Y‖", Kind.LEMMA, _weights_apart, PAPER, because=(kernels.inverses_apart(kernels.labels),)
)
_NORMS_APART = dataclasses.replace(REVERSE_TRIANGLE, because=(reverse_triangle(kernels.w_nr, kernels.w_r),))


# The claims

PRINTED = Claim(
    id="lemma2.printed",
    fields=("weight_gap", "delta_k", "label_norm"),
    premises=(DELTA_K, LABEL_NORM, WEIGHT_GAP),
    value=lambda xp, weight_gap: weight_gap,
    interval=_printed,
    trivial=non_negative,
    source=f"{PAPER}, Eq. 12",
    statement="‖w_NR − w_R‖ ≤ Δ_K‖Y‖",
    theory="true",
    tightness="zero",
    remark="vanishes with ε",
    induction=Induction(
        {"weight_gap": 0, "label_norm": 0},
        _next,
        (_PYTHAGORAS, _EIGENVALUE),
        COMPONENT,
        first=kernels.FIRST,
        next=kernels.NEXT,
    ),
    meaning=COMPONENTS,
)

NORMS = Claim(
    id="lemma2.norms",
    fields=("norm_nr", "norm_r", "delta_k", "label_norm", "weight_gap"),
    premises=(
        NORM_NR,
        NORM_R,
        DELTA_K,
        LABEL_NORM,
        _WEIGHTS_APART,
        _NORMS_APART,
    ),
    value=NORMS_OF_WEIGHTS.value,
    interval=substitute(NORMS_OF_WEIGHTS.interval, {"delta": weight_radius}),
    trivial=non_negative,
    source=f"{PAPER}, second part",
    statement="a − Δ_K‖Y‖ ≤ b ≤ a + Δ_K‖Y‖",
    theory="true",
    meaning=kernels.WEIGHTS,
)

CLAIMS = (PRINTED, NORMS)
