"""The kinds of models, one folder each, behind one protocol.

To add a kind: write a class with the members of :class:`Family` and put an instance of it into ``FAMILIES``.
"""

from typing import Any

from empirical.families.family import Family, Need, Panel, Size
from empirical.families.linear.family import LinearFamily
from empirical.families.opaque import OpaqueFamily
from empirical.families.penalised.family import PenalisedFamily
from empirical.families.relu.family import ReluFamily
from empirical.families.wide.family import WideFamily
from empirical.models.pair import Pair

FAMILIES: dict[str, Family] = {
    family.name: family for family in (LinearFamily(), ReluFamily(), WideFamily(), PenalisedFamily())
}
"""The families whose models can be trained here, by name. A family that is put in here can be chosen everywhere."""

OPAQUE: Family = OpaqueFamily()
"""The family of models that belong to no other family."""


def family_of(pair: Pair) -> Family:
    """Find the family that both models of a pair belong to.

    Args:
        pair: The pair.

    Returns:
        The family; ``OPAQUE`` if the models do not belong to one family together.

    Examples:
        >>> import numpy as np
        >>> from empirical.data import load, split
        >>> from empirical.models.model import HostModel, LinearModel
        >>> linear, other = LinearModel(np.ones(31)), HostModel(lambda points: points.sum(axis=1) ** 2)
        >>> data = split(load("breast-cancer"), seed=0)
        >>> family_of(Pair(data, linear, linear)).name, family_of(Pair(data, linear, other)).name
        ('linear', 'opaque')
    """
    owners = [family for family in FAMILIES.values() if family.owns(pair)]
    # A family of special models stands above the family of all models of their class.
    return max(owners, key=lambda family: len(family.model.__mro__), default=OPAQUE)


def family_with(settings: Any) -> Family:
    """Find the family that some training settings belong to.

    Args:
        settings: The settings of a report's models, such as ``LinearGrid()``.

    Returns:
        The family whose settings they are.

    Raises:
        TypeError: If they are settings of no family.

    Examples:
        >>> from empirical.families.relu.settings import ReluGrid
        >>> family_with(ReluGrid()).name
        'mlp'
    """
    for family in FAMILIES.values():
        if isinstance(settings, family.settings):
            return family
    raise TypeError(
        f"{type(settings).__name__} are settings of no family of models; choose one of {', '.join(FAMILIES)}"
    )


__all__ = ["FAMILIES", "OPAQUE", "Family", "Need", "Panel", "Size", "family_of", "family_with"]
