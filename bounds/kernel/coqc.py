"""The kernel itself: Coq's compiler checks files, and says which axioms the theorem of each rests on."""

import os
import re
import shutil
import subprocess
import tempfile
import textwrap
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Literal, NamedTuple

from bounds.kernel.source import FACTS, LIBRARY

AXIOMS = frozenset(
    {
        "ClassicalDedekindReals.sig_not_dec",
        "ClassicalDedekindReals.sig_forall_dec",
        "FunctionalExtensionality.functional_extensionality_dep",
        "Classical_Prop.classic",
    }
)
"""The axioms of Coq's own library of real numbers: real numbers are cuts, and logic is classical. The last one comes in
where the library speaks of limits, as for exp. A theorem may rest on these, and on nothing else."""

ABSENT = "Coq is not installed, so no kernel checked a proof; Debian's package coq has it, and nothing else changes"
"""What is said where there is no Coq, in one line."""

CLOSED = "Closed under the global context"
"""What Coq prints of a theorem that rests on no axiom."""

PATIENCE = 120.0
"""The seconds that a file may take."""

WORKERS = os.cpu_count() or 1
"""How many files are checked at the same time."""

Result = Literal["checked", "failed", "late"]


class Checked(NamedTuple):
    """What Coq says of a file.

    Attributes:
        result: ``checked`` if the theorem is proved from the axioms of the real numbers alone, ``failed`` if it is not,
            and ``late`` if the time did not suffice.
        seconds: The time taken in seconds.
        axioms: The axioms that the theorem rests on.
        message: The reason of a failure, in one line; empty if there is none.
    """

    result: Result
    seconds: float
    axioms: tuple[str, ...]
    message: str


def compiler() -> str | None:
    """Find the compiler of Coq.

    Returns:
        Its path; ``None`` if Coq is not installed.

    Examples:
        >>> compiler() is None or compiler().endswith("coqc")
        True
    """
    return shutil.which("coqc")


def version() -> str:
    """Ask Coq for its version.

    Returns:
        The version; empty if Coq is not installed.

    Examples:
        >>> compiler() is None or version()[0].isdigit()
        True
    """
    command = compiler()
    if command is None:
        return ""
    told = subprocess.run([command, "--print-version"], capture_output=True, text=True, check=False).stdout  # noqa: S603
    return told.split()[0] if told else ""


def library(name: str = LIBRARY) -> str:
    """Read a file of lemmas that is written by hand.

    Args:
        name: The name of the file: that of lemmas which every file of a claim begins with, or ``Vectors``.

    Returns:
        The text.

    Examples:
        >>> "Lemma unit_cost_rises" in library(), "Lemma cauchy_schwarz" in library("Vectors")
        (True, True)
    """
    return (Path(__file__).parent / f"{name}.v").read_text(encoding="utf-8")


def facts() -> tuple[str, ...]:
    """List the facts about vectors and numbers that the kernel checks.

    Returns:
        The names of the lemmas of ``Vectors.v``.

    Examples:
        >>> "triangle" in facts(), "co_coercive" in facts()
        (True, True)
    """
    return tuple(re.findall(r"^Lemma (\w+)", library(FACTS), flags=re.MULTILINE))


def facts_source() -> str:
    r"""Write the file of facts with what all of them rest on.

    Returns:
        The text.

    Examples:
        >>> facts_source().endswith("Print Assumptions every_fact.\n")
        True
    """
    listed = textwrap.fill(", ".join(f"@{name}" for name in facts()), 110, initial_indent="  ", subsequent_indent="  ")
    return f"{library(FACTS)}\nDefinition every_fact :=\n  (\n{listed}\n  ).\n\nPrint Assumptions every_fact.\n"


def check(sources: Mapping[str, str], *, timeout: float = PATIENCE) -> Iterator[tuple[str, Checked]]:
    """Have Coq check files, some at the same time, in a folder that is removed afterwards.

    Args:
        sources: The texts of the files by name, without the file of lemmas, which is compiled first.
        timeout: The seconds that a file may take.

    Yields:
        The name of each file, and what Coq says of it.

    Raises:
        FileNotFoundError: If Coq is not installed.

    Examples:
        >>> from bounds import CLAIMS
        >>> from bounds.kernel.source import files
        >>> claims = {"lemma1.norms": CLAIMS["lemma1.norms"]}
        >>> compiler() is None or [checked.result for _, checked in check(files(claims))] == ["checked"]
        True
    """
    command = compiler()
    if command is None:
        raise FileNotFoundError(ABSENT)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        first, _ = _compiled(command, folder, f"{LIBRARY}.v", library(), 10.0 * timeout)
        if first.result != "checked":
            yield from ((file, first) for file in sources)
            return
        with ThreadPoolExecutor(WORKERS) as pool:
            every = pool.map(lambda file: _checked(command, folder, file, sources[file], timeout), sources)
            yield from zip(sources, every, strict=True)


def _checked(command: str, folder: Path, file: str, text: str, timeout: float) -> Checked:
    """Compile a file, and read what its theorem rests on."""
    compiled, printed = _compiled(command, folder, file, text, timeout)
    if compiled.result != "checked":
        return compiled
    axioms = assumptions(printed)
    if not axioms and CLOSED not in printed:
        return compiled._replace(result="failed", message="it does not say what it rests on")
    more = [name for name in axioms if name not in AXIOMS]
    if more:
        told = f"it rests on {', '.join(more)}, which is no axiom of real numbers"
        return compiled._replace(result="failed", axioms=axioms, message=told)
    return compiled._replace(axioms=axioms)


def _compiled(command: str, folder: Path, file: str, text: str, timeout: float) -> tuple[Checked, str]:
    """Compile a file, and give what Coq printed."""
    (folder / file).write_text(text, encoding="utf-8")
    begun = time.perf_counter()
    try:
        run = subprocess.run(  # noqa: S603
            [command, "-q", "-Q", ".", "", file],
            cwd=folder,
            capture_output=True,
            text=True,
            timeout=timeout,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return Checked("late", time.perf_counter() - begun, (), f"no answer within {timeout:g} seconds"), ""
    seconds = time.perf_counter() - begun
    if run.returncode:
        return Checked("failed", seconds, (), _reason(run.stderr or run.stdout)), run.stdout
    return Checked("checked", seconds, (), ""), run.stdout


def assumptions(printed: str) -> tuple[str, ...]:
    r"""Read which axioms ``Print Assumptions`` names.

    Args:
        printed: What Coq printed.

    Returns:
        The names of the axioms.

    Examples:
        >>> assumptions("Axioms:\nClassical_Prop.classic : forall P : Prop, P -> P\nmine\n  : 0 = 1\n")
        ('Classical_Prop.classic', 'mine')
        >>> assumptions("Closed under the global context\n")
        ()
    """
    _, named, listed = printed.partition("Axioms:\n")
    found = re.findall(r"^([\w.']+)\s*:", listed, flags=re.MULTILINE) if named else ()
    return tuple(dict.fromkeys(name for name in found if name != "Axioms"))


def _reason(printed: str) -> str:
    """The line and the first sentence of an error of Coq."""
    place = re.search(r"line (\d+)", printed)
    error = re.search(r"Error:\s*(.*?)(?:\n\n|\Z)", printed, flags=re.DOTALL)
    told = " ".join((error.group(1) if error else printed).split())
    return f"line {place.group(1)}: {told:.200}" if place else f"{told:.200}"
