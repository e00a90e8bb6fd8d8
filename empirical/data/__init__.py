"""Data sets by name."""

from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType

from empirical.data.catalog import adult, bail, breast_cancer, california, compas, german, german_uci
from empirical.data.catalog.card import Card
from empirical.data.dataset import Dataset, Feature
from empirical.data.encoding import Encoding, encode, encoding
from empirical.data.split import Space, Split, split
from empirical.errors import InputError

DATASETS: Mapping[str, Callable[[], Dataset]] = MappingProxyType(
    {
        "breast-cancer": breast_cancer.load_breast_cancer,
        "german": german.load_german,
        "german-uci": german_uci.load_german_uci,
        "adult": adult.load_adult,
        "bail": bail.load_bail,
        "compas": compas.load_compas,
        "california": california.load_california,
    }
)
"""Loader of every data set."""

KEEPING: Mapping[str, Callable[[], Dataset]] = MappingProxyType({"bail": partial(bail.load_bail, keep_leaking=True)})
"""Loader of every data set that has columns which give the label away, with them."""

CARDS: Mapping[str, Card] = MappingProxyType(
    {module.CARD.name: module.CARD for module in (breast_cancer, german, german_uci, adult, bail, compas, california)}
)
"""What is known of every data set, whether its files are at hand or not."""


def load(name: str, *, keep_leaking: bool = False) -> Dataset:
    """Load a data set by name.

    Args:
        name: One of ``DATASETS``.
        keep_leaking: Whether to keep the columns that give the label away.

    Returns:
        The data set.

    Raises:
        InputError: If there is none of that name, it has no such columns, or its file cannot be had or is not the
            expected one.
    """
    if name not in DATASETS:
        raise InputError(f"unknown data set {name!r}; choose one of {', '.join(DATASETS)}")
    if keep_leaking and name not in KEEPING:
        raise InputError(f"{name} has no columns that give the label away; only {', '.join(KEEPING)} has")
    return (KEEPING if keep_leaking else DATASETS)[name]()


__all__ = [
    "CARDS",
    "DATASETS",
    "Card",
    "Dataset",
    "Encoding",
    "Feature",
    "Space",
    "Split",
    "encode",
    "encoding",
    "load",
    "split",
]
