"""Which recourses a report makes, and by which method."""

import math
from dataclasses import dataclass

from empirical.errors import InputError
from empirical.prices import parse
from empirical.recourse.generator import Generator
from empirical.recourse.growing_spheres import GrowingSpheres
from empirical.recourse.roar import ROAR
from empirical.recourse.scfe import MODES, SCFE

METHODS = ("scfe", "gs", "roar")


@dataclass(frozen=True)
class Search:
    """How recourses are made; SCFE minimises (f(x') − s)² + λ‖D(x' − x)‖₂².

    Attributes:
        target: s, in logits; the default is the score of probability 0.6. Growing Spheres have none.
        lam: λ > 0, likewise.
        cost: The prices D: ``unit``, ``mad``, or by feature (:func:`empirical.prices.prices`).
        feasible: Whether the minimisers of ``mode="fixed"`` keep ranges, directions and categories. The theorems speak
            of those that do not; all other recourses do.
        method: ``scfe``, ``gs`` (Growing Spheres) or ``roar``.
        mode: Of SCFE: ``fixed`` for the minimisers, accepted or not, of which the theorems speak; ``valid`` for
            recourses that the model accepts.
        shift: Of ROAR: the largest shift of a weight that recourses must withstand.
    """

    target: float = math.log(0.6 / 0.4)
    lam: float = 0.01
    cost: str = "unit"
    feasible: bool = False
    method: str = "scfe"
    mode: str = "fixed"
    shift: float = 0.01

    def __post_init__(self) -> None:
        """Reject settings that no search can have.

        Raises:
            InputError: If a setting is out of range.
        """
        if not math.isfinite(self.target):
            raise InputError(f"target-score must be a finite score in logits, not {self.target:g}")
        if self.target <= 0.0 and not self.minimises and self.method != "gs":
            raise InputError(f"target-score must be above 0, where the models accept, not {self.target:g}")
        if not (math.isfinite(self.lam) and self.lam > 0.0):
            raise InputError(f"lam must be finite and positive, not {self.lam:g}")
        if self.method not in METHODS:
            raise InputError(f"method must be {', '.join(METHODS[:-1])} or {METHODS[-1]}, not {self.method!r}")
        if self.mode not in MODES:
            raise InputError(f"mode must be {' or '.join(MODES)}, not {self.mode!r}")
        if not (math.isfinite(self.shift) and self.shift >= 0.0):
            raise InputError(f"shift must be finite and at least 0, not {self.shift:g}")
        parse(self.cost)

    @property
    def minimises(self) -> bool:
        """Whether everybody gets a recourse, the minimiser, accepted or not."""
        return self.method == "scfe" and self.mode == "fixed"

    def generator(self) -> Generator:
        """The method.

        Returns:
            From a score and instances to recourses.
        """
        if self.method == "gs":
            return GrowingSpheres()
        if self.method == "roar":
            return ROAR(shift=self.shift, target=self.target, lam=self.lam)
        feasible = self.feasible or self.mode == "valid"
        return SCFE(mode=self.mode, target=self.target, lam=self.lam, feasible=feasible)
