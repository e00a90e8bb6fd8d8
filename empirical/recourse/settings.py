"""Settings of recourses: which ones a report makes, and by which method."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from empirical.autoencoder.decoder_constants import CODE_NORMS
from empirical.errors import InputError
from empirical.numerics import logit
from empirical.recourse.learned import NOTHING, Learned
from empirical.recourse.method import RecourseMethod
from empirical.recourse.methods.actionable import ActionableRecourse
from empirical.recourse.methods.cchvae import CCHVAE
from empirical.recourse.methods.ecco import STOPS, ECCo
from empirical.recourse.methods.growing_spheres import GrowingSpheres
from empirical.recourse.methods.nice import NICE
from empirical.recourse.methods.roar import ROAR
from empirical.recourse.methods.scfe import MODES, SCFE
from empirical.recourse.sampling.neighbours import REWARDS
from empirical.recourse.weights import UNWEIGHTED, parse

METHODS: Mapping[str, Callable[..., RecourseMethod]] = MappingProxyType(
    {
        "scfe": SCFE,
        "gs": GrowingSpheres,
        "roar": ROAR,
        "cchvae": CCHVAE,
        "nice": NICE,
        "ecco": ECCo,
        "ar": ActionableRecourse,
    }
)
"""The recourse methods by the names that settings and the command line give them."""

MOST: Mapping[str, int] = MappingProxyType({"samples": 1_000_000, "bins": 1000, "flips": 10_000})
"""The largest numbers of points in a layer, of bins and of flips: more find nothing that is much cheaper."""

WITHOUT_TARGET = ("gs", "cchvae", "nice", "ecco", "ar")
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
        target: The target score s, in logits; the default is the score of probability 0.6. Growing Spheres, C-CHVAE,
            NICE, ECCo and Actionable Recourse use none. It must lie above the score of the threshold.
        lam: The weight λ > 0 of the squared cost, for methods with a target score; of ECCo, the weight λ₁ of ‖Dζ‖₁.
        cost_weights: The cost weights D: ``unweighted``, ``mad``, or weights by feature
            (:func:`empirical.recourse.weights.cost_weights`).
        feasible: Whether the minimisers of ``mode="fixed"`` keep ranges, directions and categories, and the recourses
            of C-CHVAE whole levels of categories, and both whole numbers. The theorems speak of those that do not; all
            other recourses do.
        method: The method: ``scfe``, ``gs`` (Growing Spheres), ``roar``, ``cchvae``, ``nice``, ``ecco`` or ``ar``
            (Actionable Recourse).
        mode: The mode of SCFE: ``fixed`` for the minimisers, accepted or not, of which the theorems speak; ``valid``
            for recourses that the model accepts; ``sparse`` for accepted ones that change few columns.
        shift: The largest shift of a weight that recourses of ROAR must withstand.
        code_norm: The norm p of C-CHVAE's balls in latent space: 1, 2 or ∞.
        threshold: The probability above which models accept. It decides who is rejected and which recourses are found;
            the theorems speak of scores, whatever the threshold.
        gamma: The weight γ of the number of changed columns in the cost by which Growing Spheres compares points.
        samples: The number of points that Growing Spheres and C-CHVAE try in a layer.
        reward: What decides which feature NICE takes over next: ``sparsity``, ``proximity`` or ``none``.
        energy: The weight λ₂ ≥ 0 of the energy in ECCo.
        stop: Where a search of ECCo stops: ``threshold`` or ``gradient``.
        bins: The number of bins that cut the range of a number in Actionable Recourse.
        flips: The number of sets of features that Actionable Recourse tries, the cheapest first.
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
    reward: str = "sparsity"
    energy: float = 0.5
    stop: str = STOPS[0]
    bins: int = 100
    flips: int = 20

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
        for name, known in (("method", tuple(METHODS)), ("mode", MODES), ("reward", REWARDS)):
            if getattr(self, name) not in known:
                raise InputError(f"{name} must be {', '.join(known[:-1])} or {known[-1]}, not {getattr(self, name)!r}")
        if not (math.isfinite(self.shift) and self.shift >= 0.0):
            raise InputError(f"shift must be finite and at least 0, not {self.shift:g}")
        if self.code_norm not in CODE_NORMS:
            raise InputError(f"code-norm must be one of 1, 2, inf, not {self.code_norm:g}")
        if not (math.isfinite(self.gamma) and self.gamma >= 0.0):
            raise InputError(f"gamma must be finite and at least 0, not {self.gamma:g}")
        self._check_counts()
        self._check_energy()
        parse(self.cost_weights)

    def _check_energy(self) -> None:
        if not (math.isfinite(self.energy) and self.energy >= 0.0):
            raise InputError(f"energy must be finite and at least 0, not {self.energy:g}")
        if self.stop not in STOPS:
            raise InputError(f"stop must be {' or '.join(STOPS)}, not {self.stop!r}")

    def _check_counts(self) -> None:
        """Reject numbers of points, bins and flips that are out of range."""  # noqa: DOC501
        for name, most in MOST.items():
            if not 1 <= getattr(self, name) <= most:
                raise InputError(f"{name} must be from 1 to {most:,}, not {getattr(self, name):,}")

    @property
    def cut(self) -> float:
        """The score above which models accept: the logit of the threshold, which is 0 for 0.5."""
        return logit(self.threshold)

    @property
    def minimises(self) -> bool:
        """Whether every instance gets a minimiser, whether the model accepts it or not."""
        return self.method == "scfe" and self.mode == "fixed"

    def recourse_method(self, learned: Learned = NOTHING) -> RecourseMethod:
        """Choose the recourse method that these settings name, for models that accept where their score is positive.

        Scores are taken less the score of the threshold (:func:`~empirical.models.lowered.lowered`), and so is the
        target.

        Args:
            learned: What the method learns from the data before it searches; most need nothing.

        Returns:
            A function from a model and instances to recourses.

        Raises:
            InputError: If the method needs training instances or an autoencoder, and there is none.

        Examples:
            >>> RecourseSettings(method="gs").recourse_method()
            GrowingSpheres(samples=1000, gamma=0.0, radius=0.25, largest=1000.0)
        """  # noqa: DOC502
        if self.method == "cchvae":
            autoencoder = learned.needed_autoencoder()
            return CCHVAE(vae=autoencoder.vae, norm=autoencoder.norm, feasible=self.feasible, samples=self.samples)
        if self.method == "nice":
            return NICE(data=learned.needed_data(), reward=self.reward)
        if self.method == "gs":
            return GrowingSpheres(samples=self.samples, gamma=self.gamma)
        if self.method == "ar":
            return ActionableRecourse(bins=self.bins, flips=self.flips)
        if self.method == "roar":
            return ROAR(shift=self.shift, target=self.target - self.cut, lam=self.lam)
        if self.method == "ecco":
            return ECCo(lam=self.lam, energy=self.energy, stop=self.stop)
        feasible = self.feasible or self.mode != "fixed"
        return SCFE(mode=self.mode, target=self.target - self.cut, lam=self.lam, feasible=feasible)
