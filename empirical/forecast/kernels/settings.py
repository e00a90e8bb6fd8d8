"""The settings of a forecast for wide networks."""

import math
from dataclasses import dataclass

from empirical.errors import InputError
from empirical.families.grids import check_values
from empirical.families.wide.settings import WideTraining
from empirical.memory import check_limit
from empirical.numerics import logit
from empirical.recourse.settings import ABOVE

PASSES = (0, 1, 2, 4, 6, 8, 12, 16)
"""The usual numbers of products with the robust kernel matrix after which intervals are given."""

MOST = 1_000
"""The largest number of such products, those of the check included."""


@dataclass(frozen=True, kw_only=True)
class KernelForecastSettings:
    """Everything that decides a forecast for wide networks, but for the data.

    Attributes:
        epsilons: The radii ε ≥ 0 of the attacks on the training inputs, in scaled units.
        ridge: The ridge β > 0.
        norm: The order p of the attack ball: ∞ or 2.
        kernel: The name of the kernel, as in reports.
        attack: The attack on the natural model: ``pgd``, or ``fgsm`` for a single step.
        attack_steps: The number of steps of ``pgd``.
        rows: The largest number of training instances; of more, so many are drawn. ``None`` for all of them.
        budgets: The numbers of steps after which intervals are given, rising; 0 is at the natural weights.
        target: The target score s of SCFE's recourses.
        lam: The weight λ > 0 of the squared distance in SCFE.
        threshold: The probability above which models accept.
        seed: The seed of the split, and of the draws.
        instances: The largest number of people; of more, so many are drawn.
        check: Whether the robust models are solved to the end, and every interval is compared with them.
        memory: The memory in GiB that the work may take.
    """

    epsilons: tuple[float, ...] = (0.1,)
    ridge: float = 1.0
    norm: float = math.inf
    kernel: str = "first-layer"
    attack: str = "pgd"
    attack_steps: int = 10
    rows: int | None = None
    budgets: tuple[int, ...] = PASSES
    target: float = ABOVE
    lam: float = 0.01
    threshold: float = 0.5
    seed: int = 0
    instances: int = 1_000
    check: bool = True
    memory: float = 8.0

    def __post_init__(self) -> None:
        """Reject settings that no forecast can have.

        Raises:
            InputError: If a setting is out of range.
        """
        check_values({"epsilon": self.epsilons, "passes": self.budgets})
        check_limit(self.memory)
        for epsilon in self.epsilons:
            self.training(epsilon)  # it checks itself
        if list(self.budgets) != sorted(self.budgets) or not 0 <= min(self.budgets) <= max(self.budgets) < MOST:
            raise InputError(f"passes must be whole numbers from 0 to {MOST - 1:,}, rising, like 0,2,4,8")
        if not (math.isfinite(self.target) and self.target > self.cut):
            raise InputError(
                f"target-score must be finite and above the threshold's score {self.cut:g}, not {self.target:g}"
            )
        if not (math.isfinite(self.lam) and self.lam > 0.0):
            raise InputError(f"lam must be finite and positive, not {self.lam:g}")
        if self.instances < 1:
            raise InputError(f"instances must be at least 1, not {self.instances}")
        if self.rows is not None and self.rows < 1:
            raise InputError(f"train-rows must be at least 1, not {self.rows}")

    @property
    def cut(self) -> float:
        """The score of the threshold."""
        return logit(self.threshold)

    @property
    def robust_to(self) -> tuple[float, ...]:
        """The radii for which recourses are made that survive: none, for they are made for linear models alone."""
        return ()

    @property
    def between(self) -> tuple[float, ...]:
        """The ends of a whole range of ε: none, for ranges are of linear models alone."""
        return ()

    @property
    def training_words(self) -> str:
        """What training it is, for titles."""
        return f"{self.kernel} kernel, β = {self.ridge:g}"

    @property
    def unit(self) -> str:
        """What a pass is."""
        return "products with the kernel matrix (passes)"

    def training(self, epsilon: float) -> WideTraining:
        """Give the training of a pair of regressors, as reports have it.

        Args:
            epsilon: The radius ε of the attack.

        Returns:
            The settings of the pair.

        Examples:
            >>> KernelForecastSettings(ridge=2.0).training(0.1).ridge
            2.0
        """
        return WideTraining(epsilon, self.seed, self.ridge, self.norm, self.kernel, self.attack, self.attack_steps)
