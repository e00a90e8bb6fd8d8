"""The settings of a forecast."""

import math
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from empirical.errors import InputError
from empirical.families.class_weights import NONE, check_class_weights
from empirical.families.grids import check_values
from empirical.families.linear.logistic import ATTACK_NORMS
from empirical.families.penalised.descent import MOST
from empirical.families.penalised.settings import PENALTY
from empirical.numerics import logit
from empirical.recourse.settings import ABOVE

BUDGETS = (0, 1, 2, 5, 10, 20, 50)
"""The usual numbers of passes over the data after which intervals are given."""


@runtime_checkable
class Threshold(Protocol):
    """What decides whether a score is accepted: the part of all settings of forecasts that decisions read."""

    @property
    def threshold(self) -> float:
        """The probability above which models accept."""
        ...

    @property
    def cut(self) -> float:
        """The score of the threshold."""
        ...


@dataclass(frozen=True, kw_only=True)
class ForecastSettings:
    """Everything that decides a forecast, but for the data.

    Attributes:
        epsilons: The radii ε ≥ 0 of the attacks that the robust models will be trained against, in scaled units.
        norm: The order p of the attack ball: ∞, 2 or 1.
        penalty: The weight μ > 0 of the penalty (μ/2)‖w‖² in training.
        budgets: The numbers of passes over the training instances after which intervals are given, rising; 0 is after
            the pass at the natural weights alone.
        target: The target score s of SCFE's recourses, in logits.
        lam: The weight λ > 0 of the squared distance in SCFE.
        threshold: The probability above which models accept.
        class_weights: The weights of the losses: ``none``, ``balanced``, or by label, ``unfavourable=3``.
        seed: The seed of the split, and of the draw of people.
        instances: The largest number of people; of more, so many are drawn.
        check: Whether the robust models are trained to the end, and every interval is compared with them.
        robust_to: The radii ε of ``epsilons`` for whose robust models recourses are made that certainly survive, after
            the most passes of ``budgets``.
        between: The lowest and the highest ε of a whole range that is forecast; empty for none.
        range_passes: The largest number of passes over the training instances for that range.
    """

    epsilons: tuple[float, ...] = (0.1,)
    norm: float = math.inf
    penalty: float = PENALTY
    budgets: tuple[int, ...] = BUDGETS
    target: float = ABOVE
    lam: float = 0.01
    threshold: float = 0.5
    class_weights: str = NONE
    seed: int = 0
    instances: int = 1_000_000
    check: bool = True
    robust_to: tuple[float, ...] = ()
    between: tuple[float, ...] = ()
    range_passes: int = 500

    def __post_init__(self) -> None:
        """Reject settings that no forecast can have.

        Raises:
            InputError: If a setting is out of range.
        """
        check_values({"epsilon": self.epsilons, "passes": self.budgets})
        for epsilon in self.epsilons:
            if not (math.isfinite(epsilon) and epsilon >= 0.0):
                raise InputError(f"epsilon must be finite and at least 0, not {epsilon:g}")
        if self.norm not in ATTACK_NORMS:
            raise InputError(f"norm must be one of inf, 2, 1, not {self.norm:g}")
        if not (math.isfinite(self.penalty) and self.penalty > 0.0):
            raise InputError(
                f"penalty must be finite and above 0, not {self.penalty:g}: without one nothing is certain"
            )
        if list(self.budgets) != sorted(self.budgets) or not 0 <= min(self.budgets) <= max(self.budgets) < MOST:
            raise InputError(f"passes must be whole numbers from 0 to {MOST - 1:,}, rising, like 0,1,2,5,10")
        if not set(self.robust_to) <= set(self.epsilons):
            raise InputError("robust-to must be among the values of epsilon: recourses survive what is forecast")
        self._check_range()
        self._check_recourses()
        check_class_weights(self.class_weights)

    def _check_range(self) -> None:
        """Refuse a range of ε that is none."""  # noqa: DOC501
        if self.between:
            rises = len(self.between) == 2 and all(map(math.isfinite, self.between)) and self.between[0] >= 0.0
            if not (rises and self.between[0] < self.between[1]):
                raise InputError("between must be the lowest and the highest epsilon of a range, like 0,0.1")
        if not 4 <= self.range_passes <= MOST:
            raise InputError(f"range-passes must be a whole number from 4 to {MOST:,}, not {self.range_passes}")

    def _check_recourses(self) -> None:
        """Reject settings of recourses and people that cannot be."""  # noqa: DOC501
        if not (math.isfinite(self.target) and self.target > self.cut):
            raise InputError(
                f"target-score must be finite and above the threshold's score {self.cut:g}, not {self.target:g}"
            )
        if not (math.isfinite(self.lam) and self.lam > 0.0):
            raise InputError(f"lam must be finite and positive, not {self.lam:g}")
        if self.instances < 1:
            raise InputError(f"instances must be at least 1, not {self.instances}")
        if not 0 <= self.seed < 2**32:
            raise InputError(f"seed must be between 0 and {2**32 - 1}, not {self.seed}")

    @property
    def cut(self) -> float:
        """The score of the threshold, in logits."""
        return logit(self.threshold)

    @property
    def training_words(self) -> str:
        """What training it is, for titles."""
        return f"penalty μ = {self.penalty:g}"

    @property
    def unit(self) -> str:
        """What a pass is."""
        return "gradient evaluations (passes over the data)"
