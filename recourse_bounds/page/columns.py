"""The columns of a page, packed into one stream of bytes: equal ones once, compressed, as text."""

import base64
import hashlib
import json
import struct
import zlib
from collections.abc import Sequence
from typing import Any

import numpy as np
from jaxtyping import Float, Int

from recourse_bounds.page.rounding import SHOWN, Way, binary, decimals, whole_steps

LEVEL = 6
"""How hard the stream is compressed."""

SIGN_AND_EXPONENT = 12
"""Bits of a number before its digits, of which the first one is not written."""


class Columns:
    """Columns that are packed one after the other; each is told by an entry that the page's script reads.

    Numbers stand byte by byte: first the first bytes of all, then the second ones, for like stands beside like so.
    """

    def __init__(self) -> None:
        """Begin without columns."""
        self._parts: list[bytes] = []
        self._size = 0
        self._known: dict[bytes, int] = {}

    def numbers(self, values: Float[np.ndarray, " n"], way: Way = "near", digits: int = SHOWN) -> dict[str, Any]:
        """Pack numbers of any size, rounded to a few binary digits; one number for all keeps every digit.

        Args:
            values: The numbers; NaN stands for what is not known.
            way: Which way they are rounded.
            digits: The number of binary digits that they keep.

        Returns:
            The entry of the column.

        Examples:
            >>> Columns().numbers(np.array([0.5, np.nan]))
            {'kind': 'float', 'width': 3, 'at': 0, 'size': 2}
            >>> Columns().numbers(np.array([0.1, 0.1]))
            {'kind': 'constant', 'value': 0.1}
        """
        if values.size and np.isfinite(values[0]) and (values == values[0]).all():
            return {"kind": "constant", "value": float(values[0])}
        rounded = binary(values, way, digits)
        width = -(-(SIGN_AND_EXPONENT + digits - 1) // 8)
        bits = np.where(np.isnan(rounded), np.nan, rounded).astype(">f8").view(np.uint8).reshape(-1, 8)
        return {"kind": "float", "width": width, "at": self._add(bits[:, :width].T.tobytes()), "size": len(rounded)}

    def quantities(self, values: Float[np.ndarray, " n"], spread: float = 0.0) -> dict[str, Any]:
        """Pack numbers in the units of a table, with as many decimals as are shown.

        Args:
            values: The numbers; NaN stands for what is not known.
            spread: What decides the decimals, as of :func:`recourse_bounds.page.rounding.decimals`.

        Returns:
            The entry of the column.

        Examples:
            >>> Columns().quantities(np.array([20.0, 35.0, np.nan]))
            {'kind': 'decimal', 'decimals': 0, 'low': 20, 'width': 1, 'at': 0, 'size': 3}
        """
        count = decimals(values, spread)
        if count is None:
            return self.numbers(values)
        return {**self.whole(whole_steps(values, count), np.isfinite(values)), "decimals": count, "kind": "decimal"}

    def whole(self, values: Int[np.ndarray, " n"], known: np.ndarray) -> dict[str, Any]:
        """Pack whole numbers.

        Args:
            values: The numbers.
            known: Which of them are known.

        Returns:
            The entry of the column, without its decimals; 0 stands for what is not known, the smallest number is 1.

        Examples:
            >>> Columns().whole(np.array([7, 300]), np.array([True, True]))["width"]
            2
        """
        low = int(values[known].min()) if known.any() else 0
        places = np.where(known, values - low + 1, 0).astype("<u8")
        width = max(1, (int(places.max(initial=0)).bit_length() + 7) // 8)
        planes = places.view(np.uint8).reshape(-1, 8)[:, :width]
        entry = {"kind": "whole", "decimals": 0, "low": low, "width": width}
        return {**entry, "at": self._add(planes.T.tobytes()), "size": len(values)}

    def codes(self, places: Int[np.ndarray, " n"], words: Sequence[Any]) -> dict[str, Any]:
        """Pack places in a list of words.

        Args:
            places: The places; −1 stands for what is not known.
            words: The words, or whatever the places are of.

        Returns:
            The entry of the column, with the words.

        Examples:
            >>> Columns().codes(np.array([1, -1]), ["rent", "own"])
            {'kind': 'code', 'decimals': 0, 'low': 1, 'width': 1, 'at': 0, 'size': 2, 'words': ['rent', 'own']}
        """
        return {**self.whole(places, places >= 0), "kind": "code", "words": list(words)}

    def text(self, about: dict[str, Any]) -> str:
        r"""Give everything as one text: the length of the heading, the heading as JSON, then the columns.

        Args:
            about: The heading; what it says is not a column.

        Returns:
            Base64 of the compressed bytes.

        Examples:
            >>> columns = Columns()
            >>> entry = columns.whole(np.array([5]), np.array([True]))
            >>> zlib.decompress(base64.b64decode(columns.text({"only": [entry["at"]]})))[4:]
            b'{"only":[0]}\x01'
        """
        heading = json.dumps(about, separators=(",", ":"), allow_nan=False).encode()
        packing = zlib.compressobj(LEVEL, strategy=zlib.Z_FILTERED)  # made for numbers with some random digits
        stream = packing.compress(struct.pack("<I", len(heading)) + heading + b"".join(self._parts))
        return base64.b64encode(stream + packing.flush()).decode()

    def _add(self, part: bytes) -> int:
        """Add bytes to the stream, unless they stand in it already; and say where."""
        digest = hashlib.sha256(part).digest()
        if digest not in self._known:
            self._known[digest] = self._size
            self._parts.append(part)
            self._size += len(part)
        return self._known[digest]
