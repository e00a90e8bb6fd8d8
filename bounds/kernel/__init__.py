"""Proofs that a kernel checks: files of Coq about claims, made from their formulas and from a table of hints.

``python -m bounds.kernel FOLDER PAGE`` writes the files of all claims, has Coq and cvc5 decide every claim, misreading
and mutant, refreshes the records, and writes what came out as a page.
"""

from bounds.kernel.coqc import (
    ABSENT,
    AXIOMS,
    Checked,
    check,
    compiler,
    facts,
    facts_source,
    library,
    version,
)
from bounds.kernel.source import FACTS, LIBRARY, files, source

__all__ = [
    "ABSENT",
    "AXIOMS",
    "FACTS",
    "LIBRARY",
    "Checked",
    "check",
    "compiler",
    "facts",
    "facts_source",
    "files",
    "library",
    "source",
    "version",
]
