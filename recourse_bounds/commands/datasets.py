"""The command ``recourse-bounds datasets``."""

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from empirical.errors import InputError
from recourse_bounds.terminal import show

if TYPE_CHECKING:
    from empirical.data import Card, Feature

EXAMPLE = "recourse-bounds datasets german"


def datasets(
    name: Annotated[
        str | None, typer.Argument(help="Name of a data set, to see its features; without it, all data sets.")
    ] = None,
) -> None:
    """List the data sets that `report --dataset` knows; or show the features of one, and what is peculiar about it.

    Examples:
        >>> datasets("breast-cancer")  # doctest: +ELLIPSIS, +NORMALIZE_WHITESPACE
        feature type    values  unit    immutable       direction
        mean radius     number  ...
    """
    if name is None:
        _show_all()
    else:
        _show_one(name)


def _show_all() -> None:
    from empirical.data import CARDS

    header = ("name", "rows", "features", "favourable", "share", "immutable", "groups", "source")
    show("Data sets", header, map(_card, CARDS.values()), numeric=("rows", "features", "share"), wrapped=header[3:])


def _show_one(name: str) -> None:
    """Print the features of a data set, and notes on it."""  # noqa: DOC501
    from empirical.data import CARDS

    if name not in CARDS:
        raise InputError(f"unknown data set {name!r}; choose one of {', '.join(CARDS)}")
    header = ("feature", "type", "values", "unit", "immutable", "direction")
    show(f"{name}: {CARDS[name].source}", header, map(_feature, CARDS[name].features), wrapped=("values",))
    for note in CARDS[name].notes:
        sys.stderr.write(note + "\n")


def _card(card: "Card") -> tuple[str, ...]:
    share = f"{card.favoured / card.rows:.3f}"
    lists = (", ".join(card.immutable), ", ".join(card.protected))
    return (card.name, str(card.rows), str(len(card.features)), card.favourable, share, *lists, card.source)


def _feature(feature: "Feature") -> tuple[str, ...]:
    low, high = ("" if end is None else f"{end:g}" for end in (feature.low, feature.high))
    values = ", ".join(feature.levels) if feature.levels else f"{low} to {high}" if low or high else "as observed"
    direction = {1: "up", -1: "down", 0: ""}[feature.direction]
    kind = "category" if feature.levels else "number"
    return feature.name, kind, values, feature.unit, "yes" if feature.immutable else "no", direction
