"""The symbols of the statements and the fields of the claims, generated from one table and from ``FIELDS``."""

from typing import NamedTuple

from bounds import CLAIMS, FIELDS
from bounds.claims import FORECAST_CLAIMS
from recourse_bounds.errata.papers import PAPERS
from recourse_bounds.errata.typesetting import markdown
from recourse_bounds.reference.claims import PENALISED
from recourse_bounds.reference.markdown import page, table


class Symbol(NamedTuple):
    """A symbol of the statements.

    Attributes:
        symbol: The symbol as the statements write it.
        meaning: The meaning in one line.
    """

    symbol: str
    meaning: str


SYMBOLS: dict[str, tuple[Symbol, ...]] = {
    "Models and training": (
        Symbol("x, y", "an instance, and its true label y = ±1"),
        Symbol("f(x)", "the score of a model, a logit; the model accepts where it is positive; f = wᵀx if linear"),
        Symbol("NR, R", "the non-robust model, and the robust one, which is trained against attacks ‖δ‖_p ≤ ε"),
        Symbol("w_NR, w_R", "weights of the two models"),
        Symbol("ε, p, q", "radius and norm of the attack ball; q is the dual norm, 1/p + 1/q = 1"),
        Symbol("d", "number of attacked columns"),
        Symbol("N, η", "number of gradient steps, and their size; both models have the same"),
        Symbol("Δ", "a bound on ‖w_NR − w_R‖"),
        Symbol("c_p", "d^max(0, 1/2 − 1/p), the largest ‖∂‖w‖_q‖₂"),
        Symbol("L (Lemma 1)", "smoothness of the loss, λ_max(XᵀX / n) / 4"),
        Symbol("W", "the largest ‖w_R‖_q during training"),
        Symbol("σ", "the logistic function, which makes a probability of a score"),
    ),
    "Recourse": (
        Symbol("x' = x + ζ", "a recourse: the changed instance, and the change"),
        Symbol("‖ζ‖", "the cost; ‖Dζ‖ with cost weights D"),
        Symbol("s, λ", "target score of SCFE, and the weight of the squared distance: (f(x') − s)² + λ‖ζ‖²"),
        Symbol("m = s − f(x)", "the residual; M = |m_NR|"),
        Symbol("Pr = σ(f(x'))", "the validity of a recourse, as a probability"),
        Symbol("t", "the score that a recourse reaches; 0 is acceptance"),
    ),
    "Costs and validity (Theorems 1, 2, 4 and 5)": (
        Symbol("a, b", "‖w_NR‖ and ‖w_R‖, in Theorem 2 ‖∇f_NR(x)‖ and ‖∇f_R(x)‖, over the columns that may change"),
        Symbol("X (Theorem 1)", "‖x‖, over all columns"),
        Symbol("g(t)", "t / (λ + t²); a linear SCFE recourse costs |m| g(‖w‖)"),
        Symbol("I", "the interval of slopes: [(a − Δ)₊, a + Δ], in Theorem 2 [(a − e_g)₊, a + e_g]"),
        Symbol("(·)₊", "the positive part"),
        Symbol("H(a, b)", "the harmonic mean"),
        Symbol("u, v", "f_NR(x'_NR) and f_NR(x'_R); in Theorem 5 v = K(x'_R, X_R)ᵀw_NR"),
        Symbol("R", "Δ‖x'_R‖, a bound on |f_NR(x'_R) − f_R(x'_R)|; in Theorem 5 ‖K(x'_R, X_R)‖ Δ_K ‖Y‖"),
    ),
    "Wide networks (Lemma 2, Theorems 2 and 5)": (
        Symbol("K, β", "the kernel, and the ridge: f(x) = K(x, X)ᵀw with w = (K(X, X) + βI)⁻¹Y"),
        Symbol("X, X_R, Y", "the training inputs, the attacked training inputs, and the training labels"),
        Symbol("Δ_K", "‖(K + βI)⁻¹ − (K_R + βI)⁻¹‖, with K_R the kernel matrix of X_R"),
        Symbol("e_f, e_g", "bounds on the difference of the two scores, and of the two gradients, by way of Lemma 2"),
        Symbol("κ", "√(π² + 1)/2π, of the Lipschitz constant κ Σ|w_j|‖x_j‖ of a wide network's score"),
    ),
    "Decoded recourses (Theorem 3)": (
        Symbol("G, z, z'", "the decoder of an autoencoder, the code of x, and the code of the recourse x' = G(z')"),
        Symbol("r_NR, r_R", "radii of the ℓp balls about z in which z'_NR and z'_R lie"),
        Symbol("L (Theorem 3)", "an upper bound on ‖G(z) − G(z̃)‖₂ / ‖z − z̃‖_p"),
    ),
    "Penalised training": (
        Symbol("P, μ", "loss of the training under attacks ‖δ‖_p ≤ ε with the penalty (μ/2)‖w‖² on all weights"),
        Symbol("w_R(ε)", "the robust model: the minimiser of P, for one ε"),
        Symbol("T, ‖w_T‖_q", "the attacked columns, and the dual norm of the weights there"),
        Symbol("α_i, ᾱ, v_i", "σ(−m_i) of the margin of an instance under attack, its mean, weights of losses"),
        Symbol("L, u, G", "the lower bound on P that the α_i give, its minimiser, and the gap P(w) − L(u)"),
        Symbol("g", "a subgradient of P at w"),
        Symbol("c, R", "centre and radius of a ball that holds w_R"),
        Symbol("C, ĉ", "length and direction of c over the actionable columns"),
        Symbol("d, r", "what w_R − c is along ĉ, and the length of the rest; d₋, d₊ are the ends of a cell of d"),
        Symbol("x₁, x⊥", "what x is along ĉ, and the rest"),
        Symbol("m_c", "s − c·x; m₋ and m₊ are the ends of m_R, b₋ and b₊ of b where d is in a cell"),
        Symbol("ε₀, ε₁", "the ends of a range of ε"),
        Symbol("B, k_x", "K_R + βI, of kernel regression on attacked inputs X_R, and K(x, X_R)"),
        Symbol("w, r; v, r_x", "any weights with the residual r = Y − Bw; any v with r_x = k_x − Bv"),
        Symbol("S", "K(x, x) − vᵀ(k_x + r_x), a bound on r_xᵀB⁻¹r_x"),
        Symbol("J_x", "the Jacobian of x ↦ K(x, X_R) over the actionable columns"),
    ),
    "Explanations (Tan & Tian 2023)": (
        Symbol("φ, x̃", "an explanation: a number for each column or group of columns; and another input"),
        Symbol("L, H, R (explanations)", "Lipschitz constants of the score f and of ∇f, and a bound on |f|"),
        Symbol("β, β_∞", "a bound on ‖x‖, and on max|x_i|; of integrated gradients, β_∞ on max|x_i − r_i|"),
        Symbol("⊙", "the product column by column"),
        Symbol(
            "IG, r, g, t̄",
            "integrated gradients (x − r) ⊙ g(x), their baseline, the mean gradient on the path, and "
            "the mean place on it, 1/2",
        ),
        Symbol("π_k, y_k, z_k", "weight, perturbed input and features of LIME's k-th sample"),
        Symbol("λ, ρ, s, M (LIME)", "ridge; bound on the singular values s of the weighted features; rate of log π_k"),
        Symbol("σ, u (smoothing)", "standard deviation of a normal distribution; u ~ N(0, I)"),
        Symbol("f_σ, φ_σ", "smoothed score E f(x + σu), and its gradient, SmoothGrad"),
        Symbol("C, S, D (smoothing)", "bounds on ‖∇²f_σ‖, on ∂_v f_σ, and on the difference along lines"),
        Symbol(
            "μ_x, p, q, γ, r",
            "a distribution about x, densities about x and x̃, how fast they part, half the width of a cube",
        ),
        Symbol("d_TV", "total variation distance sup_A |μ(A) − ν(A)| = ½ ∫|p − q|"),
        Symbol("p (Theorem 5.2)", "effects of single columns, p_i = (f(x) − f(x with x_i := r_i))/(x_i − r_i)"),
        Symbol("G, P", "‖∇f(x)‖ and ‖p‖"),
        Symbol("α, ν, τ", "bounds on cos∠(φ_σ, p), and on P/G from below and from above"),
        Symbol("A, B", "parts of a difference of explanations"),
    ),
}
"""The symbols of the statements, by subject."""

COLUMNS = (
    (
        "all columns, with the constant 1 of an intercept",
        (
            "input_norm",
            "mean_input_norm",
            "recourse_norm_r",
            "smoothness",
            "weight_gap",
            "delta",
            "residual_nr",
            "residual_r",
            "score_nr",
            "score_r",
            "start_gap",
            "centre_gap",
            "ball_radius",
            "input_across",
            "centre_score",
        ),
    ),
    (
        "attacked columns, by default all but the constant one",
        ("dim", "attack_factor", "robust_weight_norm", "dual_norm"),
    ),
    (
        "actionable columns, neither immutable nor constant",
        ("norm_nr", "norm_r", "centre_norm", "slope_nr", "slope_r", "cost_nr", "cost_r", "recourse_gap"),
    ),
    (
        "all training rows, for wide networks (Lemma 2, Theorem 5)",
        ("norm_nr", "norm_r", "weight_gap", "delta_k", "label_norm", "kernel_norm_r"),
    ),
)
"""The columns over which norms are taken, with the fields that such norms enter. True bounds fail if
the sets are confused."""


def symbols_page() -> str:
    """Make the page of symbols and fields.

    Returns:
        The page in Markdown.

    Examples:
        >>> "| λ | " in symbols_page(), "`cost_nr`" in symbols_page()
        (False, True)
    """
    blocks = []
    for subject, symbols in SYMBOLS.items():
        rows = ((markdown(symbol.symbol), markdown(symbol.meaning)) for symbol in symbols)
        blocks += [f"## {subject}", table(("symbol", "meaning"), rows)]
    columns = ((over, ", ".join(f"`{name}`" for name in names)) for over, names in COLUMNS)
    fields = ((f"`{name}`", markdown(meaning), ", ".join(readers(name))) for name, meaning in FIELDS.items())
    return page(
        "Symbols and fields",
        "The symbols of the statements, then the *fields*: the numbers of one instance that claims read, by the names "
        "that `check`, `instances.parquet` and claims of your own use. Terms are in the [glossary](glossary.md), "
        "statements in the [table of claims](claims.md).",
        *blocks,
        "## Which columns a norm is over",
        "Norms are over different sets of columns, and true bounds fail if the sets are confused.",
        table(("norm over", "fields"), columns),
        "## Fields",
        "Costs and norms are in units of the scaled features, scores and residuals in logits. `bounds.FIELDS` holds "
        "this table in Python.",
        table(("field", "meaning", "read by"), fields),
    )


def readers(field: str) -> tuple[str, ...]:
    """Name the lemmas, theorems and explanations that have a claim which reads a field.

    Args:
        field: The name of the field.

    Returns:
        The names in the order of the claims, as ``Theorem 1``.

    Examples:
        >>> readers("delta")
        ('Lemma 1', 'Theorem 1', 'Theorem 4')
    """
    labels = {name: label for paper in PAPERS for name, label in paper.labels.items()}
    labels |= {claim.split(".")[0]: PENALISED for claim in FORECAST_CLAIMS}
    names = (claim.id.split(".")[0] for claim in CLAIMS.values() if field in claim.read)
    return tuple(dict.fromkeys(labels[name] for name in names))
