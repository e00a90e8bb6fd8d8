"""The table of verdicts: every claim on every instance, of several pairs of models at once."""

import math
from collections.abc import Iterator, Mapping, Sequence
from contextlib import nullcontext
from typing import Any, NamedTuple

import numpy as np
import polars as pl
from jaxtyping import Bool, Int

from bounds import Claim, Status, assess
from bounds.batching import BLOCK
from bounds.checker import Assessment, Measure, uncompiled
from bounds.claims import RECOURSE_CLAIMS
from bounds.verdict import Verdict
from empirical.recourse.result import RecourseStatus
from empirical.report.frames import NO_NEED, NO_RECOURSE, RUN, STATUS, columns_of, lost, with_constants, words
from empirical.verification.case import Case
from empirical.verification.population import Population

LOOKED_AT = 20
"""Largest number of violations of one case and run that exact arithmetic looks at, spread evenly over the instances.
Violations of true claims whose premises all hold are always looked at."""

IN_NUMPY = BLOCK
"""Largest number of instances of a claim that are decided in numpy: that takes up to some hundredths of a second, while
to compile a claim, or to load what was compiled, takes some tenths."""

NO, YES, UNASKED = 0, 1, 2
"""The answers of exact arithmetic."""


class Subject(NamedTuple):
    """What claims are checked on: one pair of models with people.

    Attributes:
        cases: The claims with their fields.
        population: The instances with their recourses.
        run: The values of the columns ``RUN``.
    """

    cases: list[Case]
    population: Population
    run: dict[str, Any]


def verdict_tables(subjects: Sequence[Subject], claims: Mapping[str, Claim] = RECOURSE_CLAIMS) -> list[pl.DataFrame]:
    """Make the tables of verdicts: check every case for every instance, each claim once for all pairs of models.

    Args:
        subjects: The pairs of models with their cases.
        claims: Every claim of the report by id, whether it has a case here or not.

    Returns:
        A table for each pair, with a row for each case and instance, in the order of the cases.

    Examples:
        >>> case = Case.without_fields(RECOURSE_CLAIMS["theorem1.sound"], NO_RECOURSE)
        >>> population = Population(**{**dict.fromkeys(Population._fields), "rows": np.array([3, 8])})
        >>> (rows,) = verdict_tables([Subject([case], population, dict.fromkeys(RUN, 0))])
        >>> rows["instance"].to_list(), rows["status"].to_list()
        ([3, 8], ['inapplicable', 'inapplicable'])
    """
    assessments = _assessed([case for subject in subjects for case in subject.cases])
    types = columns_of(claims)
    return [_table(subject, [next(assessments) for _ in subject.cases], types) for subject in subjects]


class Verdicts:
    """The verdicts of a report: claims wait until there is a block of people to check them on.

    Examples:
        >>> case = Case.without_fields(RECOURSE_CLAIMS["theorem1.sound"], NO_RECOURSE)
        >>> population = Population(**{**dict.fromkeys(Population._fields), "rows": np.array([3, 8])})
        >>> verdicts = Verdicts(RECOURSE_CLAIMS)
        >>> for seed in (0, 1):
        ...     verdicts.add(Subject([case], population, {**dict.fromkeys(RUN, 0), "seed": seed}))
        >>> verdicts.table()["seed"].to_list()
        [0, 0, 1, 1]
    """

    def __init__(self, claims: Mapping[str, Claim]) -> None:
        """Begin with no verdict.

        Args:
            claims: Every claim of the report by id.
        """
        self._claims = claims
        self._waiting: list[Subject] = []
        self._tables: list[pl.DataFrame] = []

    def add(self, subject: Subject) -> None:
        """Check the claims on a pair of models, now or together with the next pairs.

        Args:
            subject: The pair with its cases.
        """
        self._waiting.append(subject)
        if sum(len(one.population.rows) for one in self._waiting) >= BLOCK:
            self._check()

    def table(self) -> pl.DataFrame:
        """Give all verdicts, in the order in which the pairs were added.

        Returns:
            The rows.
        """
        self._check()
        return pl.concat(self._tables)

    def _check(self) -> None:
        self._tables += verdict_tables(self._waiting, self._claims)
        self._waiting = []


def _assessed(cases: Sequence[Case]) -> Iterator[Assessment | None]:
    """Decide every case, and give the results in their order; ``None`` for one that cannot be evaluated."""
    groups: dict[tuple[Claim, frozenset[str], frozenset[str]], list[int]] = {}
    for place, case in enumerate(cases):
        if not case.lacking:
            groups.setdefault((case.claim, frozenset(case.fields), frozenset(case.errors)), []).append(place)
    results: dict[int, Assessment] = {}
    for places in groups.values():
        results |= zip(places, _of_claim([cases[place] for place in places]), strict=True)
    return (results.get(place) for place in range(len(cases)))


def _of_claim(cases: Sequence[Case]) -> Iterator[Assessment]:
    """Decide the cases of one claim that have the same fields, in one call; arrays [m] of each."""  # noqa: DOC402
    first = cases[0]
    sizes = [len(next(iter(case.fields.values()))) for case in cases]
    fields = {name: np.concatenate([case.fields[name] for case in cases]) for name in first.fields}
    errors = {name: np.repeat([case.errors[name] for case in cases], sizes) for name in first.errors}
    with uncompiled() if sum(sizes) <= IN_NUMPY else nullcontext():
        verdict, measure = assess(first.claim, errors=errors, **fields)
    ends = np.cumsum(sizes)[:-1]
    split = [np.split(np.asarray(part), ends) for part in (*verdict, *measure)]
    for parts in zip(*split, strict=True):
        yield Assessment(Verdict(*parts[: len(verdict)]), Measure(*parts[len(verdict) :]))


class _Lists:
    """Lists of premises and reasons, each of which stands once: few of them differ."""

    def __init__(self) -> None:
        self.known: dict[tuple[str, ...], int] = {}

    def place(self, names: tuple[str, ...]) -> int:
        return self.known.setdefault(names, len(self.known))

    def of(self, claim: Claim, masks: Int[np.ndarray, " m"]) -> Int[np.ndarray, " m"]:
        """Give the places of the names of the premises in each mask."""
        distinct, at = np.unique(masks, return_inverse=True)
        return np.array([self.place(claim.names(mask)) for mask in distinct], int)[at]


def _table(subject: Subject, assessments: Sequence[Assessment | None], types: dict[str, Any]) -> pl.DataFrame:
    cases, rows, lists = subject.cases, subject.population.rows, _Lists()
    pairs = zip(cases, assessments, strict=True)
    parts = [_columns(case, one, subject.population, lists) for case, one in pairs]
    whole = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    of_case = np.repeat(np.arange(len(cases)), len(rows))
    about = {
        "claim": [case.claim.id for case in cases],
        "delta_source": [case.delta_source for case in cases],
        "cost_source": [case.cost_source for case in cases],
    }
    listed = pl.Series([list(names) for names in lists.known], dtype=types["failed"])
    silent = pl.Series(whole.pop("silent"))
    columns = {
        **whole,
        "instance": np.tile(rows, len(cases)),
        **{name: pl.Series(values, dtype=types[name]).gather(of_case) for name, values in about.items()},
        "status": words(STATUS, whole["status"]),
        "failed": listed.gather(whole["failed"]),
        "unchecked": listed.gather(whole["unchecked"]),
        **{name: pl.Series(whole[name] == YES).set(pl.Series(whole[name] == UNASKED), None) for name in _ASKED},
    }
    table = pl.DataFrame(columns).with_columns(
        pl.when(~silent).then(pl.col(*_NUMBERS)), pl.when(~silent).then(pl.col("tightness").fill_nan(None))
    )
    return with_constants(table, subject.run, RUN).select(list(types))


_NUMBERS = ("lower", "value", "upper", "rounding")
"""Columns of numbers, null where a claim says nothing."""

_ASKED = ("certified", "refutes")
"""Columns of what exact arithmetic says, null where it was not asked."""


def _columns(case: Case, assessment: Assessment | None, population: Population, lists: _Lists) -> dict[str, np.ndarray]:
    """Give the columns of one case, numbers throughout: places of statuses and of lists of names."""
    found = _said(case, assessment, lists) if assessment else _nothing(len(population.rows))
    found["silent"] = np.zeros(len(population.rows), bool)
    for reason, rows in _reasons(case, population):
        found["silent"] |= rows
        silence = {"status": Status.INAPPLICABLE, "failed": lists.place((reason,)), "unchecked": lists.place(())}
        for name, value in {**silence, **dict.fromkeys(_FLAGS, False), **dict.fromkeys(_ASKED, UNASKED)}.items():
            found[name] = np.where(rows, value, found[name])
    return found


_FLAGS = ("within_rounding", "lower_informative", "upper_informative")
"""Columns of truth values, false where a claim says nothing."""


def _reasons(case: Case, population: Population) -> Iterator[tuple[str, Bool[np.ndarray, " m"]]]:
    """Give the reasons why a case says nothing, each with the instances of which it is true; the last one counts."""  # noqa: DOC402
    if case.lacking:
        yield case.lacking, np.ones(len(population.rows), bool)
        return
    natural, robust = lost(population.recourses_nr), lost(population.recourses_r)
    unknown = np.any([np.isnan(values) for values in case.fields.values()], axis=0)
    needless = (population.recourses_r.status == RecourseStatus.ALREADY_FAVOURABLE) & ~natural
    missing = unknown & (natural | robust)
    yield NO_RECOURSE, missing
    yield NO_NEED, missing & needless


def _nothing(size: int) -> dict[str, np.ndarray]:
    """Give columns for a case that could not be evaluated."""
    numbers = {name: np.full(size, np.nan) for name in (*_NUMBERS, "tightness")}
    places = {name: np.zeros(size, int) for name in ("status", "failed", "unchecked", *_ASKED)}
    return numbers | places | {name: np.zeros(size, bool) for name in _FLAGS}


def _said(case: Case, assessment: Assessment, lists: _Lists) -> dict[str, np.ndarray]:
    verdict, measure = assessment
    return {
        **{name: getattr(verdict, name) for name in _NUMBERS},
        "status": verdict.status,
        "within_rounding": verdict.within_rounding,
        "failed": lists.of(case.claim, verdict.failed),
        "unchecked": lists.of(case.claim, verdict.unchecked),
        **measure._asdict(),
        **_certificates(case, verdict),
    }


def _certificates(case: Case, verdict: Verdict) -> dict[str, np.ndarray]:
    """Ask exact arithmetic about violations: whether it confirms them, and with every premise.

    It confirms none where nothing is known of a field.
    """
    from bounds.certifier import Outcome, certify

    certified, refutes = (np.full(len(verdict.status), UNASKED) for _ in range(2))
    known = all(map(math.isfinite, case.errors.values()))
    for row in _suspects(case.claim, verdict.status == Status.VIOLATED, verdict.failed):
        certified[row] = refutes[row] = NO
        if known:
            fields = {name: float(column[row]) for name, column in case.fields.items()}
            certificate = certify(case.claim, errors=case.errors, **fields)
            certified[row], refutes[row] = certificate.outcome is Outcome.VIOLATED, certificate.refutes
    return {"certified": certified, "refutes": refutes}


def _suspects(claim: Claim, violated: Bool[np.ndarray, " m"], failed: Int[np.ndarray, " m"]) -> Int[np.ndarray, " s"]:
    """Choose the violations that exact arithmetic looks at."""
    rows = np.flatnonzero(violated)
    sample = rows[np.linspace(0, len(rows) - 1, LOOKED_AT).astype(int)] if len(rows) > LOOKED_AT else rows
    unexplained = np.flatnonzero(violated & (failed == 0)) if claim.theory == "true" else rows[:0]
    return np.union1d(sample, unexplained)
