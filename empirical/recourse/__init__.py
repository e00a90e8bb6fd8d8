"""Recourse methods, one a file, with one signature: ``SCFE(lam=0.01)(score, inputs, space, cost_weights=..., key=...)``."""

from empirical.models.model import HostScore, as_score
from empirical.recourse.method import RecourseMethod
from empirical.recourse.methods.cchvae import CCHVAE
from empirical.recourse.methods.growing_spheres import GrowingSpheres
from empirical.recourse.methods.roar import ROAR
from empirical.recourse.methods.scfe import SCFE
from empirical.recourse.result import Recourses, RecourseStatus

__all__ = [
    "CCHVAE",
    "ROAR",
    "SCFE",
    "GrowingSpheres",
    "HostScore",
    "RecourseMethod",
    "RecourseStatus",
    "Recourses",
    "as_score",
]
