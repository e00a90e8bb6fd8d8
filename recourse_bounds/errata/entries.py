"""The entries of the errata page: each printed statement with the claims that go with it."""

from typing import NamedTuple

from bounds import CLAIMS, Claim, Kind, Premise
from bounds.claim import apply
from bounds.misreadings import MISREADINGS, Misreading
from bounds.readings.angles import EXACT_PLANE
from bounds.readings.exact import exact
from bounds.records import known_hunt, known_witnesses, read_as, stale
from recourse_bounds.errata.facts import Facts, facts, misread
from recourse_bounds.errata.relations import FORMS, READINGS

ROLES = ("repaired", "sound", "sharp", "related")

Group = tuple[str, tuple[Premise, ...]]
"""Premises under what they are to the statement."""


class Form(NamedTuple):
    """A claim that goes with a printed statement.

    Attributes:
        role: One of :data:`ROLES`.
        facts: What is known of it.
        gained: Premises that it has and the printed statement has not.
        lost: Premises that it can do without.
    """

    role: str
    facts: Facts
    gained: tuple[Premise, ...]
    lost: tuple[Premise, ...]


class Hypotheses(NamedTuple):
    """What a true claim assumes beyond a false one, and a counterexample to that.

    Attributes:
        claim: Id of the true claim.
        met: Its hypotheses that the counterexample meets.
        missed: Those that it does not.
    """

    claim: str
    met: tuple[Premise, ...]
    missed: tuple[Premise, ...]


class Entry(NamedTuple):
    """A statement that the paper prints, or one that is easily read into it.

    Attributes:
        title: A heading.
        facts: What is known of the statement.
        remark: What is wrong with it, or what else is said of it.
        hypotheses: Of the repaired claim, beside the counterexample.
        forms: The claims that go with it.
        beside: Its misreadings, by id and heading.
        printed: Whether the paper prints it.
        instead: Of one that is read into it, the id of what is true; or empty.
    """

    title: str
    facts: Facts
    remark: str
    hypotheses: Hypotheses | None
    forms: tuple[Form, ...] = ()
    beside: tuple[tuple[str, str], ...] = ()
    printed: bool = True
    instead: str = ""


def entries() -> tuple[Entry, ...]:
    """Every statement that the paper prints, in its order; then those that are read into it.

    Returns:
        The entries.
    """
    return (*(_entry(name) for name in FORMS), *map(_misread, MISREADINGS.values()))


def groups(claim: Claim) -> tuple[Group, ...]:
    """The premises of a claim by kind, those of one step of an induction last.

    Args:
        claim: A claim.

    Returns:
        The groups that are not empty.
    """
    kinds = tuple((kind.value, tuple(one for one in claim.premises if one.kind is kind)) for kind in Kind)
    step = claim.induction.premises if claim.induction else ()
    return tuple(group for group in (*kinds, ("of one step", step)) if group[1])


def notes(all_facts: tuple[Facts, ...]) -> tuple[str, ...]:
    """What whoever makes the page should know: records that no longer hold, results that the theory does not expect.

    Args:
        all_facts: The facts that the page shows.

    Returns:
        Lines.
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


def _entry(name: str) -> Entry:
    printed, relations = CLAIMS[name], FORMS[name]
    forms = tuple(_form(role, printed, CLAIMS[other]) for role in ROLES for other in getattr(relations, role))
    known = facts(printed)
    repaired = _hypotheses(known, relations.repaired[0]) if relations.repaired else None
    return Entry(relations.title, known, relations.note or printed.remark, repaired, forms, _beside(name))


def _misread(misreading: Misreading) -> Entry:
    claim, (title, instead) = read_as(misreading), READINGS[misreading.id]
    stated = misreading.claim.id == misreading.id
    known = facts(claim, misreading.constructions) if stated else misread(claim, misreading.constructions)
    repaired = _hypotheses(known, instead) if instead and stated else None
    return Entry(title, known, claim.remark, repaired, printed=False, instead=instead)


def _beside(name: str) -> tuple[tuple[str, str], ...]:
    """The misreadings of a printed theorem, by id and heading."""
    theorem, variant = name.split(".")
    read = [one for one in MISREADINGS if one.split(".")[0] == theorem and variant == "printed"]
    return tuple((one, READINGS[one].title) for one in read)


def _hypotheses(known: Facts, other: str) -> Hypotheses | None:
    """What a counterexample makes of another claim's hypotheses, of those that its own claim has not."""
    own, scalar = _premises(known.claim), known.scalar
    gained = [one for one in CLAIMS[other].premises if one.kind is Kind.HYPOTHESIS and one.name not in own]
    if scalar is None or not gained:
        return None
    fields = {name: exact(text.replace("−", "-")) for name, text in scalar.fields.items()}
    met = {one: apply(one.holds, EXACT_PLANE, fields).certain for one in gained}
    return Hypotheses(other, *(tuple(one for one in gained if met[one] is truth) for truth in (True, False)))


def _form(role: str, printed: Claim, claim: Claim) -> Form:
    mine, theirs = _premises(claim), _premises(printed)
    gained = tuple(one for name, one in mine.items() if name not in theirs)
    lost = tuple(one for name, one in theirs.items() if name not in mine)
    return Form(role, facts(claim), gained, lost)


def _premises(claim: Claim) -> dict[str, Premise]:
    step = claim.induction.premises if claim.induction else ()
    return {one.name: one for one in (*claim.premises, *step)}
