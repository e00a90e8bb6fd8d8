"""Settings of linear models: how a pair is trained, and which pairs a report has."""

import math
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from empirical.errors import InputError
from empirical.families.grids import check_values
from empirical.families.linear.logistic import ATTACK_NORMS


@dataclass(frozen=True)
class LinearTraining:
    """The settings by which both models of one pair are trained.

    Attributes:
        epsilon: The radius ε ≥ 0 of the attack on the robust model, in scaled feature units.
        norm: The order p of the attack ball: ∞, 2 or 1.
        steps: The number N ≥ 1 of full-batch gradient steps.
        learning_rate: The learning rate η > 0.
        init: The start of both models: ``zero``, or ``normal`` for independent standard normal weights.
        seed: The seed of the split and the start.
    """

    epsilon: float = 0.1
    norm: float = math.inf
    steps: int = 1000
    learning_rate: float = 0.1
    init: str = "zero"
    seed: int = 0

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
        if not (math.isfinite(self.learning_rate) and self.learning_rate >= sys.float_info.min):
            raise InputError(f"learning-rate must be finite and positive, not {self.learning_rate:g}")
        if self.init not in ("zero", "normal"):
            raise InputError(f"init must be zero or normal, not {self.init!r}")
        if not 0 <= self.seed < 2**32:
            raise InputError(f"seed must be between 0 and {2**32 - 1}, not {self.seed}")

    @property
    def checkpoint_key(self) -> tuple[str, ...]:
        """The empty key: linear models are trained too fast for checkpoints."""
        return ()

    @property
    def natural_key(self) -> tuple[str, ...]:
        """The empty key of the non-robust model, likewise."""
        return ()

    @property
    def grid(self) -> "LinearGrid":
        """The grid that has this pair alone."""
        return LinearGrid((self.epsilon,), (self.seed,), (self.steps,), self.norm, self.learning_rate, self.init)


@dataclass(frozen=True)
class LinearGrid:
    """The training settings of a report: a pair for every seed, number of steps and ε.

    Attributes:
        epsilons: The radii ε of the attacks.
        seeds: The seeds of the split and the start.
        steps: The numbers N of steps; all of them stop one and the same run.
        norm: The order p of the attack ball, as for :class:`LinearTraining`.
        learning_rate: The learning rate η.
        init: The start of all models.
    """

    epsilons: tuple[float, ...] = (0.1,)
    seeds: tuple[int, ...] = (0,)
    steps: tuple[int, ...] = (1000,)
    norm: float = math.inf
    learning_rate: float = 0.1
    init: str = "zero"

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
            yield LinearTraining(epsilon, self.norm, steps, self.learning_rate, self.init, seed)
