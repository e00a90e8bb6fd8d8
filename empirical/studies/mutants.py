"""Every mutant of every true claim, judged: refuted by an instance in exact arithmetic, or what it says instead.

``make mutants`` writes the page. The bounds of mutants lie just below what the hunt has seen.
"""

import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path
from typing import Any, NamedTuple

import jax

from bounds.atomic_write import write_text
from bounds.constructions import ALL, Construction
from bounds.falsification.mutants import Attained, Judgement, Mutant, judge, mutants
from bounds.records import known_hunt
from empirical.studies.hunt import true_claims
from empirical.studies.page import announce, commit, table

STEP = Fraction(1, 1024)
"""Distance of a mutant's bound below the largest tightness that was found."""


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
    for claim in true_claims():
        hunt = known_hunt(claim)
        tightest = 1.0 if hunt is None or hunt.tightness is None else max(hunt.tightness, 2.0 * float(STEP))
        attained = Attained(places[hunt.construction], hunt.at) if hunt and hunt.construction else None
        for mutant in mutants(claim, Fraction(int(tightest / STEP - 1e-6), STEP.denominator)):
            stage(f"{claim.id}: {mutant.change}")
            yield Judged(claim.id, mutant, judge(claim, mutant, key=jax.random.key(0), attained=attained))
        jax.clear_caches()


# The page


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


def page(every: list[Judged], when: str, seconds: float) -> str:
    """Write the page of the study.

    Args:
        every: The mutants with the judgements on them.
        when: The date and the commit.
        seconds: The time of the whole study in seconds.

    Returns:
        The page in Markdown.

    Examples:
        >>> page([], "2025-01-31, at 0123abc", 120.0).splitlines()[2]
        '2025-01-31, at 0123abc, 2 minutes on two cores. `make mutants` makes this page.'
    """
    refused = sum(one.judgement.result == "refuted" for one in every)
    return f"""# Mutants

{when}, {seconds / 60:.0f} minutes on two cores. `make mutants` makes this page.

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
    """Judge all mutants and write the page.

    Args:
        target: The path of the page.

    Returns:
        The exit status, 0.

    Examples:
        >>> main("mutants.md")  # doctest: +SKIP
        0
    """
    begun = time.perf_counter()
    every = list(judged(announce))
    when = f"{datetime.now(UTC):%Y-%m-%d}, at {commit()}"
    write_text(Path(target), page(every, when, time.perf_counter() - begun))
    return 0


if __name__ == "__main__":
    jax.config.update("jax_enable_x64", True)  # noqa: FBT003
    sys.exit(main(*sys.argv[1:]))
