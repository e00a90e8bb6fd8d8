"""Settings of recourses: which ones a report makes, and by which method."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from empirical.autoencoder.decoder_constants import CODE_NORMS, MeasuredAutoencoder
from empirical.errors import InputError
from empirical.numerics import logit
from empirical.recourse.method import RecourseMethod
from empirical.recourse.methods.cchvae import CCHVAE
from empirical.recourse.methods.growing_spheres import GrowingSpheres
from empirical.recourse.methods.roar import ROAR
from empirical.recourse.methods.scfe import MODES, SCFE
from empirical.recourse.weights import UNWEIGHTED, parse

METHODS: Mapping[str, Callable[..., RecourseMethod]] = MappingProxyType(
    {"scfe": SCFE, "gs": GrowingSpheres, "roar": ROAR, "cchvae": CCHVAE}
)
"""The recourse methods by the names that settings and the command line give them."""

MOST_SAMPLES = 1_000_000
"""Largest number of points in a layer: they are drawn at once, and more find nothing cheaper."""

WITHOUT_TARGET = ("gs", "cchvae")
"""Names of the methods without a target score: they look for any point that the model accepts."""


ABOVE = math.log(0.6 / 0.4)
"""How far the usual target score lies above the score of the threshold: at probability 0.6 for the threshold 0.5."""


def usual_target(threshold: float) -> float:
    """Give the target score of recourses that nobody chose another one for.

    Args:
        threshold: The probability above which models accept.

    Returns:
        The target score in logits.

    Examples:
        >>> round(usual_target(0.5), 3), round(usual_target(0.9), 3)
        (0.405, 2.603)
    """
    return logit(threshold) + ABOVE


@dataclass(frozen=True)
class RecourseSettings:
    """How recourses are made; SCFE minimises (f(x') − s)² + λ‖D(x' − x)‖₂².

    Attributes:
        target: The target score s, in logits; the default is the score of probability 0.6. Growing Spheres and C-CHVAE
            use none. It must lie above the score of the threshold.
        lam: The weight λ > 0 of the squared cost, for methods with a target score.
        cost_weights: The cost weights D: ``unweighted``, ``mad``, or weights by feature
            (:func:`empirical.recourse.weights.cost_weights`).
        feasible: Whether the minimisers of ``mode="fixed"`` keep ranges, directions and categories, and the recourses
            of C-CHVAE whole levels of categories, and both whole numbers. The theorems speak of those that do not; all
            other recourses do.
        method: The method: ``scfe``, ``gs`` (Growing Spheres), ``roar`` or ``cchvae``.
        mode: The mode of SCFE: ``fixed`` for the minimisers, accepted or not, of which the theorems speak; ``valid``
            for recourses that the model accepts.
        shift: The largest shift of a weight that recourses of ROAR must withstand.
        code_norm: The norm p of C-CHVAE's balls in latent space: 1, 2 or ∞.
        threshold: The probability above which models accept. It decides who is rejected and which recourses are found;
            the theorems speak of scores, whatever the threshold.
        gamma: The weight γ of the number of changed columns in the cost by which Growing Spheres compares points.
        samples: The number of points that Growing Spheres and C-CHVAE try in a layer.
    """

    target: float = ABOVE
    lam: float = 0.01
    cost_weights: str = UNWEIGHTED
    feasible: bool = False
    method: str = "scfe"
    mode: str = "fixed"
    shift: float = 0.01
    code_norm: float = 2.0
    threshold: float = 0.5
    gamma: float = 0.0
    samples: int = 1000

    def __post_init__(self) -> None:
        """Reject settings that no recourse method can have.

        Raises:
            InputError: If a setting is out of range.
        """
        if not math.isfinite(self.target):
            raise InputError(f"target-score must be a finite score in logits, not {self.target:g}")
        aims = self.method not in WITHOUT_TARGET and (not self.minimises or self.cut != 0.0)
        if aims and self.target <= self.cut:
            raise InputError(
                f"target-score must be above {self.cut:.4g}, where the models accept, not {self.target:.4g}"
            )
        if not (math.isfinite(self.lam) and self.lam > 0.0):
            raise InputError(f"lam must be finite and positive, not {self.lam:g}")
        names = list(METHODS)
        if self.method not in names:
            raise InputError(f"method must be {', '.join(names[:-1])} or {names[-1]}, not {self.method!r}")
        if self.mode not in MODES:
            raise InputError(f"mode must be {' or '.join(MODES)}, not {self.mode!r}")
        if not (math.isfinite(self.shift) and self.shift >= 0.0):
            raise InputError(f"shift must be finite and at least 0, not {self.shift:g}")
        if self.code_norm not in CODE_NORMS:
            raise InputError(f"code-norm must be one of 1, 2, inf, not {self.code_norm:g}")
        if not (math.isfinite(self.gamma) and self.gamma >= 0.0):
            raise InputError(f"gamma must be finite and at least 0, not {self.gamma:g}")
        if not 1 <= self.samples <= MOST_SAMPLES:
            raise InputError(f"samples must be from 1 to {MOST_SAMPLES:,}, not {self.samples:,}")
        parse(self.cost_weights)

    @property
    def cut(self) -> float:
        """The score above which models accept: the logit of the threshold, which is 0 for 0.5."""
        return logit(self.threshold)

    @property
    def minimises(self) -> bool:
        """Whether every instance gets a minimiser, whether the model accepts it or not."""
        return self.method == "scfe" and self.mode == "fixed"

    def recourse_method(self, autoencoder: MeasuredAutoencoder | None = None) -> RecourseMethod:
        """Choose the recourse method that these settings name, for models that accept where their score is positive.

        Scores are taken less the score of the threshold (:func:`~empirical.models.lowered.lowered`), and so is the
        target.

        Args:
            autoencoder: The autoencoder of C-CHVAE; other methods need none.

        Returns:
            A function from a model and instances to recourses.

        Raises:
            ValueError: If C-CHVAE has no autoencoder.

        Examples:
            >>> RecourseSettings(method="gs").recourse_method()
            GrowingSpheres(samples=1000, gamma=0.0, radius=0.25, largest=1000.0)
        """
        if self.method == "cchvae":
            if autoencoder is None:
                raise ValueError("C-CHVAE needs an autoencoder: measure_autoencoder(train_vae(split, ...), split, ...)")
            return CCHVAE(vae=autoencoder.vae, norm=autoencoder.norm, feasible=self.feasible, samples=self.samples)
        if self.method == "gs":
            return GrowingSpheres(samples=self.samples, gamma=self.gamma)
        if self.method == "roar":
            return ROAR(shift=self.shift, target=self.target - self.cut, lam=self.lam)
        feasible = self.feasible or self.mode == "valid"
        return SCFE(mode=self.mode, target=self.target - self.cut, lam=self.lam, feasible=feasible)
