"""The hunt: a million starts against every true claim, and a witness against every false statement.

``make hunt`` writes the page, and the records from which ``recourse-bounds errata`` makes its own. A claim that was
hunted with its present definition is not hunted again: a hunt that was stopped goes on where it was.
"""

import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

import jax

from bounds import CLAIMS, Claim
from bounds.atomic_write import write_text
from bounds.constructions import Construction, constructions_for
from bounds.constructions.training import ON_THE_INSTANCE
from bounds.falsification.falsifier import Finding, falsify
from bounds.falsification.witness import Witness
from bounds.misreadings import MISREADINGS
from bounds.records import HuntRecord, known_hunt, read_as, record_hunt, record_witnesses
from empirical.studies.page import announce, commit, table

STARTS = 10**6
"""Number of gradient ascents against each true claim."""

FOREVER = 1e9
"""Time limit in seconds, too long to matter: a hunt ends with its starts."""


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


def hunted(stage: Callable[[str], None]) -> Iterator[tuple[Claim, Finding]]:
    """Try to falsify every true claim that was not yet hunted with its present definition.

    Args:
        stage: The function that every stage is announced to, with a description of a few words.

    Yields:
        The claim, and the result of its falsification.

    Examples:
        >>> claim, finding = next(hunted(announce))  # doctest: +SKIP
        >>> finding.result  # doctest: +SKIP
        'not refuted'
    """
    for claim in true_claims():
        known = known_hunt(claim)
        if known is None or known.starts < STARTS:
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


def true_claims() -> list[Claim]:
    """Give every true claim.

    Returns:
        The claims in their order.

    Examples:
        >>> true_claims()[0].id
        'lemma1.sound'
    """
    return [claim for claim in CLAIMS.values() if claim.theory == "true"]


def _false() -> Iterator[tuple[Claim, tuple[Construction, ...], bool]]:
    """Give every false statement, the constructions of witnesses against it, and whether they misread a quantity."""
    printed = ((claim, constructions_for(claim), False) for claim in CLAIMS.values() if claim.theory == "false")
    read = ((read_as(one), one.constructions, one.feeds) for one in MISREADINGS.values())
    return chain(printed, read)


# The page


def _hunt_row(claim: Claim, hunt: HuntRecord) -> dict[str, Any]:
    return {
        "claim": f"`{claim.id}`",
        "starts": f"{hunt.starts:,}",
        "worst tightness": "" if hunt.tightness is None else f"{hunt.tightness:.6f}",
        "where": hunt.construction or "",
        "unconfirmed": hunt.unconfirmed or "",
        "hunted": f"{hunt.date}, {hunt.commit}",
    }


def _refuted_row(one: Refuted) -> dict[str, Any]:
    numbers = ", ".join(f"`{name}` = {value}" for name, value in one.witness.parameters.items())
    return {"statement": f"`{one.id}`", "seconds": one.seconds, "models": one.witness.construction, "witness": numbers}


def _missing(hunts: list[tuple[Claim, HuntRecord]]) -> str:
    """Name the true claims without a hunt, in a paragraph of its own."""
    known = {claim.id for claim, _ in hunts}
    names = [f"`{claim.id}`" for claim in true_claims() if claim.id not in known]
    return f"\nNot hunted yet: {', '.join(names)}.\n" if names else ""


def page(hunts: list[tuple[Claim, HuntRecord]], refutations: list[Refuted], when: str) -> str:
    """Write the page of the study.

    Args:
        hunts: The true claims with their hunts on record.
        refutations: The false statements with their witnesses.
        when: The date and the commit.

    Returns:
        The page in Markdown.

    Examples:
        >>> page([], [], "2025-01-31, at 0123abc").splitlines()[2]
        '2025-01-31, at 0123abc. `make hunt` makes this page; [mutants](mutants.md) have their own.'
    """
    return f"""# The hunt

{when}. `make hunt` makes this page; [mutants](mutants.md) have their own.

## True claims

None of them was violated. {STARTS:,} starts each at least, shared among models of one and two columns, that climb by
projected gradients towards a violation; a claim is hunted again when its definition changes. *Worst tightness*: how far
into its bound the value was seen, from the centre of the interval to its end, or from 0 to the bound of a norm; 1 is at
the bound. *Unconfirmed*: instances that lay beyond it in float64, by more than a billionth; none of them does in exact
arithmetic. A small difference of large weights, as in Lemma 1, is rounded so far.

{table([_hunt_row(claim, hunt) for claim, hunt in hunts])}
{_missing(hunts)}
## False statements

Found from nothing: drawn at random, climbed, simplified, certified in exact arithmetic, compilation included.

{table([_refuted_row(one) for one in refutations])}
"""


def main(target: str) -> int:
    """Falsify all claims, record the results, and write the page unless a true claim is refuted.

    Args:
        target: The path of the page.

    Returns:
        The exit status: 1 if a true claim was refuted, else 0.

    Examples:
        >>> main("hunt.md")  # doctest: +SKIP
        0
    """
    today, version = f"{datetime.now(UTC):%Y-%m-%d}", commit()
    for claim, finding in hunted(announce):
        if finding.witness is not None:
            sys.stderr.write(f"{claim.id}, which counts as true, is refuted: {finding.witness.parameters}\n")
            return 1
        record_hunt(claim, finding, today, version)
    refutations = list(refuted(announce))
    hunts = [(claim, hunt) for claim in true_claims() if (hunt := known_hunt(claim)) is not None]
    write_text(Path(target), page(hunts, refutations, f"{today}, at {version}"))
    return 0


if __name__ == "__main__":
    jax.config.update("jax_enable_x64", True)  # noqa: FBT003
    sys.exit(main(*sys.argv[1:]))
