"""Recourse methods with one signature: ``SCFE(lam=0.01)(model, inputs, space, cost_weights=..., key=...)``."""

from empirical.models.model import HostModel, as_model
from empirical.recourse.method import RecourseMethod
from empirical.recourse.methods.actionable import ActionableRecourse
from empirical.recourse.methods.cchvae import CCHVAE
from empirical.recourse.methods.ecco import ECCo
from empirical.recourse.methods.growing_spheres import GrowingSpheres
from empirical.recourse.methods.nice import NICE
from empirical.recourse.methods.roar import ROAR
from empirical.recourse.methods.scfe import SCFE
from empirical.recourse.result import Recourses, RecourseStatus

__all__ = [
    "CCHVAE",
    "NICE",
    "ROAR",
    "SCFE",
    "ActionableRecourse",
    "ECCo",
    "GrowingSpheres",
    "HostModel",
    "RecourseMethod",
    "RecourseStatus",
    "Recourses",
    "as_model",
]
