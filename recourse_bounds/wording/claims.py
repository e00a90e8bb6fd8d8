"""Claims in plain words: a title, what they bound, and what an interval means for one person."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from bounds import Claim
from bounds.claim import reads
from bounds.claims import RECOURSE_CLAIMS
from recourse_bounds.wording.quantities import QUANTITIES, Ends, Quantity, interval_sentence, value_of

SUBJECTS: Mapping[str, str] = MappingProxyType(
    {
        "lemma1.printed": "Lemma 1, distance of the weights",
        "lemma1.norms": "Lemma 1, lengths of the weights",
        "theorem1.printed": "Theorem 1, difference of costs",
        "lemma2.printed": "Lemma 2, distance of the weights",
        "lemma2.norms": "Lemma 2, lengths of the weights",
        "theorem2.printed": "Theorem 2, difference of costs",
        "theorem3.printed": "Theorem 3, difference of costs",
        "theorem4.printed": "Theorem 4, validity, “if”",
        "theorem4.onlyif_printed": "Theorem 4, validity, “only if”",
        "theorem5.printed": "Theorem 5, validity, “if”",
        "theorem5.onlyif_printed": "Theorem 5, validity, “only if”",
    }
)
"""The printed statements in a few words, by the id of the claim, in the order of the paper."""

FORMS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "printed": ("", "as printed"),
        "norms": ("", "as printed"),
        "repaired": ("difference of costs", "with the premises that it lacks"),
        "repaired_sharp": ("difference of costs", "with these premises, sharper"),
        "posterior": ("difference of costs", "once both models are known"),
        "free": ("difference of costs", "from both scores alone"),
        "floor": ("least cost of robust recourse", "whatever the method"),
        "vector": ("distance of the recourses", "with the premises that it lacks"),
        "vector_sharp": ("distance of the recourses", "with these premises, sharper"),
        "path": ("distance of the weights", "from the course of training"),
        "onlyif_printed": ("", "as printed"),
        "onlyif": ("validity, “only if”", "sound form"),
        "closed": ("difference of validity", "before the robust model is known"),
    }
)
"""What the forms of a statement are about, where their name decides it, and the words for the form."""

_OF_CLAIM: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "lemma1.sound": ("distance of the weights", "sound form"),
        "lemma1.sharp": ("distance of the weights", "sharp form"),
        "theorem1.sound": ("difference of costs", "sound form"),
        "theorem2.sound": ("difference of costs", "sound form"),
        "theorem3.sharp": ("difference of costs", "sharp form"),
        "theorem3.vector": ("distance of the recourses", "sound form"),
        "theorem4.sound": ("validity, “if”", "sound form"),
        "theorem4.sharp": ("difference of validity", "sharp form"),
        "theorem5.sound": ("validity, “if”", "sound form"),
        "theorem5.sharp": ("difference of validity", "sharp form"),
    }
)
"""What single claims are about, and the words for their form."""

THEORY: Mapping[str, str] = MappingProxyType({"true": "proved", "false": "false as printed", "open": "open"})
"""What theory says of a claim, in words."""


def title(claim: Claim) -> str:
    """Give the title of a claim in a few words.

    Args:
        claim: The claim.

    Returns:
        The theorem, what it is about, and which form of it; the id of a claim of a user.

    Examples:
        >>> title(RECOURSE_CLAIMS["theorem1.sound"])
        'Theorem 1, difference of costs: sound form'
    """
    if not is_ours(claim):
        return claim.id
    statement, _, variant = claim.id.partition(".")
    subject, form = _OF_CLAIM.get(claim.id) or FORMS[variant]
    if claim.id in SUBJECTS:
        return f"{SUBJECTS[claim.id]}: {form}"
    return f"{statement[:-1].capitalize()} {statement[-1]}, {subject}: {form}"


def is_ours(claim: Claim) -> bool:
    """Tell whether a claim is one of this project, whose words are known.

    Args:
        claim: The claim.

    Returns:
        Whether it is; claims of users are not.

    Examples:
        >>> is_ours(RECOURSE_CLAIMS["theorem1.sound"])
        True
    """
    return RECOURSE_CLAIMS.get(claim.id) is claim


def quantity(claim: Claim) -> Quantity | None:
    """Give the words for what a claim bounds.

    Args:
        claim: The claim.

    Returns:
        The words; ``None`` of a claim of a user, whose value may be anything.

    Examples:
        >>> quantity(RECOURSE_CLAIMS["theorem4.sharp"]).noun
        'difference of validity'
    """
    return QUANTITIES.get(frozenset(reads(claim.value))) if is_ours(claim) else None


def sentence(claim: Claim, ends: Ends) -> str:
    """Say what the interval of a claim means for one person.

    Args:
        claim: The claim.
        ends: The interval of the person.

    Returns:
        A sentence; of a claim of a user its own statement, with the interval.

    Examples:
        >>> sentence(RECOURSE_CLAIMS["theorem1.floor"], Ends(0.75, float("inf")))
        'A recourse that the robust model accepts costs at least 0.75.'
        >>> sentence(RECOURSE_CLAIMS["theorem4.sharp"], Ends(-0.02, 0.3))  # doctest: +NORMALIZE_WHITESPACE
        'The natural model accepts its recourse with a probability at most 2 percentage points lower and at most 30
        percentage points higher than the robust model accepts its own.'
    """
    about = quantity(claim)
    if about is None:
        return f"{claim.statement or claim.id}: the value lies from {ends.lower:.3g} to {ends.upper:.3g}."
    return interval_sentence(about, ends)


def value_words(claim: Claim, value: float) -> str:
    """Write the value of a claim for people.

    Args:
        claim: The claim.
        value: The value that it bounds.

    Returns:
        The number, with the direction of a difference.

    Examples:
        >>> value_words(RECOURSE_CLAIMS["theorem4.sharp"], 0.25)
        '25 percentage points higher'
    """
    about = quantity(claim)
    return f"{value:.3g}" if about is None else value_of(about, value)


def words_of(claim: Claim) -> dict[str, Any]:
    """Give all words of a claim as plain data, such as a page can hold.

    Args:
        claim: The claim.

    Returns:
        Its title, statement, source, what theory says, its remark, and the parts of the sentence about an interval;
        ``quantity`` is null of a claim of a user.

    Examples:
        >>> words = words_of(RECOURSE_CLAIMS["theorem1.sound"])
        >>> words["theory"], words["quantity"]["lower"]["negative"]
        ('proved', 'at most {} more')
    """
    about = quantity(claim)
    parts = None if about is None else about._asdict()
    if parts is not None and about is not None:
        parts |= {"lower": about.lower._asdict(), "upper": about.upper._asdict()}
    return {
        "title": title(claim),
        "statement": claim.statement,
        "source": claim.source,
        "theory": THEORY[claim.theory],
        "remark": claim.remark,
        "quantity": parts,
    }
