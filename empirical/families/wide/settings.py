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
"""Names of kernels, with D ≥ 1 the number of hidden layers."""

ATTACKS = ("pgd", "fgsm")
"""Names of the attacks on the training inputs: projected gradient descent, and a single step."""

LARGEST = 1e50
"""Largest ε, β and 1/β: kernels grow with the square of inputs, and bounds with squares of kernels."""

KERNEL_NORMS = (math.inf, 2.0)
"""Orders p of the balls of attacks on kernel regressors."""


def kernel_named(name: str) -> HomogeneousKernel:
    """Find the kernel of a wide ReLU network by its name.

    Args:
        name: One of ``KERNELS``, with a number for D.

    Returns:
        The kernel.

    Raises:
        InputError: If no kernel has that name.

    Examples:
        >>> kernel_named("relu-ntk-2") == kernels.relu_ntk(2)
        True
    """
    if name == "first-layer":
        return kernels.first_layer
    match = re.fullmatch(r"relu-(ntk|nngp)-([1-9][0-9]?)", name)
    if not match:
        raise InputError(f"kernel must be {', '.join(KERNELS[:-1])} or {KERNELS[-1]} with D ≥ 1 layers, not {name!r}")
    kind, depth = match.groups()
    return (kernels.relu_ntk if kind == "ntk" else kernels.relu_nngp)(int(depth))


@dataclass(frozen=True)
class WideTraining:
    """The settings by which both models of one pair are trained.

    Attributes:
        epsilon: The radius ε ≥ 0 of the attack on the training inputs, in scaled feature units.
        seed: The seed of the split and of the drawn training rows.
        ridge: The ridge β > 0.
        norm: The order p of the attack ball: ∞ or 2.
        kernel: The kernel's name: one of ``KERNELS``, with a number for D.
        attack: The attack: ``pgd``, or ``fgsm`` for a single step of length ε.
        attack_steps: The number of steps of ``pgd``.
        rounds: The number of rounds of attack and refit. The first round attacks the non-robust model, each later one
            the robust model of the round before.
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
        """The name of the pair among the checkpoints of its grid."""
        return *self.natural_key, f"epsilon {self.epsilon!r}"

    @property
    def natural_key(self) -> tuple[str, ...]:
        """The name of its non-robust model, which all ε share."""
        return f"seed {self.seed}", f"ridge {self.ridge!r}"


@dataclass(frozen=True)
class WideGrid:
    """The training settings of a report: a pair for every seed, ridge and ε.

    Attributes:
        epsilons: The radii ε of the attacks.
        seeds: The seeds of the split and of the drawn training rows.
        ridges: The values of the ridge β.
        norm: The order p of the attack ball, as for :class:`WideTraining`.
        kernel: The kernel's name.
        attack: The attack on the training inputs.
        attack_steps: The number of steps of the attack.
        rounds: The number of rounds of attack and refit.
        rows: The largest number of training instances; if there are more, so many are drawn by the seed. ``None`` for
            all of them.
        exact_to: The number of training instances up to which the bounds on Δ_K meet to about 10⁻⁶, for four times the
            work.
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
            InputError: If a setting is out of range, a value stands twice, or a sweep has no value.
        """
        check_values({"epsilon": self.epsilons, "seed": self.seeds, "ridge": self.ridges})
        if self.exact_to < 0:
            raise InputError(f"exact-to must be at least 0, not {self.exact_to}")
        if self.rows is not None and self.rows < 1:
            raise InputError(f"train-rows must be at least 1, not {self.rows}")
        list(self.trainings())  # each of them checks itself

    def trainings(self) -> Iterator[WideTraining]:
        """List the settings of every pair, ε varying fastest.

        Yields:
            The settings of one pair after the other.
        """
        for seed, ridge, epsilon in product(self.seeds, self.ridges, self.epsilons):
            attack = (self.attack, self.attack_steps, self.rounds)
            yield WideTraining(epsilon, seed, ridge, self.norm, self.kernel, *attack)
