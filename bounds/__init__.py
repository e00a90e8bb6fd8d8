"""Claims about recourse as data: lemmas and theorems, checked per instance, certified exactly, proved or refuted.

Provers and exact arithmetic are loaded when they are first asked for: they take as long as all the rest together.
"""

from typing import TYPE_CHECKING

from bounds.checker import FIELD_ERROR, Assessment, Measure, assess, check, find
from bounds.claim import Claim, Induction, Kind, Premise, Status, Verdict, definition
from bounds.claims import CLAIMS
from bounds.fields import FIELDS
from bounds.readings.arrays import JAX_OPS
from bounds.scalars import cost_interval, validity_interval

if TYPE_CHECKING:
    from bounds.assertion import assert_claim
    from bounds.certifier import Certificate, Outcome, certify
    from bounds.falsification.falsifier import Finding, falsify
    from bounds.falsification.witness import Witness
    from bounds.prover import Proof, prove

_LATER = {
    "bounds.assertion": ("assert_claim",),
    "bounds.certifier": ("Certificate", "Outcome", "certify"),
    "bounds.falsification.falsifier": ("Finding", "falsify"),
    "bounds.falsification.witness": ("Witness",),
    "bounds.prover": ("Proof", "prove"),
}
"""The names that are loaded when they are first asked for, by the module that has them."""

__all__ = [
    "CLAIMS",
    "FIELDS",
    "FIELD_ERROR",
    "JAX_OPS",
    "Assessment",
    "Certificate",
    "Claim",
    "Finding",
    "Induction",
    "Kind",
    "Measure",
    "Outcome",
    "Premise",
    "Proof",
    "Status",
    "Verdict",
    "Witness",
    "assert_claim",
    "assess",
    "certify",
    "check",
    "cost_interval",
    "definition",
    "falsify",
    "find",
    "prove",
    "validity_interval",
]


def __getattr__(name: str) -> object:
    """Load a name when it is first asked for."""  # noqa: DOC501
    for module, names in _LATER.items():
        if name in names:
            import importlib

            value = getattr(importlib.import_module(module), name)
            globals()[name] = value
            return value
    raise AttributeError(f"module 'bounds' has no attribute {name!r}; dir(bounds) lists what it has")


def __dir__() -> list[str]:
    """List the public names, and the modules that are loaded."""
    return sorted({*globals(), *__all__})
