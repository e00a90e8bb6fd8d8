"""Data sets: those of the catalog by name, a user's table from its file, and their split into designs.

``load`` reads a data set of the catalog, ``load_table`` reads a user's file, and ``split`` turns either into scaled
designs of training and test instances. ``load_classes`` reads data of several classes, images among them.
"""

from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType

from empirical.data.catalog import (
    adult,
    adult_carla,
    bail,
    breast_cancer,
    california,
    california_balanced,
    compas,
    fashion_mnist,
    german,
    german_uci,
    mnist,
)
from empirical.data.catalog.card import Card
from empirical.data.classes import Classes
from empirical.data.constraints.asked import Constraints
from empirical.data.constraints.constrain import constrain, constrain_as
from empirical.data.constraints.relation import Relation
from empirical.data.dataset import Dataset, Feature
from empirical.data.decoding import as_table, decode, design, from_table
from empirical.data.encoding import Encoding, encode, encoding
from empirical.data.space import Space
from empirical.data.split import Split, split
from empirical.data.table.load import TableFile, describe, load_table
from empirical.errors import InputError

DATASETS: Mapping[str, Callable[[], Dataset]] = MappingProxyType(
    {
        "breast-cancer": breast_cancer.load_breast_cancer,
        "german": german.load_german,
        "german-uci": german_uci.load_german_uci,
        "adult": adult.load_adult,
        "adult-carla": adult_carla.load_adult_carla,
        "bail": bail.load_bail,
        "compas": compas.load_compas,
        "california": california.load_california,
        "mnist-3-8": mnist.load_mnist_3_8,
        "fashion-tshirt-trouser": fashion_mnist.load_fashion_tshirt_trouser,
    }
)
"""Loaders of the catalog's data sets, by name."""

CLASSES: Mapping[str, Callable[[], Classes]] = MappingProxyType(
    {
        "mnist": mnist.load_mnist,
        "fashion-mnist": fashion_mnist.load_fashion_mnist,
        "california-balanced": california_balanced.load_california_balanced,
    }
)
"""Loaders of data of several classes, by name."""

KEEPING: Mapping[str, Callable[[], Dataset]] = MappingProxyType({"bail": partial(bail.load_bail, keep_leaking=True)})
"""Loaders that keep the columns which give the label away, for those data sets that have such columns."""

CARDS: Mapping[str, Card] = MappingProxyType(
    {
        module.CARD.name: module.CARD
        for module in (
            breast_cancer,
            german,
            german_uci,
            adult,
            adult_carla,
            bail,
            compas,
            california,
            mnist,
            fashion_mnist,
        )
    }
)
"""Cards of the catalog's data sets, by name; a card needs no data file."""


def load(name: str, *, keep_leaking: bool = False) -> Dataset:
    """Load a data set of the catalog by its name.

    Args:
        name: The data set's name, a key of ``DATASETS``.
        keep_leaking: Whether to keep the columns that give the label away.

    Returns:
        The data set, with features in their units and labels ±1.

    Raises:
        InputError: If the catalog has no data set of that name, the data set has no columns that give the label away,
            or its file is not available or not the expected one.

    Examples:
        >>> data = load("breast-cancer")
        >>> data.values.shape, data.favourable
        ((569, 30), 'benign')
    """
    if name not in DATASETS:
        raise InputError(f"unknown data set {name!r}; choose one of {', '.join(DATASETS)}")
    if keep_leaking and name not in KEEPING:
        raise InputError(f"{name} has no columns that give the label away; only {', '.join(KEEPING)} has")
    return (KEEPING if keep_leaking else DATASETS)[name]()


def load_classes(name: str) -> Classes:
    """Load data of several classes by their name.

    Args:
        name: The name, a key of ``CLASSES``.

    Returns:
        The training and test instances with their classes.

    Raises:
        InputError: If there are no data of that name, or their files are not available or not the expected ones.

    Examples:
        >>> load_classes("cifar")  # doctest: +ELLIPSIS
        Traceback (most recent call last):
        empirical.errors.InputError: no data of several classes 'cifar'; choose one of mnist, fashion-mnist, ...
    """
    if name not in CLASSES:
        raise InputError(f"no data of several classes {name!r}; choose one of {', '.join(CLASSES)}")
    return CLASSES[name]()


__all__ = [
    "CARDS",
    "CLASSES",
    "DATASETS",
    "Card",
    "Classes",
    "Constraints",
    "Dataset",
    "Encoding",
    "Feature",
    "Relation",
    "Space",
    "Split",
    "TableFile",
    "as_table",
    "constrain",
    "constrain_as",
    "decode",
    "describe",
    "design",
    "encode",
    "encoding",
    "from_table",
    "load",
    "load_classes",
    "load_table",
    "split",
]
