"""Which guarantees tell a person most: the tightest proved ones, and printed statements that are false."""

from collections.abc import Iterable

from empirical.verification.measured import PRINTED
from recourse_bounds.explanation.guarantees import best
from recourse_bounds.explanation.results import Explanation, Guarantee
from recourse_bounds.wording import QUANTITIES, Ends, is_ours, quantity, sentence

MOST = 2
"""Guarantees that are shown at most about costs, and about validity."""


_VALIDITY = QUANTITIES[frozenset({"score_nr_nr", "score_r_r"})]
"""The difference of validity, in probabilities."""


OF_PRINTED_COSTS = "With costs as Definition 1 prints them, λ times the length"
"""What sentences about the cost as printed begin with: it is another number than what a recourse costs."""


def sentence_of(one: Guarantee) -> str:
    """Say what the interval of a claim means; of costs as printed, that it is those.

    Args:
        one: What the claim says.

    Returns:
        The sentence, or why the claim says nothing.

    Examples:
        >>> from bounds import CLAIMS
        >>> ends = (0.5, 0.75, 1.0, True, True)
        >>> sentence_of(Guarantee("scfe", "found", CLAIMS["lemma1.norms"], "path", "", "holds", *ends, (), ()))
        "The robust model's weights have a length of at least 0.5 and at most 1."
    """
    if not one.checked:
        return f"Says nothing: {one.failed[0]}."
    words = sentence(one.about, Ends(one.lower, one.upper, one.lower_informative, one.upper_informative))
    if one.cost_source != PRINTED:
        return words
    begun = f"{words[:1].lower()}{words[1:]}" if is_ours(one.about) else words
    return f"{OF_PRINTED_COSTS}: {begun}"


def said(explanation: Explanation, *, every: bool = False) -> list[tuple[str, list[Guarantee]]]:
    """Sort what claims say of a person into what is proved and informs, and what is printed and false for this person.

    Args:
        explanation: The explanation.
        every: Whether to give all that is proved, and of somebody whom both models accept, too; else the most telling
            ones about costs and about validity.

    Returns:
        The headings, each with what stands under it; those without anything are left out.

    Examples:
        >>> from recourse_bounds.explanation.results import Setting
        >>> setting = Setting("loans", "paid", "linear models", "standard", "unweighted", 0.5)
        >>> said(Explanation("Row 3", 3, {}, True, True, 0.9, 0.8, (), (), (), setting))
        []
    """
    if explanation.accepted_natural and explanation.accepted_robust and not every:
        return []
    chosen = list(best(explanation.guarantees))
    proved = [one for one in chosen if one.theory == "proved" and one.informs and not one.claim.startswith("lemma")]
    found = [one for one in proved if one.mode == "found"]
    others = {(one.claim, one.method) for one in found}
    minimisers = [one for one in proved if one.mode == "minimisers" and (one.claim, "scfe") not in others]
    false = [one for one in chosen if one.theory == "false as printed" and one.status == "violated"]
    groups = {
        "Proved for this person": found if every else _most_telling(found),
        f"Proved for SCFE's minimisers{_costs(explanation)}, which ignore ranges and whole numbers": (
            minimisers if every else _most_telling(minimisers)
        ),
        "Open statements": [one for one in chosen if one.theory == "open" and one.speaks],
        "Printed statements that are false for this person": _once(false),
    }
    return [(title, listed) for title, listed in groups.items() if listed]


def _most_telling(proved: list[Guarantee]) -> list[Guarantee]:
    """Keep of each method the tightest ends about costs and about validity."""
    kept: list[Guarantee] = []
    for method in dict.fromkeys(one.method for one in proved):
        mine = [one for one in proved if one.method == method]
        for validity in (False, True):
            kept += _tightest([one for one in mine if _about_validity(one) is validity])[:MOST]
    return kept + [one for one in proved if _about_validity(one) is None]


def _about_validity(one: Guarantee) -> bool | None:
    """Say whether a claim is about validity, or about costs; nothing is known of claims of users."""
    about = quantity(one.about)
    return None if about is None else about.noun in ("difference of validity", "difference of scores")


def _tightest(listed: list[Guarantee]) -> list[Guarantee]:
    """Give for each quantity whatever has the largest lower end, then what has the smallest upper end."""
    plain = [one for one in listed if quantity(one.about) is _VALIDITY]
    listed = plain or listed  # of scores only where nothing is known of probabilities
    kept: list[Guarantee] = []
    for about in QUANTITIES.values():
        mine = [one for one in listed if quantity(one.about) is about]
        mine = [one for one in mine if one.cost_source != PRINTED] or mine  # which is another number than the cost
        lower = [one for one in mine if one.lower_informative]
        upper = [one for one in mine if one.upper_informative]
        kept += [max(lower, key=lambda one: (one.lower, -one.upper))] if lower else []
        kept += [min(upper, key=lambda one: (one.upper, -one.lower))] if upper else []
    return list(dict.fromkeys(kept))


def _costs(explanation: Explanation) -> str:
    """Say what the minimisers cost, in brackets."""
    costs = [f"{one.cost:.3g} {one.model}" for one in explanation.minimisers if one.exists]
    return f" (costs {' and '.join(costs)})" if costs else ""


def _once(listed: Iterable[Guarantee]) -> list[Guarantee]:
    """Keep each claim once, of whatever recourses."""
    return list({one.claim: one for one in listed}.values())
