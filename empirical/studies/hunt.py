"""The hunt: a million starts against every true claim, a witness against every false statement, every mutant judged.

``make hunt`` writes the page, and the records from which ``recourse-bounds errata`` makes its own.
"""

import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from fractions import Fraction
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

import jax

from bounds import CLAIMS, Claim
from bounds.atomic_write import write_text
from bounds.constructions import ALL, Construction, constructions_for
from bounds.constructions.training import ON_THE_INSTANCE
from bounds.falsification.falsifier import Finding, falsify
from bounds.falsification.mutants import Attained, Judgement, Mutant, judge, mutants
from bounds.falsification.witness import Witness
from bounds.misreadings import MISREADINGS
from bounds.records import known_hunt, read_as, record_hunt, record_witnesses
from empirical.studies.page import announce, commit, table

STARTS = 10**6
"""Number of gradient ascents against each true claim."""

FOREVER = 1e9
"""Time limit in seconds, too long to matter: a hunt ends with its starts."""

STEP = Fraction(1, 1024)
"""Distance of a mutant's bound below the largest tightness that was found."""


class Refuted(NamedTuple):
    """A false statement with a witness against it.

    Attributes:
        id: The id of the claim or misreading.
        seconds: The time in seconds until the first witness was certified and simplified, compilation included.
        witness: The first witness.
    """

    id: str
    seconds: float
    witness: Witness


class Judged(NamedTuple):
    """A mutant of a claim with the judgement on it.

    Attributes:
        claim: The id of the claim.
        mutant: The changed claim.
        judgement: The decision on the mutant.
    """

    claim: str
    mutant: Mutant
    judgement: Judgement


def hunted(stage: Callable[[str], None]) -> Iterator[tuple[Claim, Finding]]:
    """Try to falsify every true claim.

    Args:
        stage: The function that every stage is announced to, with a description of a few words.

    Yields:
        The claim, and the result of its falsification.

    Examples:
        >>> claim, finding = next(hunted(announce))  # doctest: +SKIP
        >>> finding.result  # doctest: +SKIP
        'not refuted'
    """
    for claim in _true():
        yield claim, falsify(claim, key=jax.random.key(0), starts=STARTS, seconds=FOREVER, tell=stage)
        jax.clear_caches()  # a program for each construction: they add up


def refuted(stage: Callable[[str], None]) -> Iterator[Refuted]:
    """Find a witness against every false statement, from random starts, and record it; then one on trained models.

    Args:
        stage: The function that every stage is announced to, with a description of a few words.

    Yields:
        The statement with its first witness.

    Raises:
        RuntimeError: If no witness against a false statement is found.

    Examples:
        >>> next(refuted(announce)).id  # doctest: +SKIP
        'lemma1.printed'
    """
    for claim, places, misread in _false():
        first = falsify(claim, key=jax.random.key(0), constructions=places, misread=misread, tell=stage)
        if first.witness is None:
            raise RuntimeError(f"{claim.id} is false, and no witness was found against it")
        trained = [place for place in places if place in ON_THE_INSTANCE]
        second = falsify(claim, key=jax.random.key(0), constructions=trained, tell=stage) if trained else first
        others = [second.witness] if trained and second.witness else []
        record_witnesses(claim, [first.witness, *others])
        yield Refuted(claim.id, first.seconds, first.witness)
        jax.clear_caches()


def judged(stage: Callable[[str], None]) -> Iterator[Judged]:
    """Judge every mutant of every true claim; a tighter bound lies just below the largest tightness that was found.

    Args:
        stage: The function that every stage is announced to, with a description of a few words.

    Yields:
        The mutant with the judgement on it.

    Examples:
        >>> next(judged(announce)).claim  # doctest: +SKIP
        'lemma1.sound'
    """
    places: dict[str, Construction] = {one.name: one for one in ALL}
    for claim in _true():
        hunt = known_hunt(claim)
        tightest = 1.0 if hunt is None or hunt.tightness is None else max(hunt.tightness, 2.0 * float(STEP))
        attained = Attained(places[hunt.construction], hunt.at) if hunt and hunt.construction else None
        for mutant in mutants(claim, Fraction(int(tightest / STEP - 1e-6), STEP.denominator)):
            stage(f"{claim.id}: {mutant.change}")
            yield Judged(claim.id, mutant, judge(claim, mutant, key=jax.random.key(0), attained=attained))
        jax.clear_caches()


def _true() -> list[Claim]:
    return [claim for claim in CLAIMS.values() if claim.theory == "true"]


def _false() -> Iterator[tuple[Claim, tuple[Construction, ...], bool]]:
    """Give every false statement, the constructions of witnesses against it, and whether they misread a quantity."""
    printed = ((claim, constructions_for(claim), False) for claim in CLAIMS.values() if claim.theory == "false")
    read = ((read_as(one), one.constructions, one.feeds) for one in MISREADINGS.values())
    return chain(printed, read)


# The page


def _hunt_row(claim: Claim, finding: Finding) -> dict[str, Any]:
    return {
        "claim": f"`{claim.id}`",
        "starts": f"{finding.starts:,}",
        "starts/s": f"{finding.starts / finding.seconds:,.0f}",
        "worst tightness": f"{finding.tightness:.6f}",
        "where": finding.construction,
        "unconfirmed": finding.unconfirmed or "",
        "result": finding.result,
    }


def _refuted_row(one: Refuted) -> dict[str, Any]:
    numbers = ", ".join(f"`{name}` = {value}" for name, value in one.witness.parameters.items())
    return {"statement": f"`{one.id}`", "seconds": one.seconds, "models": one.witness.construction, "witness": numbers}


def _counts(every: list[Judged]) -> list[dict[str, Any]]:
    rows = []
    for claim in dict.fromkeys(one.claim for one in every):
        mine = [one.judgement for one in every if one.claim == claim]
        count = {
            "refuted by z3": sum(one.result == "refuted" and one.by == "z3" for one in mine),
            "refuted by an instance": sum(one.result == "refuted" and one.by != "z3" for one in mine),
            "true, idle premise": sum(one.meaning == "idle" for one in mine),
            "true, weaker": sum(one.meaning == "weaker" for one in mine),
            "true, sharper": sum(one.meaning == "sharper" for one in mine),
            "undefined": sum(one.meaning == "undefined" for one in mine),
            "unknown": sum(one.result == "unknown" and not one.meaning for one in mine),
        }
        rows.append(
            {"claim": f"`{claim}`", "mutants": len(mine), **{name: value or "" for name, value in count.items()}}
        )
    return rows


def _survivors(every: list[Judged]) -> list[dict[str, Any]]:
    return [
        {"claim": f"`{one.claim}`", "mutant": one.mutant.change.replace("|", "\\|"), "result": one.judgement.result,
         "what it says": one.judgement.meaning or "nothing"}
        for one in every
        if one.judgement.result != "refuted" and one.judgement.meaning != "idle"
    ]  # fmt: skip


def page(
    hunts: list[tuple[Claim, Finding]], refutations: list[Refuted], every: list[Judged], when: str, seconds: float
) -> str:
    """Write the page of the study.

    Args:
        hunts: The true claims with the results of their falsification.
        refutations: The false statements with their witnesses.
        every: The mutants with the judgements on them.
        when: The date and the commit.
        seconds: The time of the whole study in seconds.

    Returns:
        The page in Markdown.

    Examples:
        >>> page([], [], [], "2025-01-31, at 0123abc", 120.0).splitlines()[2]
        '2025-01-31, at 0123abc, 2 minutes on two cores. `make hunt` makes this page.'
    """
    refused = sum(one.judgement.result == "refuted" for one in every)
    return f"""# The hunt

{when}, {seconds / 60:.0f} minutes on two cores. `make hunt` makes this page.

## True claims

{STARTS:,} starts each, shared among models of one and two columns, that climb by projected gradients towards a
violation. *Worst tightness*: how far into its bound the value was seen, from the centre of the interval to its end, or
from 0 to the bound of a norm; 1 is at the bound. *Unconfirmed*: instances that lay beyond it in float64, by more than a
billionth; none of them does in exact arithmetic. A small difference of large weights, as in Lemma 1, is rounded so far.

{table([_hunt_row(claim, finding) for claim, finding in hunts])}

## False statements

Found from nothing: drawn at random, climbed, simplified, certified in exact arithmetic, compilation included.

{table([_refuted_row(one) for one in refutations])}

## Mutants

Of every true claim: its bound just below the worst tightness that was found (by {STEP}); each premise dropped; each
sign of its interval flipped. {refused} of {len(every)} are refuted, each by an instance that is certified in exact
arithmetic.

- *true, idle premise*: z3 proves the claim without a premise that says what a quantity is, as that a norm is not
  negative, or states a fact. It stays, since a negative norm is a mistake of whoever gave it.
- *true, weaker*: the interval with the sign flipped holds the one of the claim.
- *true, sharper*: the claim can be improved.
- *undefined*: without the premise the bound may divide by 0, or take the root of a negative number; no instance was
  found that breaks it where it is a number.

{table(_counts(every))}

Mutants that were not refuted, idle premises aside:

{table(_survivors(every))}
"""


def main(target: str) -> int:
    """Falsify and judge all claims, record the results, and write the page.

    Args:
        target: The path of the page.

    Returns:
        The exit status: 1 if a true claim was refuted, else 0.

    Examples:
        >>> main("hunt.md")  # doctest: +SKIP
        0
    """
    begun = time.perf_counter()
    today, version = f"{datetime.now(UTC):%Y-%m-%d}", commit()
    refutations = list(refuted(announce))
    hunts = []
    for claim, finding in hunted(announce):
        hunts.append((claim, finding))
        if finding.witness is None:
            record_hunt(claim, finding, today, version)
    every = list(judged(announce))
    write_text(Path(target), page(hunts, refutations, every, f"{today}, at {version}", time.perf_counter() - begun))
    return 1 if any(finding.witness for _, finding in hunts) else 0


if __name__ == "__main__":
    jax.config.update("jax_enable_x64", True)  # noqa: FBT003
    sys.exit(main(*sys.argv[1:]))
