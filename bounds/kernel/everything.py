"""Everything that Coq and cvc5 can say of the statements of this package, as records and as a page."""

import time
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import NamedTuple

from bounds.atomic_write import write_text
from bounds.claim import Claim
from bounds.claims import CLAIMS
from bounds.falsification.mutants import shrunk
from bounds.kernel.coqc import WORKERS, Checked, check, facts_source, library, version
from bounds.kernel.source import FACTS, LIBRARY, files
from bounds.misreadings import MISREADINGS
from bounds.proving.second_opinion import Opinion, second_opinion
from bounds.records.package import record_checks
from bounds.records.record import CheckRecord
from bounds.records.trust import trust

TIGHTER = Fraction(9, 10)
"""How much of its bound a mutant has."""

HALVED = frozenset({"theorem1.repaired"})
"""Claims of which half the bound is enough, so that their mutants have a tenth less than half."""

PATIENCE = 20.0
"""The seconds that a file, or a question to cvc5, may take."""


class Decided(NamedTuple):
    """What Coq and cvc5 say of a statement.

    Attributes:
        claim: The statement.
        kernel: What Coq says of its file.
        second: What cvc5 says of it.
    """

    claim: Claim
    kernel: Checked
    second: Opinion


def statements() -> Mapping[str, Claim]:
    """Give all claims of this package, and the misreadings that are false claims by themselves.

    Returns:
        The claims by id.

    Examples:
        >>> len(statements()) - len(CLAIMS), "theorem1.small_delta" in statements()
        (5, True)
    """
    false_claims = (misreading.claim for misreading in MISREADINGS.values() if not misreading.feeds)
    return {**CLAIMS, **{claim.id: claim for claim in false_claims}}


def mutants() -> Mapping[str, Claim]:
    """Give every true claim with a bound that is a tenth too tight, which is false.

    Returns:
        The changed claims by the id of the claim.

    Examples:
        >>> mutants()["theorem3.sharp"].id
        'theorem3.sharp-tighter'
    """
    true = {name: claim for name, claim in CLAIMS.items() if claim.theory == "true"}
    return {name: shrunk(claim, TIGHTER / 2 if name in HALVED else TIGHTER) for name, claim in true.items()}


def write_files(claims: Mapping[str, Claim], folder: Path) -> None:
    """Write the files of claims and the files of lemmas and of facts into a folder.

    Args:
        claims: The claims by id.
        folder: The folder, which is made if it is not there.

    Examples:
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as name:
        ...     write_files({"lemma1.norms": CLAIMS["lemma1.norms"]}, Path(name))
        ...     sorted(path.name for path in Path(name).iterdir())
        ['Recourse.v', 'Vectors.v', 'lemma1_norms.v']
    """
    folder.mkdir(parents=True, exist_ok=True)
    texts = {f"{LIBRARY}.v": library(), f"{FACTS}.v": facts_source(), **files(claims)}
    for name, text in texts.items():
        write_text(folder / name, text)


def decided(claims: Mapping[str, Claim], *, timeout: float = PATIENCE) -> Iterator[Decided]:
    """Have Coq decide claims, then cvc5; some claims at the same time.

    Args:
        claims: The claims by id, none of which is about vectors.
        timeout: The seconds that a file, or a question to cvc5, may take.

    Yields:
        What they say, claim by claim.

    Examples:
        >>> from bounds.kernel.coqc import compiler
        >>> found = [] if compiler() is None else list(decided({"lemma1.norms": CLAIMS["lemma1.norms"]}))
        >>> all(one.kernel.result == "checked" and one.second.result == "proved" for one in found)
        True
    """
    kernels = [checked for _, checked in check(files(claims), timeout=timeout)]
    with ThreadPoolExecutor(WORKERS) as pool:
        opinions = pool.map(partial(second_opinion, timeout=timeout), claims.values())
        yield from map(Decided, claims.values(), kernels, opinions)


def record(found: Iterable[Decided]) -> None:
    """Record what Coq and cvc5 say of the claims of this package.

    Args:
        found: What they say.

    Examples:
        >>> record.__name__  # it replaces a file of this package
        'record'
    """
    record_checks((one.claim, _record(one)) for one in found)


def _record(one: Decided) -> CheckRecord:
    kernel, second = one.kernel, one.second
    times = (round(kernel.seconds, 1), round(second.seconds, 2))
    return CheckRecord(kernel.result, times[0], kernel.axioms, version(), second.result, times[1], second.version)


def page(found: list[Decided], changed: list[Decided], seconds: float) -> str:
    """Write what came out as a page.

    Args:
        found: What Coq and cvc5 say of the claims and misreadings.
        changed: What they say of the mutants.
        seconds: The seconds that all of it took.

    Returns:
        The text, in Markdown.

    Examples:
        >>> checked, opinion = Checked("checked", 1.25, (), ""), Opinion("proved", 0.5, "1.4.2")
        >>> print(page([Decided(CLAIMS["lemma1.norms"], checked, opinion)], [], 60.0).splitlines()[-1])
        | `lemma1.norms` | kernel | checked | 1.2 | proved | 0.5 |  |  |  |
    """
    of_mutants = {one.claim.id.removesuffix("-tighter"): one for one in changed}
    true = [one for one in found if one.claim.theory == "true"]
    false = [one for one in found if one.claim.theory == "false"]
    checked = sum(one.kernel.result == "checked" for one in true)
    agreeing = sum(one.second.result == "proved" for one in true)
    against = sum(one.second.result == "refuted" for one in false)
    passed = sum(one.kernel.result == "checked" for one in (*false, *changed))
    refuted = sum(one.second.result == "refuted" for one in changed)
    lines = [
        "# What a kernel and a second solver say",
        "",
        f"Written by `make proofs` in {seconds / 60.0:.0f} minutes, with Coq {version()} and cvc5 "
        f"{found[0].second.version if found else ''}, {PATIENCE:g} seconds a file or a question.",
        "[How](../proofs.md).",
        "",
        f"- Coq's kernel checked {checked} of {len(true)} true claims; every theorem rests on axioms of Coq's real "
        "numbers alone.",
        f"- It checked {passed} of {len(false)} false statements and {len(changed)} mutants, whose bounds are a tenth "
        "too tight.",
        f"- cvc5 proved {agreeing} of the true claims, refuted {against} of the false statements and {refuted} of the "
        "mutants; of the others it says *unknown*, and never the contrary of z3."
        if not _contrary(found, changed)
        else f"- cvc5 contradicts z3: {', '.join(_contrary(found, changed))}.",
        "",
        "Seconds are those of one run, on two cores that other work shared.",
        "",
        "| claim | trust | Coq | s | cvc5 | s | mutant: Coq | s | mutant: cvc5 |",
        "|---|---|---|---:|---|---:|---|---:|---|",
    ]
    return "\n".join([*lines, *(_row(one, of_mutants.get(one.claim.id)) for one in found), ""])


def _contrary(found: list[Decided], changed: list[Decided]) -> list[str]:
    wrong = {"true": "refuted", "false": "proved"}
    names = [one.claim.id for one in found if one.second.result == wrong.get(one.claim.theory)]
    return names + [one.claim.id for one in changed if one.second.result == "proved"]


def _row(one: Decided, mutant: Decided | None) -> str:
    cells = [f"`{one.claim.id}`", str(trust(one.claim)), one.kernel.result, f"{one.kernel.seconds:.1f}"]
    cells += [one.second.result, f"{one.second.seconds:.1f}"]
    cells += [mutant.kernel.result, f"{mutant.kernel.seconds:.1f}", mutant.second.result] if mutant else ["", "", ""]
    return f"| {' | '.join(cells)} |"


def write_everything(folder: Path, page_file: Path) -> list[str]:
    """Have Coq and cvc5 decide everything, refresh the records, and write the files that Coq checked and the page.

    Args:
        folder: The folder of the files of Coq.
        page_file: The file of the page.

    Returns:
        What did not come out as it should, one line each.

    Examples:
        >>> write_everything.__name__  # it takes half an hour
        'write_everything'
    """
    begun = time.perf_counter()
    found, changed = list(decided(statements())), list(decided(mutants()))
    record(found)
    write_files({one.claim.id: one.claim for one in found if one.kernel.result == "checked"}, folder)
    write_text(page_file, page(found, changed, time.perf_counter() - begun))
    false = [one for one in found if one.claim.theory == "false"] + changed
    wrong = [f"{one.claim.id} is false, and Coq checked it" for one in false if one.kernel.result == "checked"]
    return wrong + [f"{name}: cvc5 and z3 contradict each other" for name in _contrary(found, changed)]
