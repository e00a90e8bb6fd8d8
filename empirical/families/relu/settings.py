"""Settings of ReLU networks: how a pair is trained, and which pairs a report has."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from empirical.families.class_weights import NONE, check_class_weights
from empirical.families.grids import TooFastForCheckpoints, check_values, require

MLP_NORMS = (math.inf, 2.0)
"""Orders p of the balls of attacks on networks."""

LARGEST_EPSILON = 1e15
"""Largest ε: its square must not overflow in float32, in which networks are trained."""

SMALLEST_RATE, LARGEST_RATE = 1e-37, 1e37
"""Ends of the learning rates that float32 holds."""


@dataclass(frozen=True)
class ReluTraining(TooFastForCheckpoints):
    """The settings by which both models of one pair are trained.

    Attributes:
        epsilon: The radius ε ≥ 0 of the attack on the robust model, in scaled feature units.
        seed: The seed of the split, the start, the mini-batches and the attacks.
        norm: The order p of the attack ball: ∞ or 2.
        width: The width of every hidden layer; ``None`` for twice the number of columns.
        depth: The number of hidden layers.
        epochs: The number of passes over the training instances.
        batch_size: The number of instances of a step.
        learning_rate: The learning rate of Adam.
        attack_steps: The number of gradient steps of the attack in every training step.
        class_weights: The weights of the losses: ``none``, ``balanced``, or by label, ``unfavourable=3``.
    """

    epsilon: float = 0.1
    seed: int = 0
    norm: float = math.inf
    width: int | None = None
    depth: int = 2
    epochs: int = 30
    batch_size: int = 64
    learning_rate: float = 1e-3
    attack_steps: int = 5
    class_weights: str = NONE

    def __post_init__(self) -> None:
        """Reject settings that no pair can have.

        Raises:
            InputError: If a setting is out of range.
        """  # noqa: DOC502
        require(math.isfinite(self.epsilon) and self.epsilon >= 0.0, "epsilon", "finite and at least 0", self.epsilon)
        require(self.epsilon <= LARGEST_EPSILON, "epsilon", f"at most {LARGEST_EPSILON:g}", self.epsilon)
        require(0 <= self.seed < 2**32, "seed", f"between 0 and {2**32 - 1}", self.seed)
        require(self.norm in MLP_NORMS, "norm", "inf or 2", self.norm)
        require(self.width is None or self.width >= 1, "width", "at least 1", self.width)
        for name in ("depth", "epochs", "batch_size", "attack_steps"):
            value = getattr(self, name)
            require(1 <= value < 2**31, name.replace("_", "-"), "at least 1 and below 2³¹", value)
        fine = SMALLEST_RATE <= self.learning_rate <= LARGEST_RATE
        require(fine, "learning-rate", f"between {SMALLEST_RATE:g} and {LARGEST_RATE:g}", self.learning_rate)
        check_class_weights(self.class_weights)


@dataclass(frozen=True)
class ReluGrid:
    """The training settings of a report: a pair for every seed and ε.

    Attributes:
        epsilons: The radii ε of the attacks.
        seeds: The seeds of the split, the start, the mini-batches and the attacks.
        norm: The order p of the attack ball, as for :class:`ReluTraining`.
        width: The width of every hidden layer; ``None`` for twice the number of columns.
        depth: The number of hidden layers.
        epochs: The number of passes over the training instances.
        batch_size: The number of instances of a step.
        learning_rate: The learning rate of Adam.
        attack_steps: The number of gradient steps of the attack in every training step.
        class_weights: The weights of the losses: ``none``, ``balanced``, or by label, ``unfavourable=3``.
    """

    epsilons: tuple[float, ...] = (0.1,)
    seeds: tuple[int, ...] = (0,)
    norm: float = math.inf
    width: int | None = None
    depth: int = 2
    epochs: int = 30
    batch_size: int = 64
    learning_rate: float = 1e-3
    attack_steps: int = 5
    class_weights: str = NONE

    def __post_init__(self) -> None:
        """Reject settings that no pair can have.

        Raises:
            InputError: If a setting is out of range, a value stands twice, or a sweep has no value.
        """  # noqa: DOC502
        check_values({"epsilon": self.epsilons, "seed": self.seeds})
        list(self.trainings())  # each of them checks itself

    def trainings(self) -> Iterator[ReluTraining]:
        """List the settings of every pair, ε varying fastest.

        Yields:
            The settings of one pair after the other.
        """
        shape = (self.norm, self.width, self.depth)
        descent = (self.epochs, self.batch_size, self.learning_rate, self.attack_steps, self.class_weights)
        for seed, epsilon in product(self.seeds, self.epsilons):
            yield ReluTraining(epsilon, seed, *shape, *descent)
