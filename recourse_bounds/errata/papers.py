"""The papers that have an errata page, with all that their pages say."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from bounds import Claim
from bounds.claims import EXPLANATION_CLAIMS, RECOURSE_CLAIMS
from recourse_bounds.errata import tan2023
from recourse_bounds.errata.forms import Forms
from recourse_bounds.errata.relations import FORMS, READINGS, Reading
from recourse_bounds.errata.words import INTRODUCTION, SYMBOLS


class Paper(NamedTuple):
    """A paper whose statements are claims.

    Attributes:
        name: The paper in a few words.
        page: The name of the files of its page, without their endings.
        heading: The heading of the page.
        claims: The claims by id.
        forms: The claims that go with every statement, by the id of its claim.
        readings: The headings of what is misread in it, by id.
        headings: The headings of the claims in tables, by the first part of their ids.
        labels: The names of lemmas and theorems, or of what claims are about, by the first part of their ids.
        introduction: What the page says of itself, in paragraphs.
        symbols: What the page says of its symbols, in paragraphs.
    """

    name: str
    page: str
    heading: str
    claims: Mapping[str, Claim]
    forms: Mapping[str, Forms]
    readings: Mapping[str, Reading]
    headings: Mapping[str, str]
    labels: Mapping[str, str]
    introduction: tuple[str, ...]
    symbols: tuple[str, ...]


_THEOREMS = tuple(dict.fromkeys(name.split(".")[0] for name in RECOURSE_CLAIMS))

KRISHNA = Paper(
    name="Krishna, Agarwal and Lakkaraju, AAAI 2024",
    page="errata",
    heading="Errata",
    claims=RECOURSE_CLAIMS,
    forms=FORMS,
    readings=READINGS,
    headings=MappingProxyType({name: FORMS[f"{name}.printed"].title for name in _THEOREMS}),
    labels=MappingProxyType({name: f"{name[:-1].capitalize()} {name[-1]}" for name in _THEOREMS}),
    introduction=INTRODUCTION,
    symbols=SYMBOLS,
)
"""Krishna et al. 2024, about recourse and adversarial robustness."""

TAN = Paper(
    name="Tan and Tian, ICML 2023",
    page="errata-tan2023",
    heading="Errata: Tan and Tian 2023",
    claims=EXPLANATION_CLAIMS,
    forms=tan2023.FORMS,
    readings=MappingProxyType({}),
    headings=tan2023.HEADINGS,
    labels=tan2023.LABELS,
    introduction=tan2023.INTRODUCTION,
    symbols=tan2023.SYMBOLS,
)
"""Tan and Tian 2023, about the robustness and the faithfulness of explanations."""

PAPERS = (KRISHNA, TAN)
"""All papers, in the order of the claims."""


def paper_of(name: str) -> Paper:
    """Find the paper that a claim or a misreading is about.

    Args:
        name: The id of a claim or of a misreading.

    Returns:
        The paper.

    Examples:
        >>> paper_of("smoothgrad.robust").page, paper_of("theorem1.tighter").page
        ('errata-tan2023', 'errata')
    """
    return next(paper for paper in PAPERS if name in paper.claims or name in paper.readings)
