"""Claims about recourse as data: lemmas and theorems, checked per instance, certified exactly, proved or refuted."""

from bounds.assertion import assert_claim
from bounds.certifier import Certificate, Outcome, certify
from bounds.checker import FIELD_ERROR, Assessment, Measure, assess, check, find
from bounds.claim import Claim, Induction, Kind, Premise, Status, Verdict, definition
from bounds.claims import CLAIMS
from bounds.falsification.falsifier import Finding, falsify
from bounds.falsification.witness import Witness
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
