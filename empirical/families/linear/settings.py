"""Settings of linear models: how a pair is trained, and which pairs a report has."""

import math
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from empirical.errors import InputError
from empirical.families.class_weights import NONE, check_class_weights
from empirical.families.grids import TooFastForCheckpoints, check_values
from empirical.families.linear.logistic import ATTACK_NORMS

LEARNING_RATE = 0.1
"""The learning rate where the data allow it: the largest at which a robust model settles within 1,000 steps."""


def step_size(smoothness: float) -> float:
    """Choose the learning rate η of gradient descent for some data.

    Args:
        smoothness: The smoothness L of the mean loss. A step is a descent where η ≤ 1/L; many columns make L large.

    Returns:
        ``LEARNING_RATE``, or 1/L rounded down to two digits where that is smaller.

    Examples:
        >>> step_size(0.8), step_size(23.7)
        (0.1, 0.042)
    """
    if smoothness * LEARNING_RATE <= 1.0:
        return LEARNING_RATE
    unit = 10.0 ** (math.floor(math.log10(1.0 / smoothness)) - 1)
    return float(f"{math.floor(1.0 / smoothness / unit) * unit:.2g}")


@dataclass(frozen=True)
class LinearTraining(TooFastForCheckpoints):
    """The settings by which both models of one pair are trained.

    Attributes:
        epsilon: The radius ε ≥ 0 of the attack on the robust model, in scaled feature units.
        norm: The order p of the attack ball: ∞, 2 or 1.
        steps: The number N ≥ 1 of full-batch gradient steps.
        learning_rate: The learning rate η > 0; ``None`` for the one that :func:`step_size` chooses for the data. The
            pair has the number that was used.
        init: The start of both models: ``zero``, or ``normal`` for independent standard normal weights.
        seed: The seed of the split and the start.
        class_weights: The weights of the losses: ``none``, ``balanced``, or by label, ``unfavourable=3``.
    """

    epsilon: float = 0.1
    norm: float = math.inf
    steps: int = 1000
    learning_rate: float | None = None
    init: str = "zero"
    seed: int = 0
    class_weights: str = NONE

    def __post_init__(self) -> None:
        """Reject settings that no run can have.

        Raises:
            InputError: If a setting is out of range.
        """
        if not (math.isfinite(self.epsilon) and self.epsilon >= 0.0):
            raise InputError(f"epsilon must be finite and at least 0, not {self.epsilon:g}")
        if self.norm not in ATTACK_NORMS:
            raise InputError(f"norm must be one of inf, 2, 1, not {self.norm:g}")
        if not 1 <= self.steps < 2**31:
            raise InputError(f"steps must be at least 1 and below 2³¹, not {self.steps}")
        rate = self.learning_rate
        if rate is not None and not (math.isfinite(rate) and rate >= sys.float_info.min):
            raise InputError(f"learning-rate must be finite and positive, not {rate:g}")
        if self.init not in ("zero", "normal"):
            raise InputError(f"init must be zero or normal, not {self.init!r}")
        if not 0 <= self.seed < 2**32:
            raise InputError(f"seed must be between 0 and {2**32 - 1}, not {self.seed}")
        check_class_weights(self.class_weights)

    @property
    def grid(self) -> "LinearGrid":
        """The grid that has this pair alone."""
        sweeps = (self.epsilon,), (self.seed,), (self.steps,)
        return LinearGrid(*sweeps, self.norm, self.learning_rate, self.init, self.class_weights)


@dataclass(frozen=True)
class LinearGrid:
    """The training settings of a report: a pair for every seed, number of steps and ε.

    Attributes:
        epsilons: The radii ε of the attacks.
        seeds: The seeds of the split and the start.
        steps: The numbers N of steps; all of them stop one and the same run.
        norm: The order p of the attack ball, as for :class:`LinearTraining`.
        learning_rate: The learning rate η; ``None`` for the one that :func:`step_size` chooses for the data of a seed.
        init: The start of all models.
        class_weights: The weights of the losses, as for :class:`LinearTraining`.
    """

    epsilons: tuple[float, ...] = (0.1,)
    seeds: tuple[int, ...] = (0,)
    steps: tuple[int, ...] = (1000,)
    norm: float = math.inf
    learning_rate: float | None = None
    init: str = "zero"
    class_weights: str = NONE

    def __post_init__(self) -> None:
        """Reject settings that no run can have.

        Raises:
            InputError: If a setting is out of range, a value stands twice, or a sweep has no value.
        """  # noqa: DOC502
        check_values({"epsilon": self.epsilons, "seed": self.seeds, "steps": self.steps})
        list(self.trainings())  # each of them checks itself

    def trainings(self) -> Iterator[LinearTraining]:
        """List the settings of every pair, ε varying fastest.

        Yields:
            The settings of one pair after the other.
        """
        for seed, steps, epsilon in product(self.seeds, self.steps, self.epsilons):
            yield LinearTraining(epsilon, self.norm, steps, self.learning_rate, self.init, seed, self.class_weights)
