"""Settings of wide networks: the kernels by name, how a pair is trained, and which pairs a report has."""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from empirical.errors import InputError
from empirical.families.grids import check_values, require
from ntk import HomogeneousKernel, kernels
from ntk.inverse_gap import EXACT

KERNELS = ("first-layer", "relu-ntk-D", "relu-nngp-D")
"""Names of kernels, D ≥ 1 the number of hidden layers."""

ATTACKS = ("pgd", "fgsm")

LARGEST = 1e50
"""Of ε, β and 1/β: kernels grow with the square of inputs, and bounds with squares of these."""

KERNEL_NORMS = (math.inf, 2.0)
"""p of the balls that attacks on kernel regressors know."""


def kernel_named(name: str) -> HomogeneousKernel:
    """A kernel of a wide ReLU network.

    Args:
        name: One of ``KERNELS``, with a number for D.

    Returns:
        The kernel.

    Raises:
        InputError: If there is none of that name.
    """
    if name == "first-layer":
        return kernels.first_layer
    known = re.fullmatch(r"relu-(ntk|nngp)-([1-9][0-9]?)", name)
    if not known:
        raise InputError(f"kernel must be {', '.join(KERNELS[:-1])} or {KERNELS[-1]} with D ≥ 1 layers, not {name!r}")
    kind, depth = known.groups()
    return (kernels.relu_ntk if kind == "ntk" else kernels.relu_nngp)(int(depth))


@dataclass(frozen=True)
class WideTraining:
    """How both models of one pair are trained.

    Attributes:
        epsilon: Radius ε ≥ 0 of the attack on the training inputs, in scaled feature units.
        seed: Of the split and of the training rows drawn.
        ridge: β > 0.
        norm: p of the attack ball: ∞ or 2.
        kernel: One of ``KERNELS``, with a number for D.
        attack: ``pgd``, or ``fgsm`` for a single step of length ε.
        attack_steps: Steps of ``pgd``.
        rounds: Of attack and refit: the first attacks the non-robust model, each later one the robust model so far.
    """

    epsilon: float = 0.1
    seed: int = 0
    ridge: float = 1.0
    norm: float = math.inf
    kernel: str = "first-layer"
    attack: str = "pgd"
    attack_steps: int = 10
    rounds: int = 1

    def __post_init__(self) -> None:
        """Reject settings that no pair can have.

        Raises:
            InputError: If a setting is out of range.
        """  # noqa: DOC502
        require(math.isfinite(self.epsilon) and self.epsilon >= 0.0, "epsilon", "finite and at least 0", self.epsilon)
        require(0 <= self.seed < 2**32, "seed", f"between 0 and {2**32 - 1}", self.seed)
        require(math.isfinite(self.ridge) and self.ridge > 0.0, "ridge", "positive and finite", self.ridge)
        require(self.epsilon <= LARGEST, "epsilon", f"at most {LARGEST:g}", self.epsilon)
        require(1.0 / LARGEST <= self.ridge <= LARGEST, "ridge", f"{1 / LARGEST:g} to {LARGEST:g}", self.ridge)
        require(self.norm in KERNEL_NORMS, "norm", "inf or 2", self.norm)
        require(self.attack in ATTACKS, "attack", " or ".join(ATTACKS), self.attack)
        require(self.attack_steps >= 1, "attack-steps", "at least 1", self.attack_steps)
        require(self.rounds >= 1, "rounds", "at least 1", self.rounds)
        kernel_named(self.kernel)

    @property
    def checkpoint_key(self) -> tuple[str, ...]:
        """The name of the pair among the checkpoints of its grid; the first two words name its non-robust model."""
        return f"seed {self.seed}", f"ridge {self.ridge!r}", f"epsilon {self.epsilon!r}"


@dataclass(frozen=True)
class WideGrid:
    """The training settings of a report: a pair for every seed, ridge and ε.

    Attributes:
        epsilons: Radii ε.
        seeds: Seeds of the split.
        ridges: Values of β.
        norm: As for :class:`WideTraining`, like the others.
        kernel: K.
        attack: How the training inputs are attacked.
        attack_steps: Steps of the attack.
        rounds: Rounds of attack and refit.
        rows: How many training instances at most; if there are more, so many are drawn by the seed. ``None`` for all.
        exact_to: Training instances up to which the bounds on Δ_K meet to about 10⁻⁶, for four times the work.
    """

    epsilons: tuple[float, ...] = (0.1,)
    seeds: tuple[int, ...] = (0,)
    ridges: tuple[float, ...] = (1.0,)
    norm: float = math.inf
    kernel: str = "first-layer"
    attack: str = "pgd"
    attack_steps: int = 10
    rounds: int = 1
    rows: int | None = None
    exact_to: int = EXACT

    def __post_init__(self) -> None:
        """Reject settings that no pair can have.

        Raises:
            InputError: If a setting is out of range, stands twice, or there is none.
        """
        check_values({"epsilon": self.epsilons, "seed": self.seeds, "ridge": self.ridges})
        if self.exact_to < 0:
            raise InputError(f"exact-to must be at least 0, not {self.exact_to}")
        if self.rows is not None and self.rows < 1:
            raise InputError(f"train-rows must be at least 1, not {self.rows}")
        list(self.trainings())  # each of them checks itself

    def trainings(self) -> Iterator[WideTraining]:
        """The settings of every pair, ε varying fastest.

        Yields:
            One after the other.
        """
        for seed, ridge, epsilon in product(self.seeds, self.ridges, self.epsilons):
            attack = (self.attack, self.attack_steps, self.rounds)
            yield WideTraining(epsilon, seed, ridge, self.norm, self.kernel, *attack)
