"""What the errata page about Krishna et al. 2024 says of itself, and of its symbols, as plain text."""

INTRODUCTION = (
    "What Krishna, Agarwal and Lakkaraju (AAAI 2024) print about recourse and adversarial robustness, what of it is "
    "false, and what is true in its place.",
    "Each statement says, of the numbers that make an instance, that under its premises a value lies in an interval. "
    "Proved means that z3 found it to follow from the premises for all reals; facts about vectors, such as "
    "Cauchy–Schwarz and the triangle inequality, are among the premises and are listed. A proof by induction is one of "
    "its base and of its step, and has premises about one step. Refuted means that an instance of rational numbers "
    "meets every premise and misses the interval, in exact arithmetic; where a true claim is misread, that models and "
    "an instance miss its interval, because premises fail that speak of what is misread. All of it was proved and "
    "replayed while this page was made; seconds are those of the proof when it was recorded. Trust says who else found "
    "it: kernel, Coq checked a proof from the axioms of the real numbers; two solvers, cvc5 decided it as z3 did; "
    "solver, z3 alone; searched, nobody, but a long search found nothing against it.",
    "Tightness is how much of the distance to the bound the value was seen to use, at most, when many starts climbed "
    "towards a violation: 1 is attained.",
)

SYMBOLS = (
    "x is a person with true label y = ±1. f is the score of a model, a logit, accepted if positive: wᵀx of a linear "
    "model, K(x, X)ᵀw of a wide network, with w = (K(X, X) + βI)⁻¹Y. NR and R are the non-robust model and the one "
    "trained against attacks ‖δ‖_p ≤ ε. Δ bounds ‖w_NR − w_R‖.",
    "SCFE finds x' = x + ζ by minimising (f(x') − s)² + λ‖ζ‖² for a target score s. m = s − f(x) is the residual, ‖ζ‖ "
    "the cost, Pr = σ(f(x')) the validity. C-CHVAE decodes x' = G(z') from a latent point z' near the code of x.",
    "The weights of the two models, or in Theorem 2 their gradients, have the norms a, b. M = |m_NR|, X = ‖x‖, "
    "g(t) = t/(λ + t²), (·)₊ the positive part, H the harmonic mean. u = f_NR(x'_NR). In Theorem 4, v = f_NR(x'_R) and "
    "R = Δ‖x'_R‖; in Theorem 5, v = K(x'_R, X_R)ᵀw_NR and R = ‖K(x'_R, X_R)‖Δ_K‖Y‖.",
)
