"""An explanation in words, for people to read."""

from collections.abc import Iterator
from textwrap import wrap

from recourse_bounds.explanation.cells import both_cells
from recourse_bounds.explanation.results import Change, Diversity, Explanation, Guarantee, Recourse, Setting
from recourse_bounds.explanation.telling import said
from recourse_bounds.terminal import printable
from recourse_bounds.wording import RECOURSE_STATUSES, cost_words, delta_words, premise_words, value_words

METHODS = {
    "scfe": "SCFE",
    "gs": "Growing Spheres",
    "roar": "ROAR",
    "cchvae": "C-CHVAE",
    "nice": "NICE",
    "ecco": "ECCo",
    "ar": "Actionable Recourse",
}
"""The recourse methods in words."""

IMPOSSIBLE = "it is proved that no change within the constraints makes the model accept"
"""What is said where a search would be in vain."""

UNITS = {"standard": "standard deviations of each column", "minmax": "the range of each column"}
"""The units of costs, by the scaling of the features."""

WIDTH = 88
"""Columns of a line at most."""

SHOWN = 12
"""Changed columns of a recourse that are shown at most; their number is always told."""


def text_of(explanation: Explanation, *, verbose: bool = False) -> str:
    """Write an explanation as text.

    Args:
        explanation: The explanation.
        verbose: Whether to say what every claim says, with every Δ and cost.

    Returns:
        Lines of text, the person first, then what could change, then what is proved.

    Examples:
        >>> from recourse_bounds.explanation.results import Setting
        >>> setting = Setting("loans", "paid", "linear models", "standard", "unweighted", 0.5)
        >>> accepted = Explanation("Row 3", 3, {}, True, True, 0.9, 0.8, (), (), (), setting)
        >>> print(text_of(accepted).splitlines()[0])
        Row 3 of loans: accepted by the natural model (90 %) and by the robust model (80 %).
    """
    lines = [*_person(explanation), *_recourses(explanation), *_guarantees(explanation, every=verbose)]
    if verbose:
        rows = (f"  {_row(one)}" for one in explanation.guarantees)
        lines += ["", "Every statement, with every Δ and cost", *rows]
    return "\n".join(lines)


def summary(explanation: Explanation) -> str:
    """Say in a sentence who accepts a person.

    Args:
        explanation: The explanation.

    Returns:
        The sentence.

    Examples:
        >>> from recourse_bounds.explanation.results import Setting
        >>> setting = Setting("loans", "paid", "linear models", "standard", "unweighted", 0.5)
        >>> summary(Explanation("Row 3", 3, {}, False, True, 0.4, 0.6, (), (), (), setting))
        'Row 3 of loans: rejected by the natural model (40 %) and accepted by the robust model (60 %).'
    """
    natural, robust = _word(explanation.accepted_natural), _word(explanation.accepted_robust)
    again = "" if natural == robust else f"{robust} "
    return (
        f"{explanation.person} of {printable(explanation.setting.data)}: {natural} by the natural model "
        f"({_percent(explanation.probability_natural)}) and {again}by the robust model "
        f"({_percent(explanation.probability_robust)})."
    )


def heading(one: Recourse) -> str:
    """Say what a recourse costs, and who accepts it.

    Args:
        one: The recourse.

    Returns:
        The sentence, without the model that it is for.

    Examples:
        >>> found = Recourse("scfe", "natural", 1, "found", 0.5, (), True, False, 0.6, 0.4)
        >>> heading(found)
        'cost 0.5; accepted by the natural model (60 %), rejected by the robust model (40 %)'
    """
    if not one.exists:
        return IMPOSSIBLE if one.impossible else RECOURSE_STATUSES[one.status]
    accepts = ", ".join(
        f"{_word(accepted)} by the {model} model ({_percent(probability)})"
        for model, accepted, probability in (
            ("natural", one.accepted_natural, one.probability_natural),
            ("robust", one.accepted_robust, one.probability_robust),
        )
    )
    broken = f"; ignores {', '.join(map(_constraint, one.breaks))}" if one.breaks else ""
    return f"cost {one.cost:.3g}; {accepts}{broken}"


def units(setting: Setting) -> str:
    """Say in which units costs are.

    Args:
        setting: The circumstances of an explanation.

    Returns:
        The sentence, with the cost weights where there are some.

    Examples:
        >>> units(Setting("loans", "paid", "linear models", "standard", "mad", 0.5))
        'Costs are in standard deviations of each column, weighted: mad.'
    """
    unit = UNITS.get(setting.scaling, "units of the scaled columns")
    weighted = "" if setting.cost_weights == "unweighted" else f", weighted: {printable(setting.cost_weights)}"
    return f"Costs are in {unit}{weighted}."


def _person(explanation: Explanation) -> Iterator[str]:
    yield summary(explanation)
    for note in explanation.notes:
        yield from wrap(f"Note: {printable(note)}.", WIDTH)


def _percent(probability: float) -> str:
    return f"{100.0 * probability:.0f} %"


def _word(accepted: bool) -> str:  # noqa: FBT001
    return "accepted" if accepted else "rejected"


def _recourses(explanation: Explanation) -> Iterator[str]:
    if explanation.accepted_natural and explanation.accepted_robust:
        yield "Both models accept this person already: there is nothing to change."
        return
    method, last = "", {(one.method, one.model): one for one in explanation.recourses}
    for one in explanation.recourses:
        if one.method != method:
            method = one.method
            yield ""
            yield f"What this person could change, by {METHODS.get(method, method)}"
        numbered = any(other.place > 1 for other in explanation.recourses if other.method == one.method)
        number = f" ({one.place})" if numbered else ""
        yield f"  For the {one.model} model{number}: {heading(one)}"
        yield from _changes(one.changes)
        if one is last[one.method, one.model]:
            yield from (f"    {diverse(found)}" for found in explanation.diversity if _about(found, one))


def diverse(found: Diversity) -> str:
    """Say how much several recourses differ.

    Args:
        found: Their diversity.

    Returns:
        The sentence.

    Examples:
        >>> diverse(Diversity("scfe", "natural", 3, 0.4231))
        'Diversity of these 3: 0.42, from 0 (two are the same) to 1 (all far apart).'
    """
    return f"Diversity of these {found.count}: {found.determinant:.2g}, from 0 (two are the same) to 1 (all far apart)."


def _about(found: Diversity, one: Recourse) -> bool:
    return (found.method, found.model) == (one.method, one.model)


def _changes(changes: tuple[Change, ...]) -> Iterator[str]:
    shown = changes[:SHOWN]
    names = [printable(change.column) for change in shown]
    width = max(map(len, names), default=0)
    for name, change in zip(names, shown, strict=True):
        before, after = both_cells(change.before, change.after)
        unit = f" {printable(change.unit)}" if change.unit else ""
        yield f"    {name:<{width}}  {before} → {after}{unit}"
    if len(changes) > SHOWN:
        yield f"    and {len(changes) - SHOWN} more columns"


def _guarantees(explanation: Explanation, *, every: bool) -> Iterator[str]:
    groups = said(explanation, every=every)
    for title, listed in groups:
        yield ""
        yield title
        for one in listed:
            yield from wrap(printable(one.sentence), WIDTH, initial_indent="  ", subsequent_indent="  ")
            yield from wrap(printable(source(one)), WIDTH, initial_indent="    ", subsequent_indent="    ")
    if not groups and not any(one.exists for one in explanation.recourses):
        return
    yield ""
    yield units(explanation.setting)


def source(one: Guarantee) -> str:
    """Say which claim says something, with which Δ and cost; of a false one also what is really so.

    Args:
        one: What the claim says.

    Returns:
        A phrase in square brackets.

    Examples:
        >>> from bounds import CLAIMS
        >>> ends = (0.5, 0.75, float("inf"), True, False)
        >>> source(Guarantee("scfe", "found", CLAIMS["lemma1.norms"], "path", "", "holds", *ends, (), ()))
        '[Lemma 1, lengths of the weights: as printed; Δ from the course of training; in fact 0.75]'
    """
    parts = [one.title, delta_words(one.delta_source or None), cost_words(one.cost_source or None)]
    if one.theory == "open":
        parts.append(one.status)
    parts.append(f"in fact {value_words(one.about, one.value)}")
    return f"[{'; '.join(filter(None, parts))}]"


def _constraint(name: str) -> str:
    return {"range": "ranges", "direction": "directions", "category": "categories", "whole": "whole numbers"}.get(
        name, f"{name}s"
    )


def _row(one: Guarantee) -> str:
    sources = " ".join(filter(None, (one.delta_source, one.cost_source)))
    failed = f"; fails: {'; '.join(map(premise_words, one.failed))}" if one.failed else ""
    interval = f"{one.value:.4g} in [{one.lower:.4g}, {one.upper:.4g}]"
    return printable(f"{one.method} {one.mode} {one.claim} ({sources or '-'}): {one.status}, {interval}{failed}")
