"""The constants of a score that claims about explanations read: L of the score, H of its gradient, R of its size."""

import math
from collections.abc import Mapping
from typing import NamedTuple

from empirical.models.model import Model
from empirical.numerics import EPS
from empirical.studies.tan2023.scores import BENT, HALF, LOGIT, PROBABILITY, STEEPEST, Logistic
from empirical.studies.tan2023.subject import Subject

NO_H = "the gradient has no Lipschitz constant: the score has kinks"
NO_R = "the logit has no bound"
ON_A_GRID = "the hypothesis is about every σ, and is known on a grid alone"
"""Reasons why a claim says nothing of a score."""


class Scored(NamedTuple):
    """A score with its constants on the whole space.

    Attributes:
        model: The score.
        lipschitz: L, a Lipschitz constant of the score.
        curvature: H, a Lipschitz constant of its gradient; infinite where there is none.
        range: R, a bound on the size of the score, less a constant; infinite where there is none.
    """

    model: Model
    lipschitz: float
    curvature: float
    range: float


def scored(subject: Subject) -> Mapping[str, Scored]:
    """Give both scores of a model with their constants.

    The probability s(f) has L/4, and with |s''| ≤ 1/(6√3) its gradient s'(f)∇f has H/4 + L²/(6√3).

    Args:
        subject: The model.

    Returns:
        The logit and the probability by name.

    Examples:
        >>> import numpy as np
        >>> from empirical.models.model import LinearModel
        >>> from empirical.studies.tan2023.line_smoothing import LineSmoothing
        >>> line, model = LineSmoothing(np.array([4.0]), 0.0), LinearModel(np.array([4.0]))
        >>> found = scored(Subject(model, model, 4.0, 0.0, line, line))
        >>> round(found["probability"].lipschitz, 12), round(found["probability"].curvature, 3)
        (1.0, 1.54)
    """
    up, steep, bent = 1.0 + 8.0 * EPS, subject.lipschitz, subject.curvature
    likely = (STEEPEST * steep, up * (STEEPEST * bent + BENT * steep**2), HALF)
    return {
        LOGIT: Scored(subject.model, steep, bent, math.inf),
        PROBABILITY: Scored(Logistic(subject.model), *likely),
    }
