"""Theorem 4.1 of Tan and Tian 2023 for Shapley values of v(S) = E f(x_S, y_S̄), y a fixed baseline or drawn from data.

The values are linear in the game v, so the difference of those of x and x̃ is that of the game D(S) = v_x(S) − v_x̃(S),
and |D(S)| ≤ L‖h_S‖, h = x − x̃. In a random order of the columns a set S of s columns comes first with the probability
1/C(d, s), and for a vector c, with the mean c̄_S over S and c̄_S̄ over the others,

    ⟨c, φ(D)⟩ = Σ_{s = 1}^{d} E_{|S| = s} D(S) (c̄_S − c̄_S̄),  c̄_∅ = 0.

Along c = (1, …, 1)/√d only s = d is left: |D(all)|/√d ≤ L h/√d, which is efficiency. Across, for ‖c‖ = 1 and Σ c_i = 0,
E‖h_S‖² = h² s/d and E(c̄_S − c̄_S̄)² = d/(s(d − s)(d − 1)), so that Cauchy–Schwarz gives at most

    L h Σ_{s = 1}^{d − 1} 1/√((d − s)(d − 1)) ≤ L h (2 − 1/√(d − 1)),  as Σ_{k = 1}^{n} 1/√k ≤ 2√n − 1.

So the Lipschitz constant stays below √(4 + 1/d) L however many columns there are; the printed order is √d L. Some game
attains the bound for d = 1 and 2, and games are known that come to .86 of it for d = 4, and .82 for d = 8.
"""

from bounds.claim import Claim, Kind, Premise
from bounds.claims.explanations.premises import EXPLANATION_GAP, INPUT_GAP, LIPSCHITZ, PAPER
from bounds.facts.inner_products import pythagoras
from bounds.meaning.explanations import SHAPLEY, across_ones, along_ones
from bounds.ops import Ops, Scalar, Truth
from bounds.scalars import non_negative

THEOREM = f"{PAPER}, Theorem 4.1, SHAP"


# The bounds


def _across(xp: Ops, dim: Scalar) -> Scalar:
    """Compute 2 − 1/√(d − 1), or 0 for d = 1, where there is nothing across."""
    several = xp.where(dim > 1.0, dim - 1.0, 1.0)
    return xp.where(dim > 1.0, 2.0 - 1.0 / xp.sqrt(several), 0.0)


def _robust(xp: Ops, lipschitz: Scalar, dim: Scalar, input_gap: Scalar) -> tuple[Scalar, Scalar]:
    return 0.0, xp.sqrt(dim) * lipschitz * input_gap


def _robust_sharp(xp: Ops, lipschitz: Scalar, dim: Scalar, input_gap: Scalar) -> tuple[Scalar, Scalar]:
    across = _across(xp, dim)
    return 0.0, xp.sqrt(across * across + 1.0 / dim) * lipschitz * input_gap


# Premises


def _pythagoras(xp: Ops, explanation_gap: Scalar, gap_along: Scalar, gap_across: Scalar) -> Truth:
    return xp.le(explanation_gap * explanation_gap, gap_along * gap_along + gap_across * gap_across)


def _efficient(xp: Ops, gap_along: Scalar, lipschitz: Scalar, dim: Scalar, input_gap: Scalar) -> Truth:
    return xp.le(gap_along * xp.sqrt(dim), lipschitz * input_gap)


def _ordered(xp: Ops, gap_across: Scalar, lipschitz: Scalar, dim: Scalar, input_gap: Scalar) -> Truth:
    return xp.le(gap_across, _across(xp, dim) * lipschitz * input_gap)


WHOLE = Premise(
    "d = 1 or d ≥ 2",
    Kind.DOMAIN,
    lambda xp, dim: (dim >= 1.0) & ((dim - 1.0) * (dim - 2.0) >= 0.0),
    "a number of columns",
)
GAP_ALONG = Premise("A ≥ 0", Kind.DOMAIN, lambda xp, gap_along: gap_along >= 0.0, "a norm")
GAP_ACROSS = Premise("B ≥ 0", Kind.DOMAIN, lambda xp, gap_across: gap_across >= 0.0, "a norm")
PYTHAGORAS = Premise(
    "‖φ(x) − φ(x̃)‖² ≤ A² + B²",
    Kind.INEQUALITY,
    _pythagoras,
    "Pythagoras: A is the part of the difference along (1, …, 1), B the part across",
    because=(pythagoras(along_ones, across_ones),),
)
EFFICIENT = Premise(
    "A ≤ L‖x − x̃‖/√d",
    Kind.INEQUALITY,
    _efficient,
    "efficiency: the values add up to f(x) − v(∅)",
)
ORDERED = Premise(
    "B ≤ (2 − 1/√(d − 1)) L‖x − x̃‖",
    Kind.LEMMA,
    _ordered,
    "Cauchy-Schwarz over the sets that come first in a random order",
)


# The claims

ROBUST = Claim(
    id="shap.robust",
    fields=("explanation_gap", "input_gap", "lipschitz", "dim", "gap_along", "gap_across"),
    premises=(EXPLANATION_GAP, INPUT_GAP, LIPSCHITZ, WHOLE, GAP_ALONG, GAP_ACROSS, PYTHAGORAS, EFFICIENT, ORDERED),
    value=lambda xp, explanation_gap: explanation_gap,
    interval=_robust,
    trivial=non_negative,
    source=f"{THEOREM}, with its constant",
    statement="‖φ(x) − φ(x̃)‖ ≤ √d L ‖x − x̃‖",
    theory="true",
    remark="attained for d = 1; the true constant does not grow with d",
    tightness="zero",
    meaning=SHAPLEY,
)

ROBUST_SHARP = Claim(
    id="shap.robust_sharp",
    fields=ROBUST.fields,
    premises=ROBUST.premises,
    value=ROBUST.value,
    interval=_robust_sharp,
    trivial=non_negative,
    source=f"{THEOREM}, sharpened",
    statement="‖φ(x) − φ(x̃)‖ ≤ √((2 − 1/√(d − 1))² + 1/d) L ‖x − x̃‖ for d ≥ 2, and L ‖x − x̃‖ for d = 1",
    theory="true",
    remark="less than √(4 + 1/d) L; attained for d = 1 and d = 2; groups of columns count as columns",
    tightness="zero",
    meaning=SHAPLEY,
)

CLAIMS = (ROBUST, ROBUST_SHARP)
