"""A pair of models of the same inputs, one of them robust."""

from dataclasses import dataclass, field
from typing import Any

from empirical.data.split import Split
from empirical.models.model import Model


@dataclass(frozen=True)
class Elsewhere:
    """The training of models that come from elsewhere: nothing is known of it.

    Attributes:
        checkpoint_key: Empty: nothing of such a pair takes long enough to be kept.
    """

    checkpoint_key: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Pair:
    """Two models of the same inputs, one robust.

    A family whose theorems read what is known of both models together has a subclass with these facts.

    Attributes:
        split: The data.
        natural: The non-robust model.
        robust: The robust model.
        training: The settings by which a family trained both, from the same start; :class:`Elsewhere` if none did.
    """

    split: Split
    natural: Model
    robust: Model
    training: Any = field(default_factory=Elsewhere)
