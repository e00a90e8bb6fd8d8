"""The second part of an answer: what became of the printed statements, of the proved ones, and of the user's own."""

from collections import Counter
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from bounds import CLAIMS, Kind
from bounds.claim import reads
from empirical.report import Report
from empirical.report.naming import theorem_name
from empirical.verification.measured import MEASURED_DELTA, RETURNED
from recourse_bounds.answer.lines import Line, clip, counted, name, pad, percent
from recourse_bounds.errata.relations import FORMS
from recourse_bounds.wording import SUBJECTS

PAPER = "Krishna et al. 2024 as printed"

STATEMENTS, APPLIES = 34, 13
"""Columns of a statement, and of the number of people to whom it applies."""

INFORMS: Mapping[str, str] = MappingProxyType(
    {"costs": "can show a cost of robust recourse", "validity": "can narrow the gap of validity"}
)
"""What proved statements do where they tell what is not known without them, by their subject."""

SHOWN = 3
"""Defects, and claims of the user, that stand in an answer at most; their number is always told."""

_COST_GAP, _COST, _VALIDITY_GAP = {"cost_nr", "cost_r"}, {"cost_r"}, {"score_nr_nr", "score_r_r"}
"""The fields that a value reads which is a difference of costs, a cost, or a difference of validity."""


class Share(NamedTuple):
    """Of how many people a proved statement tells what is not known without it.

    Attributes:
        share: The share of the people.
        claim: The id of the claim.
        delta: The source of Δ; empty if the claim reads none.
    """

    share: float
    claim: str
    delta: str


class Printed(NamedTuple):
    """What became of a printed statement.

    Attributes:
        claim: The id of the claim.
        subject: What it is about, in a few words.
        speaks: The number of people of whom it speaks.
        false: The number of those for whom its bound is broken.
        actual: That number with the costs that people have, which may not be those that the statement defines.
    """

    claim: str
    subject: str
    speaks: int
    false: int
    actual: int


def printed_statements(report: Report) -> list[Printed]:
    """Count for each printed statement of how many people it speaks, and for how many it is false.

    Args:
        report: The report.

    Returns:
        The statements that were checked, in the order of the paper.

    Examples:
        >>> count = {"claim": "lemma1.printed", "cost_source": None, "rows": 39, "inapplicable": 0, "nonfinite": 0}
        >>> count |= {"failed": {}, "theory": "false", "violated": 37}
        >>> (one,) = printed_statements(Report(None, None, {"claims": [count]}))
        >>> one.subject, one.speaks, one.false
        ('Lemma 1, distance of the weights', 39, 37)
    """
    claims = report.summary["claims"]
    found = {claim: [count for count in claims if count["claim"] == claim] for claim in FORMS}
    return [_printed(claim, counts) for claim, counts in found.items() if counts]


def printed_lines(report: Report) -> list[Line]:
    """Say of each printed statement of how many people it speaks, and for how many it is false.

    Args:
        report: The report.

    Returns:
        A heading and a line for every statement that was checked; none where none was.

    Examples:
        >>> count = {"claim": "lemma1.printed", "cost_source": None, "rows": 39, "inapplicable": 0, "nonfinite": 0}
        >>> count |= {"failed": {}, "theory": "false", "violated": 37}
        >>> for line in printed_lines(Report(None, None, {"claims": [count]})):
        ...     print(line.text)
        Krishna et al. 2024 as printed      applies to   bound broken for
          Lemma 1, distance of the weights  39 people    37 (95 %)
    """
    lines = [Line(_printed_text(one)) for one in printed_statements(report)]
    return [_heading(PAPER), *lines] if lines else []


def proved_lines(report: Report) -> list[Line]:
    """Say how often proved statements were checked and violated, and of how many people they tell anything.

    Args:
        report: The report.

    Returns:
        At most three lines; none where nothing was checked.

    Examples:
        >>> count = {"claim": "lemma1.norms", "delta_source": "path", "cost_source": None, "rows": 39, "holds": 39}
        >>> count |= {"vacuous": 0, "violated": 0, "violated_all_premises_hold": 0, "refutes": 0, "failed": {}}
        >>> count |= {"theory": "true", "lower_informative": 0, "upper_informative": 39}
        >>> for line in proved_lines(Report(None, None, {"claims": [count]})):
        ...     print(line.text)
        Proved statements: 1 (39 checks), 0 violated where they apply
    """
    proved = [count for count in report.summary["claims"] if count["theory"] == "true" and count["claim"] in CLAIMS]
    checks = {(count["claim"], place): _checks(count) for place, count in enumerate(proved)}
    if not any(checks.values()):
        return []
    statements = len({claim for (claim, _), times in checks.items() if times})
    violated = sum(count["refutes"] for count in proved)
    undecided = sum(count["violated_all_premises_hold"] for count in proved) - violated
    times = counted(sum(checks.values()), "check")
    text = f"Proved statements: {statements} ({times}), {violated:,} violated where they apply"
    text += f", {undecided:,} within rounding" if undecided > 0 else ""
    informed = [f"  {line}" for subject in INFORMS if (line := _informs(subject, shares(proved, subject)))]
    return [Line(f"{text}. They" if informed else text), *map(Line, informed)]


def shares(counts: list[dict[str, Any]], subject: str) -> list[Share]:
    """Give the shares of people of whom proved statements tell what is not known without them, the largest first.

    Args:
        counts: The entries of ``claims`` in a summary that are of proved claims.
        subject: What the statements are about, a key of ``INFORMS``.

    Returns:
        The shares of all cases about the subject.

    Examples:
        >>> count = {"claim": "theorem1.sound", "delta_source": "path", "rows": 40, "failed": {}, "holds": 40}
        >>> count |= {"vacuous": 0, "violated": 0, "violated_all_premises_hold": 0, "upper_informative": 10}
        >>> shares([count], "costs")
        [Share(share=0.25, claim='theorem1.sound', delta='path')]
    """
    found = []
    for count in counts:
        times = _informative(count, subject)
        if times is not None and count["rows"]:
            share = min(times, _checks(count)) / count["rows"]
            found.append(Share(share, count["claim"], count["delta_source"] or ""))
    return sorted(found, key=lambda one: -one.share)


def user_lines(report: Report) -> list[Line]:
    """Say of each claim of the user of how many people it speaks, and for how many it is false.

    Args:
        report: The report.

    Returns:
        A heading and lines; none where there are no claims of the user.

    Examples:
        >>> count = {"claim": "mine.cheap", "rows": 39, "inapplicable": 30, "nonfinite": 0, "violated": 2}
        >>> for line in user_lines(Report(None, None, {"claims": [count]})):
        ...     print(line.text)
        Your claims                         applies to   bound broken for
          mine.cheap                        9 people     2 (22 %)
    """
    counts = [count for count in report.summary["claims"] if count["claim"] not in CLAIMS]
    found = {claim: [one for one in counts if one["claim"] == claim] for claim in dict.fromkeys(_ids(counts))}
    lines = []
    for place, (claim, cases) in enumerate(found.items()):
        most = max(cases, key=lambda one: one["violated"])
        rank = 3 if place < SHOWN else 7
        lines.append(Line(_statement(name(claim, STATEMENTS - 1), _applies(most), most["violated"]), rank))
    if not lines:
        return []
    more = f" ({len(lines)})" if len(lines) > SHOWN else ""
    return [_heading(f"Your claims{more}", 3), *lines]


def alarm_lines(report: Report) -> list[Line]:
    """Shout where a statement that is called true is violated although all its premises hold.

    Args:
        report: The report.

    Returns:
        A line for each such claim, a few at most; none, as it should be, where there is no such claim.

    Examples:
        >>> defects = [{"claim": "theorem1.sound", "delta_source": "path"}] * 3
        >>> for line in alarm_lines(Report(None, None, {"defects": defects})):
        ...     print(line.text)
        DEFECT: theorem1.sound is proved, yet violated in 3 checks: please report it
    """
    counts = Counter(defect["claim"] for defect in report.summary["defects"])
    lines = []
    for place, (claim, count) in enumerate(counts.items()):
        checks = counted(count, "check")
        text = (
            f"DEFECT: {claim} is proved, yet violated in {checks}: please report it"
            if claim in CLAIMS
            else f"REFUTED: {name(claim, 24)} calls itself true, yet is false in {checks}"
        )
        lines.append(Line(text, 0 if place < SHOWN else 7))
    return lines


def refuted(report: Report) -> str:
    """Name the printed statement that is false for the most people.

    Args:
        report: The report.

    Returns:
        The id of its claim; empty if none is false for anybody.

    Examples:
        >>> counts = [{"claim": "lemma1.printed", "violated": 2}, {"claim": "theorem4.printed", "violated": 7}]
        >>> refuted(Report(None, None, {"claims": [{**count, "theory": "false"} for count in counts]}))
        'theorem4.printed'
    """
    false = [one for one in report.summary["claims"] if one["theory"] == "false" and one["claim"] in FORMS]
    worst = max(false, key=lambda one: one["violated"], default=None)
    return worst["claim"] if worst and worst["violated"] else ""


def _printed(claim: str, counts: list[dict[str, Any]]) -> Printed:
    """A printed statement with the costs of which it speaks, and a remark on the costs that people have."""
    costs = {count["cost_source"] for count in counts}
    defined = [count for count in counts if count["cost_source"] != RETURNED or costs == {RETURNED}]
    main = max(defined, key=lambda one: (_speaks(one), _false(one)))
    real = [count for count in counts if count["cost_source"] == RETURNED and count not in defined]
    actual, speaks = max(map(_false, real), default=_false(main)), _speaks(main)
    false = min(_false(main), speaks)
    return Printed(claim, SUBJECTS.get(claim, claim), speaks, false, false if actual == _false(main) else actual)


def _printed_text(one: Printed) -> str:
    text = _statement(one.subject, one.speaks, one.false)
    return text if one.actual == one.false else f"{text}; by actual cost {one.actual:,}"


def _heading(text: str, rank: int = 0) -> Line:
    return Line(f"{pad(text, STATEMENTS + 2)}{'applies to':<{APPLIES}}bound broken for", rank)


def _statement(subject: str, speaks: int, false: int) -> str:
    share = f" ({percent(false / speaks)})" if false else ""
    people = counted(speaks, "person", "people")
    return f"  {pad(clip(subject, STATEMENTS - 1), STATEMENTS)}{people:<{APPLIES}}{false:,}{share}"


def _applies(count: Mapping[str, Any]) -> int:
    return count["rows"] - count["inapplicable"] - count["nonfinite"]


def _speaks(count: Mapping[str, Any]) -> int:
    """Of how many people a claim speaks: its hypotheses hold, and costs are what it defines them to be."""
    definitions = {one.name for one in CLAIMS[count["claim"]].premises if one.kind is Kind.DEFINITION}
    failed = max((times for premise, times in count["failed"].items() if premise in definitions), default=0)
    return max(0, _applies(count) - failed)


def _false(count: Mapping[str, Any]) -> int:
    return count["violated_all_premises_hold"] if count["theory"] == "true" else count["violated"]


def _checks(count: Mapping[str, Any]) -> int:
    """For how many people a proved claim was checked; an upper bound where several premises fail for different ones."""
    applies = count["holds"] + count["vacuous"] + count["violated"]
    premises = {one.name for one in CLAIMS[count["claim"]].premises}
    lacking = sum(times for reason, times in count["failed"].items() if reason not in premises)
    failed = max((times for premise, times in count["failed"].items() if premise in premises), default=0)
    return max(min(applies, count["rows"] - lacking - failed), count["violated_all_premises_hold"])


def _informative(count: Mapping[str, Any], subject: str) -> int | None:
    """For how many people a claim about a subject tells what is not known without it; nothing of another subject.

    Of a difference of costs, the upper end says that the robust recourse costs something. Any lower end is better than
    none, so it does not count.
    """
    value = set(reads(CLAIMS[count["claim"]].value))
    if subject == "costs":
        ends: dict[str, set[str]] = {"upper_informative": _COST_GAP, "lower_informative": _COST}
        return next((count[end] for end, fields in ends.items() if fields == value), None)
    return max(count["lower_informative"], count["upper_informative"]) if value == _VALIDITY_GAP else None


def _informs(subject: str, found: list[Share]) -> str:
    """Of how many people statements tell something of a subject, with the best Δ, and what Δ could do at best."""
    before = next((one for one in found if one.delta != MEASURED_DELTA), None)
    measured = next((one for one in found if one.delta == MEASURED_DELTA), None)
    if before is None:
        return ""
    text = f"{INFORMS[subject]}: {percent(before.share)} of people"
    text += f" ({_source(before)})" if before.share else ""
    if measured and measured.share > before.share:
        text += f", {percent(measured.share)} ({_source(measured)})"
    return text


def _source(one: Share) -> str:
    """The Δ that a statement reads, or the statement where it reads none."""
    return f"Δ {one.delta}" if one.delta else theorem_name(one.claim)


def _ids(counts: list[dict[str, Any]]) -> list[str]:
    return [count["claim"] for count in counts]
