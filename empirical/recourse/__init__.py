"""Recourse methods, one a file, with one signature: ``SCFE(lam=0.01)(score, inputs, space, prices=..., key=...)``."""

from empirical.recourse.cchvae import CCHVAE
from empirical.recourse.generator import Generator
from empirical.recourse.growing_spheres import GrowingSpheres
from empirical.recourse.result import Recourses, RecourseStatus
from empirical.recourse.roar import ROAR
from empirical.recourse.scfe import SCFE
from empirical.recourse.score import HostScore, as_score

__all__ = [
    "CCHVAE",
    "ROAR",
    "SCFE",
    "Generator",
    "GrowingSpheres",
    "HostScore",
    "RecourseStatus",
    "Recourses",
    "as_score",
]
