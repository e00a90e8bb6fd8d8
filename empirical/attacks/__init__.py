"""Attacks on scores: changes in a small ball that lower the margin y f(x).

The gradient of every decreasing loss of the margin points along the margin's own, so attacks follow the margin: the
same signs and directions, and nothing vanishes where the loss is flat. Inputs are [n, ...], rows of a table or images
alike.
"""

from empirical.attacks.balls import NORMS, Ball, projected, steepest, unit_changes
from empirical.attacks.gradient import fgsm, pgd
from empirical.attacks.host import perturb
from empirical.attacks.steps import Attack, even, falling

__all__ = [
    "NORMS",
    "Attack",
    "Ball",
    "even",
    "falling",
    "fgsm",
    "perturb",
    "pgd",
    "projected",
    "steepest",
    "unit_changes",
]
