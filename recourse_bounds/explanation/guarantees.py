"""What claims say of one person: their verdicts, equal to the rows of a report."""

import math
from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from bounds.checker import Assessment
from bounds.claim import STATUS_NAMES, Claim, Status
from bounds.together import Question, assess_together
from empirical.recourse.result import RecourseStatus
from empirical.report.frames import NO_NEED, NO_RECOURSE
from empirical.verification.case import NO_LABEL, Case
from empirical.verification.measured import PRINTED
from empirical.verification.population import Population
from recourse_bounds.explanation.results import Guarantee

NO_NEED_NATURAL = "the natural model accepts already"
"""Reason why claims about recourses say nothing of somebody who needs none."""

_INAPPLICABLE = STATUS_NAMES[Status.INAPPLICABLE]


def guarantees(cases: Sequence[Case], population: Population, *, method: str, mode: str) -> tuple[Guarantee, ...]:
    """Check every case for one person.

    Args:
        cases: The claims with their fields, as the family of the models gives them.
        population: The person with the recourses.
        method: The method of the recourses.
        mode: ``found`` or ``minimisers``.

    Returns:
        What each claim says, in the order of the cases.

    Examples:
        >>> from bounds import CLAIMS
        >>> case = Case.without_fields(CLAIMS["theorem1.sound"], "how the models were trained is not known")
        >>> population = Population(**{**dict.fromkeys(Population._fields), "labels": np.ones(1)})
        >>> (one,) = guarantees([case], population, method="scfe", mode="found")
        >>> one.status, one.failed
        ('inapplicable', ('how the models were trained is not known',))
    """
    reasons = _reasons(cases, population)
    asked = [
        Question(case.claim, case.fields, case.errors) for case, why in zip(cases, reasons, strict=True) if not why
    ]
    assessed = iter(assess_together(asked))
    return tuple(
        _silent(case, method, mode, reason) if reason else _said(case, method, mode, next(assessed))
        for case, reason in zip(cases, reasons, strict=True)
    )


def best(found: Iterable[Guarantee]) -> Iterator[Guarantee]:
    """Choose for every claim the Δ and the cost with which it says most.

    Args:
        found: What claims say, with every Δ and cost.

    Returns:
        One for each claim, of those that apply: with the recourse's own cost before the cost as printed, then the one
        with the narrowest interval.

    Examples:
        >>> list(best([]))
        []
    """
    by_claim: dict[tuple[str, str, str], list[Guarantee]] = {}
    for one in found:
        by_claim.setdefault((one.method, one.mode, one.claim), []).append(one)
    return (min(several, key=_rank) for several in by_claim.values())


def _rank(one: Guarantee) -> tuple[bool, bool, bool, float]:
    """Rank what is checked with the recourse's own cost before what is of another number that is called cost."""
    width = one.upper - one.lower
    return (not one.speaks, not one.informs, one.cost_source == PRINTED, math.inf if math.isnan(width) else width)


def _silent(case: Case, method: str, mode: str, reason: str) -> Guarantee:
    nothing = (math.nan, math.nan, math.nan, False, False)
    return Guarantee(method, mode, *_about(case), _INAPPLICABLE, *nothing, (reason,), (), checked=False)


def _said(case: Case, method: str, mode: str, assessment: Assessment) -> Guarantee:
    (lower, value, upper, _, status, failed, unchecked), (lower_informative, upper_informative, _) = assessment
    informative = (lower_informative, upper_informative)
    ends, names = (STATUS_NAMES[status], lower, value, upper, *informative), case.claim.names
    return Guarantee(method, mode, *_about(case), *ends, names(failed), names(unchecked))


def _about(case: Case) -> tuple[Claim, str, str]:
    return case.claim, case.delta_source or "", case.cost_source or ""


def _reasons(cases: Sequence[Case], population: Population) -> list[str]:
    """Say of each case why it says nothing of the person; nothing if it can be checked."""
    asked = any(not case.lacking for case in cases)
    lost = _without_recourse(population) if asked and _lost(population) else ""
    unknown = _unknown(cases) if lost else frozenset()
    reasons = (case.lacking or _unlabelled(case) for case in cases)
    return [
        reason or (lost if not unknown.isdisjoint(map(id, case.fields.values())) else "")
        for case, reason in zip(cases, reasons, strict=True)
    ]


def _unlabelled(case: Case) -> str:
    return NO_LABEL if "label" in case.fields and math.isnan(case.fields["label"].item()) else ""


def _unknown(cases: Sequence[Case]) -> frozenset[int]:
    """Give the identities of the fields that are not known; cases share most of their fields."""
    fields = {id(values): values for case in cases for values in case.fields.values()}
    return frozenset(identity for identity, values in fields.items() if np.isnan(values).any())


def _lost(population: Population) -> bool:
    found = (population.recourses_nr, population.recourses_r)
    return any(np.isnan(recourses.points).all() for recourses in found)


def _without_recourse(population: Population) -> str:
    """Say why there are not both recourses."""
    natural, robust = (int(one.status[0]) for one in (population.recourses_nr, population.recourses_r))
    if natural == RecourseStatus.ALREADY_FAVOURABLE:
        return NO_NEED_NATURAL
    lost_nr = bool(np.isnan(population.recourses_nr.points).all())
    return NO_NEED if robust == RecourseStatus.ALREADY_FAVOURABLE and not lost_nr else NO_RECOURSE
