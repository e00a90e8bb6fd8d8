"""The table of all claims, generated from the claims and the records of their proofs."""

import math
from itertools import groupby

from bounds import Claim, prove
from bounds.claims import FORECAST_CLAIMS
from bounds.misreadings import MISREADINGS, Misreading
from bounds.records import known_hunt, known_proof, trust
from recourse_bounds.errata.papers import PAPERS, Paper, paper_of
from recourse_bounds.errata.typesetting import markdown
from recourse_bounds.reference.markdown import page, table

SECONDS = 60.0
"""Time limit in seconds for the proof of a claim of which no proof is recorded."""

INTRODUCTION = (
    "Every claim, paper by paper, in the order of the paper, and then those about penalised training. An id ends in "
    "the variant: `printed` is what the paper says, the other variants are repaired, sound or sharper statements about "
    "the same quantities. Each id of a paper links to its entry on an errata page ([Krishna, Agarwal and Lakkaraju, "
    "AAAI 2024](../errata.md), [Tan and Tian, ICML 2023](../errata-tan2023.md)), with premises, proof and "
    "counterexample. The [symbols](symbols.md) and the "
    "[terms](glossary.md) have pages of their own; `recourse-bounds claims ID` prints the premises and the fields of "
    "a claim.",
    "*Proved* and *refuted* are results of z3 about the scalar core of a claim, for all reals. Premises about vectors, "
    "such as the Cauchy–Schwarz inequality, the triangle inequality, or that a gradient step is non-expansive, follow "
    "from [facts](facts.md) that are proved in every dimension: of Krishna et al. 2024 each proof is whole, and the "
    "others say what they take on trust (`recourse-bounds prove`). Lemma 1 is proved by induction over the training "
    "steps, Lemma 2 over the eigenvectors of the difference of the two inverses. Each counterexample is rational and "
    "is replayed in exact arithmetic.",
    "*Trust* says who found it: *kernel*, Coq's kernel checked a proof from the axioms of the real numbers; *two "
    "solvers*, cvc5 decided it as z3 did; *solver*, z3 alone; *searched*, nobody proved it, but a long search found "
    "nothing against it ([how](../proofs.md), [what came out](../measured/proofs.md)).",
    "*Tightness* is the largest share of the bound that a million starts of falsification came to: at 1.0000 an "
    "instance attains the bound, below it the bound is only approached, or can be improved. The tests in "
    "`tests/bounds/claims/` hold an instance near the bound for each true claim.",
)
"""Paragraphs above the tables."""

PENALISED = "Penalised training"
"""Heading of the claims that are of no paper."""

PENALISED_NOTE = (
    "What is certain of a robust model, and of a person, before the model exists: "
    "[how](../forecast-claims.md). P is the loss under attacks with a penalty, L its lower bound."
)
"""What the page says of these claims."""

HEADER = ("claim", "statement", "verdict", "trust", "tightness", "remark")
"""Headings of the tables of claims."""


def claims_page() -> str:
    """Make the page of all claims with their statements, verdicts and tightness.

    Returns:
        The page in Markdown.

    Examples:
        >>> claims_page().splitlines()[2]
        '# Claims'
    """
    blocks = []
    for paper in PAPERS:
        blocks += [f"## {paper.name}", *_tables(paper)]
    own = table(HEADER, map(claim_row, FORECAST_CLAIMS.values()))
    blocks += [f"## {PENALISED}", PENALISED_NOTE, own]
    readings = table(("id", "statement", "why it is false"), map(_misreading_row, MISREADINGS.values()))
    return page(
        "Claims",
        *INTRODUCTION,
        *blocks,
        "## False beside the theorems",
        "Misreadings are false statements that stand in the text of the paper, or that readers easily see in it. "
        "`recourse-bounds falsify ID` finds models and an instance on which one fails.",
        readings,
    )


def _tables(paper: Paper) -> list[str]:
    blocks = []
    for name, group in groupby(paper.claims.values(), key=lambda claim: claim.id.split(".")[0]):
        blocks += [f"### {paper.headings[name]}", table(HEADER, map(claim_row, group))]
    return blocks


def claim_row(claim: Claim) -> tuple[str, ...]:
    """Describe a claim in one row of a table.

    Args:
        claim: The claim.

    Returns:
        The cells: its id, which links to its errata entry if it is of a paper, its statement, its verdict, who
        found it, its tightness and its remark.

    Examples:
        >>> from bounds import CLAIMS
        >>> claim_row(CLAIMS["lemma2.printed"])[1:]
        ('‖w_NR − w_R‖ ≤ Δ_K‖Y‖', 'proved', 'kernel', '1.0000', 'vanishes with ε')
    """
    proof, hunt = known_proof(claim), known_hunt(claim)
    result = (proof or prove(claim, timeout=SECONDS)).result
    verdict = "**refuted**" if result == "refuted" else result
    tightness = "–" if hunt is None or hunt.tightness is None else f"{math.floor(hunt.tightness * 1e4) / 1e4:.4f}"
    return (_link(claim.id), markdown(claim.statement), verdict, str(trust(claim)), tightness, markdown(claim.remark))


def _misreading_row(misreading: Misreading) -> tuple[str, ...]:
    return (_link(misreading.id), markdown(misreading.statement), markdown(misreading.remark))


def _link(name: str) -> str:
    if name in FORECAST_CLAIMS:
        return f"`{name}`"
    return f"[`{name}`](../{paper_of(name).page}.md#{name})"
