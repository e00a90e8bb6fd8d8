"""A cell of a study: what is made at once, with a key that is made of all that a description says, and of the data."""

import hashlib
import json
import re
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any

from empirical.studies.description import Source

STUDY_FORMAT = "recourse-bounds study 1"
"""The format of the folder of a study; it changes with the meaning of its files."""

DIGITS = 16
"""The number of digits of a key in the name of a folder."""


@dataclass(frozen=True, kw_only=True)
class Cell(ABC):
    """One report of a study, or one experiment.

    Attributes:
        key: The hash of its settings, its data and the format of its files; code, versions and the machine are not in
            it.
        dataset: The name of its data.
        parts: The names of the parts of the study that have it.
        source: The position of its data in the description.
        number: The position of the cell in the description, by which shares have it; it does not depend on which data
            can be read.
    """

    key: str
    dataset: str
    parts: tuple[str, ...]
    source: int = 0
    number: int = 0

    @property
    @abstractmethod
    def data(self) -> Source:
        """What says which data it is about."""

    @property
    @abstractmethod
    def kind(self) -> tuple[str, str, str]:
        """The data, the models and the method: cells of one kind take about the same time."""

    @property
    @abstractmethod
    def names(self) -> dict[str, str | None]:
        """The values of the columns that name it: ``cell``, ``dataset``, ``model``, ``method`` and ``mode``."""

    @property
    @abstractmethod
    def options(self) -> dict[str, Any]:
        """Its options by name, also those that nobody wrote."""

    @property
    def shared(self) -> str:
        """The hash of what it shares with other cells, which are done one after the other; its key if it does not."""
        return self.key

    @property
    def name(self) -> str:
        """The name of its folder: what it is about, and the first digits of its key."""
        words = "-".join(re.sub(r"[^a-z0-9]+", "-", word.lower()).strip("-") for word in self.kind)
        return f"{words}-{self.key[:DIGITS]}"


def hash_of(content: Any) -> str:
    """Hash content by its canonical JSON.

    Args:
        content: Dictionaries, lists, text, numbers and truth values.

    Returns:
        The SHA-256 in hexadecimal digits; the same for dictionaries in another order.

    Examples:
        >>> hash_of({"a": 1, "b": 2}) == hash_of({"b": 2, "a": 1})
        True
    """
    return hashlib.sha256(json.dumps(content, sort_keys=True, separators=(",", ":")).encode()).hexdigest()
