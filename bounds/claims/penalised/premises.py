"""Premises that several claims about penalised training share."""

from bounds.claim import Kind, Premise
from bounds.facts.inner_products import cauchy_schwarz
from bounds.meaning.penalised import g, w, w_r

PENALTY = Premise("μ > 0", Kind.DOMAIN, lambda xp, penalty: penalty > 0.0, "weight of the penalty")
START_GAP = Premise("‖w − w_R‖ ≥ 0", Kind.DOMAIN, lambda xp, start_gap: start_gap >= 0.0, "a norm")
CENTRE_GAP = Premise("‖c − w_R‖ ≥ 0", Kind.DOMAIN, lambda xp, centre_gap: centre_gap >= 0.0, "a norm")
SUBGRADIENT_NORM = Premise("‖g‖ ≥ 0", Kind.DOMAIN, lambda xp, subgradient_norm: subgradient_norm >= 0.0, "a norm")
STEEP = Premise(
    "μ‖w − w_R‖ ≤ ‖g‖",
    Kind.INEQUALITY,
    lambda xp, penalty, start_gap, subgradient_norm: xp.le(penalty * start_gap, subgradient_norm),
    "strong monotonicity of ∂P, 0 ∈ ∂P(w_R), and Cauchy-Schwarz",
    because=(cauchy_schwarz(g, w - w_r),),
)
