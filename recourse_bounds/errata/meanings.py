"""What the errata page says of bounded values, of parameters, and of fields that only misreadings have."""

from bounds import FIELDS, Claim
from bounds.claim import reads

_VALUES = {
    frozenset({"cost_nr", "cost_r"}): "‖ζ_NR‖ − ‖ζ_R‖",
    frozenset({"cost_r"}): "‖ζ_R‖",
    frozenset({"recourse_gap"}): "‖ζ_NR − ζ_R‖",
    frozenset({"weight_gap"}): "‖w_NR − w_R‖",
    frozenset({"norm_r"}): "‖w_R‖",
    frozenset({"score_nr_nr", "score_r_r"}): "Pr_NR − Pr_R",
    frozenset({"score_nr_nr", "score_nr_r"}): "v − u",
    frozenset({"explanation_gap"}): "‖φ(x) − φ(x̃)‖",
    frozenset({"explanation_error"}): "‖φ_σ(x) − ∇f(x)‖",
    frozenset({"smoothed_gap"}): "the difference of the smoothed scores",
    frozenset({"least_error"}): "‖φ_σ − p‖ at the most faithful σ",
    frozenset({"start_gap"}): "‖w − w_R‖",
    frozenset({"centre_gap"}): "‖c − w_R‖",
    frozenset({"score_r"}): "f_R(x)",
    frozenset({"residual_r"}): "m_R",
    frozenset({"threshold", "score_r", "norm_r"}): "(t − f_R(x))₊/b",
    frozenset({"residual_nr", "norm_nr", "lam"}): "the objective at the printed ζ",
    frozenset({"lam", "norm_nr", "delta_rate", "delta_rest", "longer_norm"}): "the bound for the longer x",
    frozenset({"slope_r"}): "‖∇f_R(x)‖",
}
"""The bounded values in symbols, by the fields that the formula of the value reads."""

_FIELDS = {
    "delta_rate": "N η, what Δ has per unit of ‖x‖",
    "delta_rest": "N η ε√d, what Δ has beside it",
    "longer_norm": "‖x̃‖₂ of a longer input",
}

_PARAMETERS = {
    "w_nr": "w_NR, weights of the non-robust model",
    "w_r": "w_R, weights of the robust model",
    "x": "the person",
    "X": "training rows",
    "X_R": "the attacked training rows; any attack",
    "y": "true labels of the training rows",
    "start": "weights of both models before the first step",
    "steps": FIELDS["steps"].split(";")[0],
    "learning_rate": FIELDS["learning_rate"],
    "epsilon": FIELDS["epsilon"],
    "penalty": "μ of the penalty (μ/2)‖w‖²",
    "ridge": "β; of LIME, λ",
    "target": FIELDS["target"],
    "lam": FIELDS["lam"],
    "slack": "by how much Δ exceeds ‖w_NR − w_R‖; of a decoder, the latent balls what they must hold; of cubes, γ its"
    " least value, as a share of that",
    "spare": "by how much R exceeds ‖w_R − c‖",
    "shortfall": "by how much the threshold lies below the score reached",
    "g": "vector of the decoder G(z) = z g + max(z, 0) h",
    "h": "vector of the decoder G(z) = z g + max(z, 0) h",
    "z": "latent code of the person",
    "z_nr": "z'_NR, latent code of the recourse for the non-robust model",
    "z_r": "z'_R, latent code of the recourse for the robust model",
    "slope": "how steep the score is: s of a clip or well, b of a quadratic score, a in Theorem 5.2, else L",
    "height": "R, the largest magnitude of the score",
    "centre": "c, where the middle of the slope is",
    "bend": "b of the score Σ b_i x_i|x_i|/2",
    "curvature": "A of a quadratic score, row by row from its diagonal",
    "effect": "e, p divided by the gradient, column by column",
    "input": "x",
    "other": "x̃",
    "distance": "how far x̃ is from x in the first column",
    "across": "how far x̃ is from x in the second column",
    "reach": "R/s, how far from its middle a slope is not clipped",
    "move": "h = x − x̃",
    "baseline": "r, the baseline of integrated gradients",
    "way": "v, before it is divided by its length",
    "sigma": FIELDS["sigma"],
    "input_gap": FIELDS["input_gap"],
    "cube_radius": FIELDS["cube_radius"],
    "closeness": "α, divided by the cosine",
    "low": "ν, divided by P/G",
    "excess": "τ, divided by P/G, less 1",
    "of_0": "share of L‖h_S‖ by which the score changes at x_S, S the first column",
    "of_1": "the same share, S the second column",
    "of_01": "the same share, S both columns",
    "score_share": "share of R that the score is",
    "change_share": "share of L‖h‖ by which the score changes",
    "feature": "features of LIME's two perturbed inputs",
    "weight": "twice the weights of LIME's two perturbed inputs, at x",
    "other_weight": "twice the weights of LIME's two perturbed inputs, at x̃",
    "count": "how often a mask is drawn, in proportion",
    "attacked": "z, the instance of the training under the attack on w_R",
    "margin": "the margin of w_R at z",
    "w": "any weights",
    "c": "centre of a ball that holds w_R",
    "offset": "w_R − c",
    "root": "singular values of the features Φ of the training inputs, K_R = ΦΦᵀ",
    "label": "labels, in the basis in which K_R is diagonal",
    "v": "any vector in the place of B⁻¹k_x, in that basis",
    "jacobian": "derivative of x ↦ K(x, X_R), in that basis",
    "unseen": "the part of K(x, x) that belongs to features which no training input has",
    "turn": "w₁ − w₀, of the weights of two stops",
    "below": "share of ε that ε₀ is below it; of a cell, how far d is above its lower end",
    "above": "how far ε₁ is above ε; of a cell, how far d is below its upper end",
}

_PREMISES = {"cost_r ≥ 0": "‖ζ_R‖ ≥ 0"}


def bounded(claim: Claim) -> str:
    """Say what a claim bounds.

    Args:
        claim: The claim.

    Returns:
        The value, in symbols or a few words.

    Examples:
        >>> from bounds import CLAIMS
        >>> bounded(CLAIMS["theorem1.printed"])
        '‖ζ_NR‖ − ‖ζ_R‖'
    """
    return _VALUES.get(frozenset(reads(claim.value)), "the value")


def fields_read(claims: tuple[Claim, ...]) -> dict[str, str]:
    """Explain the fields that claims read.

    Args:
        claims: The claims.

    Returns:
        The meanings by the names of the fields.

    Examples:
        >>> from bounds import CLAIMS
        >>> list(fields_read((CLAIMS["lemma1.norms"],)))
        ['weight_gap', 'delta', 'norm_nr', 'norm_r']
    """
    return {name: text for name, text in {**FIELDS, **_FIELDS}.items() if any(name in one.read for one in claims)}


def parameters(names: set[str]) -> dict[str, str]:
    """Explain the parameters of constructions.

    Args:
        names: The names of the parameters, without the index of a component.

    Returns:
        The meanings by the names of the parameters.

    Examples:
        >>> parameters({"w_r", "ridge"})
        {'w_r': 'w_R, weights of the robust model', 'ridge': 'β; of LIME, λ'}
    """
    return {name: text for name, text in _PARAMETERS.items() if name in names}


def called(premise: str) -> str:
    """Give the name of a premise in symbols.

    Args:
        premise: The name in the claim.

    Returns:
        The name that the page shows.

    Examples:
        >>> called("cost_r ≥ 0")
        '‖ζ_R‖ ≥ 0'
    """
    return _PREMISES.get(premise, premise)
