"""Adversarial attacks on scores: changes of an input within a small ball that lower its margin y f(x).

The gradient of every decreasing loss of the margin is parallel to the gradient of the margin. So attacks follow the
margin itself: signs and directions are the same, and no gradient vanishes where the loss is flat. Inputs are arrays
[n, ...], rows of a table as well as images.
"""

from empirical.attacks.balls import NORMS, Ball, projected, steepest, unit_changes
from empirical.attacks.gradient import fgsm, pgd
from empirical.attacks.host import perturb
from empirical.attacks.steps import Attack, constant, even, falling

__all__ = [
    "NORMS",
    "Attack",
    "Ball",
    "constant",
    "even",
    "falling",
    "fgsm",
    "perturb",
    "pgd",
    "projected",
    "steepest",
    "unit_changes",
]
