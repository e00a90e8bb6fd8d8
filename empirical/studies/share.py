"""Shares of the cells of a study, for systems whose jobs share a folder and nothing else."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from empirical.errors import InputError
from empirical.studies.cell import Cell


class Shard(NamedTuple):
    """A share of a study's cells.

    Attributes:
        number: The number of the share, from 1.
        of: The number of shares.
    """

    number: int
    of: int

    def __call__(self, cells: Iterable[Cell]) -> tuple[Cell, ...]:
        """Choose the cells of the share: neighbours, which are alike, go to different ones."""
        return tuple(cell for cell in cells if self.has(cell.number))

    def has(self, number: Any) -> bool:
        """Tell whether the share has the cell of a number.

        Args:
            number: The number of a cell in the description.

        Returns:
            Whether it does.

        Examples:
            >>> [number for number in range(6) if Shard(2, 3).has(number)]
            [1, 4]
        """
        return isinstance(number, int) and number % self.of == self.number - 1


WHOLE = Shard(1, 1)
"""The share that is all cells."""


def shard(text: str) -> Shard:
    """Read a share as it is typed.

    Args:
        text: A text like ``2/8``: the second of eight shares.

    Returns:
        The share.

    Raises:
        InputError: If the text is nothing of the kind.

    Examples:
        >>> shard("2/8")
        Shard(number=2, of=8)
    """
    number, _, count = text.partition("/")
    digits = number.isdecimal() and count.isdecimal() and max(len(number), len(count)) < 10
    if digits and 1 <= int(number) <= int(count):
        return Shard(int(number), int(count))
    raise InputError(f"--shard must be like 2/8, the second of eight shares, not {text[:60]!r}")
