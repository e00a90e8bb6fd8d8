"""Claims about recourse as data: lemmas and theorems, checked per instance, certified exactly, proved or refuted."""

from bounds.certifier import Certificate, Outcome, certify
from bounds.checker import FIELD_ERROR, Assessment, Measure, assess, check, find
from bounds.claim import Claim, Induction, Kind, Premise, Status, Verdict, definition
from bounds.claims import CLAIMS
from bounds.fields import FIELDS
from bounds.prover import Proof, prove
from bounds.readings.arrays import JAX_OPS
from bounds.scalars import cost_interval, validity_interval

__all__ = [
    "CLAIMS",
    "FIELDS",
    "FIELD_ERROR",
    "JAX_OPS",
    "Assessment",
    "Certificate",
    "Claim",
    "Induction",
    "Kind",
    "Measure",
    "Outcome",
    "Premise",
    "Proof",
    "Status",
    "Verdict",
    "assess",
    "certify",
    "check",
    "cost_interval",
    "definition",
    "find",
    "prove",
    "validity_interval",
]
