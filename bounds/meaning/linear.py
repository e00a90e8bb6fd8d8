"""The meaning of the fields of Theorems 1 and 4: two linear models, an instance, and recourses.

Scores are ⟨w, x⟩. S leaves out the columns that may not change, and divides the others by their cost weights, so that
a recourse x' = x + Sζ costs ‖ζ‖. κ is the largest of these quotients; without cost weights κ is 1, and S is the
projection on the actionable columns, of which the fact ``projection_shrinks`` says what is used of S.
"""

from bounds.facts.statement import Law
from bounds.meaning.meaning import Meaning
from bounds.meaning.terms import Expression, Map, Vector, inner, norm, numbers, vectors

w_nr, w_r, x = vectors("w_nr", "w_r", "x")
"""The weights of the non-robust and the robust model, and the instance."""

actionable = Map("S", self_adjoint=True)
"""The map that leaves out columns that may not change, and divides the others by their cost weights."""

stretch = numbers("κ")[0]
"""The largest length of Su for a vector u of length 1."""

change_r = vectors("ζ_r")[0]
"""The change of any recourse for the robust model, in units of cost."""

_u = vectors("u")[0]

stretched = Law("stretched", "‖Su‖ ≤ κ‖u‖, κ > 0", (_u,), (norm(actionable(_u)) <= stretch * norm(_u), stretch > 0))
"""What κ means of all vectors."""

recourse_r = vectors("x'_r")[0]
"""The robust model's recourse x'_R, of any method, actionable or not."""

residual_nr, residual_r = numbers("residual_nr", "residual_r")
"""The residuals m_NR and m_R."""

_lam, _target, _delta = numbers("lam", "target", "delta")


def scfe(weights: Vector, residual: Expression, *, printed: bool = False) -> Vector:
    """Write the change that SCFE recommends on a linear model: m/(λ + ‖Sw‖²) Sw, the minimiser of Eq. 2.

    Args:
        weights: The weights w, or the gradient of a score.
        residual: The residual m.
        printed: Whether it has the factor λ of Definition 1 as printed.

    Returns:
        The change ζ of the instance, in units of cost.

    Examples:
        >>> from bounds.meaning.text import text
        >>> text(scfe(w_r, residual_r))
        '(m_R / (λ + ⟨Sw_R, Sw_R⟩)) Sw_R'
    """
    return share(weights, residual, printed=printed) * actionable(weights)


def share(weights: Vector, residual: Expression, *, printed: bool = False) -> Expression:
    """Write how much of the weights SCFE's recourse is, m/(λ + ‖Sw‖²).

    Args:
        weights: The weights w, or the gradient of a score.
        residual: The residual m.
        printed: Whether it has the factor λ of Definition 1 as printed.

    Returns:
        The factor.

    Examples:
        >>> from bounds.meaning.text import text
        >>> text(share(w_r, residual_r, printed=True))
        'λ (m_R / (λ + ⟨Sw_R, Sw_R⟩))'
    """
    slope = actionable(weights)
    factor = residual / (_lam + inner(slope, slope))
    return _lam * factor if printed else factor


def _costs(*, printed: bool) -> Meaning:
    nr, r = (scfe(w, m, printed=printed) for w, m in ((w_nr, residual_nr), (w_r, residual_r)))
    return {"cost_nr": norm(nr), "cost_r": norm(r), "recourse_gap": norm(nr - r)}


MODELS: Meaning = {
    "weight_gap": stretch * norm(w_nr - w_r),
    "delta": (stretch * norm(w_nr - w_r) <= _delta, stretched),
    "norm_nr": norm(actionable(w_nr)),
    "norm_r": norm(actionable(w_r)),
    "residual_nr": _target - inner(w_nr, x),
    "residual_r": _target - inner(w_r, x),
    "score_nr": inner(w_nr, x),
    "input_norm": norm(x) / stretch,
}
"""The meaning of fields of two models and an instance, whatever the recourse is. Δ is a bound on a distance."""

MINIMISERS: Meaning = {**MODELS, **_costs(printed=False)}
"""The meaning of fields where recourses are the minimisers of SCFE's objective."""

PRINTED_MINIMISERS: Meaning = {**MODELS, **_costs(printed=True)}
"""The meaning of fields where recourses are as Definition 1 prints them, λ times as long."""

CHANGES: Meaning = {**MODELS, "cost_r": norm(change_r), "score_r_r": inner(w_r, x + actionable(change_r))}
"""The meaning of fields where the robust model's recourse is of any method, and changes actionable columns only."""

SCORES: Meaning = {
    **MODELS,
    "score_nr_r": inner(w_nr, recourse_r),
    "score_r_r": inner(w_r, recourse_r),
    "recourse_norm_r": norm(recourse_r) / stretch,
}
"""The meaning of fields of the robust model's recourse x'_R, whatever it is."""

SCFE_SCORES: Meaning = {**MODELS, "score_r_r": inner(w_r, x + actionable(scfe(w_r, residual_r)))}
"""The meaning of fields where the robust model's recourse is the minimiser of SCFE's objective."""
