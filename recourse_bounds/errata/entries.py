"""The entries of the errata page: each printed statement with the claims that go with it."""

from typing import NamedTuple

from bounds import CLAIMS, Claim, Kind, Premise
from bounds.claim import apply
from bounds.misreadings import MISREADINGS, Misreading
from bounds.readings.angles import EXACT_PLANE
from bounds.readings.exact import exact
from bounds.records import known_hunt, known_witnesses, read_as, stale
from recourse_bounds.errata.facts import Facts, facts, misread
from recourse_bounds.errata.papers import Paper

ROLES = ("repaired", "sound", "sharp", "related")
"""What a claim can be to the printed statement that it goes with."""

Group = tuple[str, tuple[Premise, ...]]
"""Premises of one kind, and the name of the kind."""


class Form(NamedTuple):
    """A claim that goes with a printed statement.

    Attributes:
        role: The role of the claim, one of :data:`ROLES`.
        facts: What is known of the claim.
        gained: The premises that the claim has and the printed statement has not.
        lost: The premises that the claim can do without.
    """

    role: str
    facts: Facts
    gained: tuple[Premise, ...]
    lost: tuple[Premise, ...]


class Hypotheses(NamedTuple):
    """What a true claim assumes beyond a false one, and a counterexample to that.

    Attributes:
        claim: The id of the true claim.
        met: The hypotheses of the true claim that the counterexample meets.
        missed: The hypotheses that the counterexample does not meet.
    """

    claim: str
    met: tuple[Premise, ...]
    missed: tuple[Premise, ...]


class Entry(NamedTuple):
    """A statement that the paper prints, or one that is easily read into it.

    Attributes:
        title: The heading.
        facts: What is known of the statement.
        remark: What is wrong with the statement, or what else is said of it.
        hypotheses: What the counterexample makes of the repaired claim's hypotheses.
        forms: The claims that go with the statement.
        beside: The misreadings of the statement, by id and heading.
        printed: Whether the paper prints the statement.
        instead: The id of the claim that is true in place of a misreading; or empty.
    """

    title: str
    facts: Facts
    remark: str
    hypotheses: Hypotheses | None
    forms: tuple[Form, ...] = ()
    beside: tuple[tuple[str, str], ...] = ()
    printed: bool = True
    instead: str = ""


def entries(paper: Paper) -> tuple[Entry, ...]:
    """Give an entry for every statement that a paper prints, in its order; then for those that are read into it.

    Args:
        paper: The paper.

    Returns:
        The entries. Every claim is proved, or its counterexample replayed, which takes a few seconds.

    Examples:
        >>> from recourse_bounds.errata.papers import KRISHNA
        >>> entries(KRISHNA)[0].title  # doctest: +SKIP
        'Lemma 1: how far apart linear models are'
    """
    misread = (_misread(paper, MISREADINGS[name]) for name in paper.readings)
    return (*(_entry(paper, name) for name in paper.forms), *misread)


def groups(claim: Claim) -> tuple[Group, ...]:
    """Group the premises of a claim by kind, those of one step of an induction last.

    Args:
        claim: The claim.

    Returns:
        The groups that are not empty.

    Examples:
        >>> [(kind, len(premises)) for kind, premises in groups(CLAIMS["theorem3.printed"])]
        [('domain', 3), ('lemma', 1), ('inequality', 2)]
    """
    kinds = tuple((kind.value, tuple(one for one in claim.premises if one.kind is kind)) for kind in Kind)
    step = claim.induction.premises if claim.induction else ()
    return tuple(group for group in (*kinds, ("of one step", step)) if group[1])


def notes(all_facts: tuple[Facts, ...]) -> tuple[str, ...]:
    """List what whoever makes the page should know: records that no longer hold, and results against the theory.

    Args:
        all_facts: The facts that the page shows.

    Returns:
        One line for each.

    Examples:
        >>> proved = facts(CLAIMS["lemma1.norms"])
        >>> notes((proved._replace(result="unknown"),))[-1]
        'lemma1.norms: unknown, though in theory true'
    """
    old = [f"{one.claim.id}: {file} speaks of an earlier definition" for one in all_facts for file in stale(one.claim)]
    lost = [
        f"{one.claim.id}: the recorded witness breaks nothing any more"
        for one in all_facts
        if known_witnesses(one.claim) and not (one.vectors or one.scalar)
    ]
    lost += [
        f"{one.claim.id}: the recorded hunt names an instance that no longer reaches as far"
        for one in all_facts
        if known_hunt(one.claim) and not one.hunt
    ]
    expected = {"true": "proved", "false": "refuted"}
    odd = [
        f"{one.claim.id}: {one.result}, though in theory {one.claim.theory}"
        for one in all_facts
        if expected.get(one.claim.theory, one.result) != one.result
    ]
    return (*old, *lost, *odd)


def _entry(paper: Paper, name: str) -> Entry:
    printed, relations = CLAIMS[name], paper.forms[name]
    forms = tuple(_form(role, printed, CLAIMS[other]) for role in ROLES for other in getattr(relations, role))
    known = facts(printed)
    repaired = _hypotheses(known, relations.repaired[0]) if relations.repaired else None
    return Entry(relations.title, known, relations.note or printed.remark, repaired, forms, _beside(paper, name))


def _misread(paper: Paper, misreading: Misreading) -> Entry:
    claim, (title, instead) = read_as(misreading), paper.readings[misreading.id]
    stated = misreading.claim.id == misreading.id
    known = facts(claim, misreading.constructions) if stated else misread(claim, misreading.constructions)
    repaired = _hypotheses(known, instead) if instead and stated else None
    return Entry(title, known, claim.remark, repaired, printed=False, instead=instead)


def _beside(paper: Paper, name: str) -> tuple[tuple[str, str], ...]:
    """The misreadings of a printed theorem, by id and heading."""
    theorem, variant = name.split(".")
    names = [name for name in paper.readings if name.split(".")[0] == theorem and variant == "printed"]
    return tuple((name, paper.readings[name].title) for name in names)


def _hypotheses(known: Facts, other: str) -> Hypotheses | None:
    """What a counterexample makes of another claim's hypotheses, of those that its own claim has not."""
    premises, scalar = _premises(known.claim), known.scalar
    gained = [one for one in CLAIMS[other].premises if one.kind is Kind.HYPOTHESIS and one.name not in premises]
    if scalar is None or not gained:
        return None
    fields = {name: exact(text.replace("−", "-")) for name, text in scalar.fields.items()}
    holds = {one: apply(one.holds, EXACT_PLANE, fields).certain for one in gained}
    return Hypotheses(other, *(tuple(one for one in gained if holds[one] is truth) for truth in (True, False)))


def _form(role: str, printed: Claim, claim: Claim) -> Form:
    of_claim, of_printed = _premises(claim), _premises(printed)
    gained = tuple(premise for name, premise in of_claim.items() if name not in of_printed)
    lost = tuple(premise for name, premise in of_printed.items() if name not in of_claim)
    return Form(role, facts(claim), gained, lost)


def _premises(claim: Claim) -> dict[str, Premise]:
    step = claim.induction.premises if claim.induction else ()
    return {one.name: one for one in (*claim.premises, *step)}
