"""Settings of penalised linear models: how a pair is trained, and which pairs a report has."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from empirical.families.class_weights import NONE, check_class_weights
from empirical.families.grids import TooFastForCheckpoints, check_values, require
from empirical.families.linear.logistic import ATTACK_NORMS

PENALTY = 0.01
"""The usual weight μ of the penalty."""


@dataclass(frozen=True)
class PenalisedSettings(TooFastForCheckpoints):
    """The settings by which both models of one pair are trained. There is no start and no number of steps to choose.

    Attributes:
        epsilon: The radius ε ≥ 0 of the attack on the robust model, in scaled feature units.
        seed: The seed of the split.
        norm: The order p of the attack ball: ∞, 2 or 1.
        penalty: The weight μ > 0 of the penalty (μ/2)‖w‖².
        class_weights: The weights of the losses: ``none``, ``balanced``, or by label, ``unfavourable=3``.
    """

    epsilon: float = 0.1
    seed: int = 0
    norm: float = math.inf
    penalty: float = PENALTY
    class_weights: str = NONE

    def __post_init__(self) -> None:
        """Reject settings that no pair can have.

        Raises:
            InputError: If a setting is out of range.
        """  # noqa: DOC502
        require(math.isfinite(self.epsilon) and self.epsilon >= 0.0, "epsilon", "finite and at least 0", self.epsilon)
        require(0 <= self.seed < 2**32, "seed", f"between 0 and {2**32 - 1}", self.seed)
        require(self.norm in ATTACK_NORMS, "norm", "one of inf, 2, 1", self.norm)
        require(math.isfinite(self.penalty) and self.penalty > 0.0, "penalty", "finite and above 0", self.penalty)
        check_class_weights(self.class_weights)


@dataclass(frozen=True)
class PenalisedGrid:
    """The training settings of a report: a pair for every seed and ε.

    Attributes:
        epsilons: The radii ε of the attacks.
        seeds: The seeds of the split.
        norm: The order p of the attack ball, as for :class:`PenalisedSettings`.
        penalty: The weight μ of the penalty.
        class_weights: The weights of the losses, as for :class:`PenalisedSettings`.
    """

    epsilons: tuple[float, ...] = (0.1,)
    seeds: tuple[int, ...] = (0,)
    norm: float = math.inf
    penalty: float = PENALTY
    class_weights: str = NONE

    def __post_init__(self) -> None:
        """Reject settings that no pair can have.

        Raises:
            InputError: If a setting is out of range, a value stands twice, or a sweep has no value.
        """  # noqa: DOC502
        check_values({"epsilon": self.epsilons, "seed": self.seeds})
        list(self.trainings())  # each of them checks itself

    def trainings(self) -> Iterator[PenalisedSettings]:
        """List the settings of every pair, ε varying fastest.

        Yields:
            The settings of one pair after the other.
        """
        for seed, epsilon in product(self.seeds, self.epsilons):
            yield PenalisedSettings(epsilon, seed, self.norm, self.penalty, self.class_weights)
