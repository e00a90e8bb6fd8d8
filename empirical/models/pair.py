"""A pair of models of the same inputs, one of them robust."""

from dataclasses import dataclass, field
from typing import Any

from empirical.data.split import Split
from empirical.models.model import Model


@dataclass(frozen=True)
class Elsewhere:
    """The training of models that come from elsewhere, of which nothing is known.

    Attributes:
        checkpoint_key: The empty key: the work on such a pair is too fast for checkpoints.
        natural_key: The empty key of its non-robust model, likewise.
    """

    checkpoint_key: tuple[str, ...] = ()
    natural_key: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Pair:
    """Two models of the same inputs, one of them robust.

    A family whose theorems read quantities of both models together has a subclass with these quantities.

    Attributes:
        split: The data on which both models are compared.
        natural: The non-robust model.
        robust: The robust model.
        training: The settings by which a family trained both, from the same start; :class:`Elsewhere` if none did.
    """

    split: Split
    natural: Model
    robust: Model
    training: Any = field(default_factory=Elsewhere)
