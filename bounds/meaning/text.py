"""The text of terms, as people write them."""

from collections.abc import Mapping
from fractions import Fraction
from types import MappingProxyType

from bounds.facts.statement import Application
from bounds.meaning.terms import (
    Absolute,
    Atom,
    Condition,
    Existing,
    Image,
    Inner,
    Largest,
    Map,
    Multiple,
    Named,
    Norm,
    Number,
    Plus,
    Quotient,
    Smaller,
    Term,
    Times,
    Total,
    Value,
    VectorPlus,
    VectorTotal,
)

SIGNS: Mapping[str, str] = MappingProxyType(
    {
        "w_nr": "w_NR",
        "w_r": "w_R",
        "ζ_r": "ζ_R",
        "x'_nr": "x'_NR",
        "x'_r": "x'_R",
        "lam": "λ",
        "delta": "Δ",
        "target": "s",
        "residual_nr": "m_NR",
        "residual_r": "m_R",
        "norm_nr": "a",
        "norm_r": "b",
        "delta_k": "Δ_K",
        "label_norm": "‖Y‖",
        "lipschitz": "L",
        "latent_gap": "‖z'_R − z'_NR‖",
        "radius_nr": "r_NR",
        "radius_r": "r_R",
        "learning_rate": "η",
        "epsilon": "ε",
        "smoothness": "L",
        "attack_factor": "c_p",
        "robust_weight_norm": "W",
        "residual_radius": "e_f",
        "slope_radius": "e_g",
        "k_xx": "K(x, x)",
        "r_x": "√(K(x, x)/β)",
        "iterate_norm": "‖Tw_R‖_q",
        "eigenvalue": "ν",
        "component": "c",
        "label": "y",
        "steps": "N",
        "mean_input_norm": "mean‖x_i‖",
        "kernel_lipschitz": "K",
        "score_r": "f_R(x)",
        "score_nr": "f_NR(x)",
        "score_nr_r": "v",
        "score_r_r": "f_R(x'_R)",
        "ball_radius": "R",
        "centre_norm": "C",
        "along": "d",
        "penalty": "μ",
        "ridge": "β",
        "duality_gap": "G",
        "objective": "P(w)",
        "objective_r": "P(w_R)",
        "dual_value": "L(u)",
        "dual_r": "L(w_R)",
        "subgradient_norm": "‖g‖",
        "mix": "θ",
        "stop_distance": "A",
        "dual_bound": "S",
        "steepness": "‖J‖",
        "residual_low": "m₋",
        "residual_high": "m₊",
        "norm_low": "b₋",
        "norm_high": "b₊",
    }
)
"""The signs of vectors and numbers, by the names that terms have for them; others are written as they are named."""


def applied(application: Application) -> str:
    """Write the name of a fact with the terms that it is applied to.

    Args:
        application: The fact and the terms.

    Returns:
        The text.

    Examples:
        >>> from bounds import facts
        >>> applied(facts.triangle("w_nr", "w_r"))
        'triangle(w_NR, w_R)'
    """
    return f"{application.statement.name}({', '.join(map(text, application.arguments))})"


FUNCTIONS: Mapping[str, str] = MappingProxyType({"sigmoid": "σ", "exp": "exp", "sin": "sin", "cos": "cos"})
"""The signs of functions."""


def text(term: Term) -> str:  # noqa: C901
    """Write a term as people do.

    Args:
        term: A number, a vector, a map or a condition.

    Returns:
        The text.

    Raises:
        TypeError: If it is no term.

    Examples:
        >>> from bounds.meaning.terms import inner, norm, numbers, vectors
        >>> w_nr, w_r, x = vectors("w_nr", "w_r", "x")
        >>> text(norm(w_nr - w_r) <= numbers("delta")[0]), text(2 * inner(w_r, x))
        ('‖w_NR − w_R‖ ≤ Δ', '2 ⟨w_R, x⟩')
    """
    match term:
        case Condition(left, relation, right):
            return f"{text(left)} {relation} {text(right)}"
        case Number(value):
            return str(value).replace("-", "−")
        case Named(name, indexed) | Atom(name, indexed):
            return f"{SIGNS.get(name, name)}{'_i' * indexed}"
        case Map(name, _):
            return name
        case Existing(name, _, _):
            return name.split()[0]
        case Plus(a, b) | VectorPlus(a, b):
            negative = _negative(b)
            return f"{text(a)} + {text(b)}" if negative is None else f"{text(a)} − {_factor(negative)}"
        case Times(Number(value), a) | Multiple(Number(value), a) if value == -1:
            return f"−{_factor(a)}"
        case Times(a, b) | Multiple(a, b):
            return f"{_factor(a)} {_factor(b)}"
        case Quotient(a, b):
            return f"{_factor(a)} / {f'({text(b)})' if isinstance(b, Times) else _factor(b)}"
        case Absolute(a):
            return f"|{text(a)}|"
        case Smaller(a, b):
            return f"min({text(a)}, {text(b)})"
        case Value(function, a):
            return f"{FUNCTIONS[function]}({text(a)})"
        case Inner(u, v):
            return f"⟨{text(u)}, {text(v)}⟩"
        case Norm(u, kind):
            return f"‖{text(u)}‖{'_p' * (kind == 'p')}"
        case Total(a) | VectorTotal(a):
            return f"Σ_i {_factor(a)}"
        case Largest(a):
            return f"max_i {_factor(a)}"
        case Image(linear, u):
            return f"{linear.name}{_factor(u)}"
    raise TypeError(f"no term: {term!r:.60}")


def _negative(term: Term) -> Term | None:
    """What a term is the negative of, if it is written so."""
    match term:
        case Times(Number(value), a) | Multiple(Number(value), a) if value == Fraction(-1):
            return a
    return None


def _factor(term: Term) -> str:
    """Write a term so that it can be a factor."""
    is_sum = (
        isinstance(term, Plus | VectorPlus | Quotient | Total | VectorTotal | Largest) or _negative(term) is not None
    )
    return f"({text(term)})" if is_sum else text(term)
