"""Claims about recourse as data: every lemma and theorem, checked per instance, certified exactly, proved or refuted."""

from bounds.certify import Certificate, Outcome, certify
from bounds.check import FIELD_ERROR, Measure, check, find, measure
from bounds.claim import Claim, Induction, Kind, Premise, Status, Verdict, definition
from bounds.claims import CLAIMS
from bounds.fields import FIELDS
from bounds.prove import Proof, prove
from bounds.scalars import cost_interval, validity_interval

__all__ = [
    "CLAIMS",
    "FIELDS",
    "FIELD_ERROR",
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
    "certify",
    "check",
    "cost_interval",
    "definition",
    "find",
    "measure",
    "prove",
    "validity_interval",
]
