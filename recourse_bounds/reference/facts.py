"""The page of facts about vectors, of the axioms on which they rest, and of what fields mean."""

from collections.abc import Iterable

from bounds import Claim
from bounds.claims import CLAIMS
from bounds.facts import AXIOMS, FACTS, Fact, Law
from bounds.facts.proving import axioms_of
from bounds.meaning.terms import Condition, Expression
from bounds.meaning.text import text
from recourse_bounds.errata.typesetting import markdown
from recourse_bounds.reference.markdown import page, table

INTRODUCTION = (
    "Claims are proved from premises. Those about vectors follow from the *facts* below, by what the fields of a claim "
    "*mean*; [how](../facts.md). z3 proves each fact in every dimension, and facts about sums for every number of rows "
    "by induction. `bounds.facts` has them by these names; a claim of your own may "
    "[name them](../claims.md#facts-about-vectors) too.",
)
"""Paragraphs above the tables."""

GROUND = (
    ("real numbers", "the arithmetic and the order of the reals", "what z3 decides formulas of"),
    (
        "inner products",
        "⟨u, v⟩ is linear, ⟨u, v⟩ = ⟨v, u⟩, ⟨v, v⟩ ≥ 0, and ‖v‖ ≥ 0 is its root",
        "vectors of columns or rows",
    ),
    ("maps", "PPu = Pu and ⟨Pu, v⟩ = ⟨u, Pv⟩ of a projection P on columns; the latter of a scaling S", "columns"),
    ("induction", "what is true of no row, and of one row more if of those before, is true of all", "finite sums"),
    ("σ rises", "s < t if and only if σ(s) < σ(t), likewise exp; 0 < σ < 1, σ(0) = 1/2, exp(0) = 1", "what z3 is told"),
    (
        "mean value theorem",
        "f(x') − f(x) = ⟨∇f(ξ), x' − x⟩ for some ξ between x and x', in the floor of Theorem 2",
        "kernels are continuous, and differentiable but for finitely many points of a segment",
    ),
    (
        "eigenvectors",
        "a symmetric matrix has an orthonormal basis of eigenvectors, over which the steps of Lemma 2 run",
        "the spectral theorem",
    ),
)
"""What is taken for granted and has no name in ``bounds.facts``."""


def facts_page() -> str:
    """Make the page of facts, axioms, and the meaning of fields.

    Returns:
        The page in Markdown.

    Examples:
        >>> "| `cauchy_schwarz` | " in facts_page()
        True
    """
    facts = table(("fact", "statement", "rests on"), map(_fact_row, FACTS.values()))
    named = ((f"`{axiom.name}`", markdown(axiom.text), markdown(axiom.source)) for axiom in AXIOMS.values())
    ground = ((name, markdown(says), markdown(why)) for name, says, why in GROUND)
    blocks = []
    for title, claim in _meanings():
        rows = ((f"`{name}`", markdown(told)) for name, term in claim.meaning.items() for told in _told(name, term))
        blocks += [f"### {title}", table(("field", "meaning"), rows)]
    return page(
        "Facts, axioms and meanings",
        *INTRODUCTION,
        "## Facts",
        facts,
        "## Axioms",
        "What the facts take for granted, and nothing else.",
        table(("axiom", "statement", "reason"), (*ground, *named)),
        "## What fields mean",
        "Vectors are named as in the papers: weights w, the instance x, kernel values k, latent points z. S leaves out "
        "columns that may not change and divides the others by their cost weights; κ is its norm, 1 without weights. "
        "In claims about a ball with the centre c, P leaves out columns, and e is the direction of Pc. P(w), P(w_R), "
        "L(u) and L(w_R) are values of the objective of penalised training and of its lower bound. In kernel "
        "regression B = RR, z and q are what w and v miss, and J is the Jacobian. In claims about explanations g and g̃ "
        "are gradients at x and x̃, s_i and s̃_i those at the places t_i of two paths from the baseline r. X and G̃ "
        "multiply column by column, by x (or x − r) and by the gradient at x̃; 1 is the vector of ones.",
        *blocks,
    )


def _fact_row(fact: Fact) -> tuple[str, ...]:
    used = dict.fromkeys(f"`{one.statement.name}`" for one in fact.because if isinstance(one.statement, Fact))
    axioms = dict.fromkeys(f"`{axiom.name}`" for axiom in axioms_of(fact.because))
    induction = ("induction",) if fact.by_rows else ()
    return f"`{fact.name}`", markdown(fact.text), ", ".join((*induction, *used, *axioms)) or "inner products"


def _meanings() -> Iterable[tuple[str, Claim]]:
    """The claims that show what the fields of their kind mean."""
    shown = {
        "Lemma 1, training": "lemma1.sharp",
        "Lemma 1, norms": "lemma1.norms",
        "Theorem 1, minimisers of SCFE": "theorem1.sound",
        "Theorem 1, recourses of any method": "theorem1.floor",
        "Theorem 4": "theorem4.sharp",
        "Lemma 2": "lemma2.norms",
        "Theorem 2": "theorem2.sound",
        "Theorem 2, recourses of any method": "theorem2.floor",
        "Theorem 5": "theorem5.sharp",
        "Theorem 3": "theorem3.printed",
        "Penalised training, duality gap": "penalised.gap_sharp",
        "Penalised training, subgradient": "penalised.gradient",
        "Penalised training, between two stops": "penalised.stretch",
        "A ball and a person, SCFE": "penalised.cost",
        "A ball and a person, recourses of any method": "penalised.floor",
        "A cell of a ball": "penalised.residual_along",
        "Kernel regression, scores": "ridge.score",
        "Kernel regression, weights": "ridge.weights",
        "Kernel regression, slopes": "ridge.slope",
        "Gradients": "gradient.robust",
        "Gradients × inputs": "gradient_input.robust",
        "Integrated gradients": "integrated_gradients.robust_sharp",
        "Shapley values": "shap.robust",
        "The trade-off of SmoothGrad": "smoothgrad.tradeoff",
    }
    return ((title, CLAIMS[name]) for title, name in shown.items())


def _told(name: str, term: object) -> Iterable[str]:
    if isinstance(term, Condition):
        if text(term.left) != text(term.right):  # a field whose sign is its meaning
            yield text(term)
    elif isinstance(term, Expression):
        yield text(term)
    elif isinstance(term, Law):
        yield f"{term.text} for all vectors"
    elif isinstance(term, tuple):
        for one in term:
            yield from _told(name, one)
