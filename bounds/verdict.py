"""The verdict on a claim: a status for every instance, with the value and the interval."""

from enum import IntEnum
from typing import Any, NamedTuple

import numpy as np

from bounds.display import concrete, counted, interval, layout


class Status(IntEnum):
    """The verdict on one instance, in rising order of precedence."""

    HOLDS = 0
    """The value lies in the claimed interval, up to rounding."""
    VACUOUS = 1
    """The claim holds, but its interval is no better than the trivial interval on either side."""
    VIOLATED = 2
    """The value lies outside the claimed interval by more than rounding."""
    INAPPLICABLE = 3
    """A premise of kind domain or hypothesis fails, so the claim says nothing about the instance."""
    NONFINITE = 4
    """A field is NaN or infinite; or, where the premises hold, a formula gives NaN or overflows, or divides by what may
    be 0 up to rounding, so that nothing is known. A proof is about exact numbers: it takes a quotient by 0 as +∞."""


STATUS_NAMES = tuple(status.name.lower() for status in Status)
"""The names of the statuses in lower case, in the order of their numbers."""


class Verdict(NamedTuple):
    """The verdict on every instance; each array has the broadcast shape of the fields.

    It prints as the number of instances with each status, followed by the value and the interval of the first instance.

    Attributes:
        lower: The lower end of the claimed interval.
        value: The quantity that the claim bounds.
        upper: The upper end of the claimed interval.
        rounding: The allowance for rounding in the units of ``value``: a bound on the total error of ``value`` and of
            the less accurate end, from rounding and from the errors of the fields.
        status: The :class:`Status` as int8.
        failed: A bit mask: bit ``i`` is set if the claim's premise ``i`` was evaluated and failed.
        unchecked: A bit mask: bit ``i`` is set if premise ``i`` reads a field that was left out.
    """

    lower: Any
    value: Any
    upper: Any
    rounding: Any
    status: Any
    failed: Any
    unchecked: Any

    @property
    def within_rounding(self) -> Any:
        """The instances on which the claim holds only thanks to the allowance for rounding, as a mask."""
        inside = (self.lower <= self.value) & (self.value <= self.upper)
        return (self.status <= Status.VACUOUS) & ~inside

    @property
    def status_names(self) -> np.ndarray:
        """The status of every instance by its name in lower case, as an array of text of the same shape."""
        return np.asarray(np.asarray(STATUS_NAMES)[np.asarray(self.status)])

    def counts(self) -> dict[str, int]:
        """Count the instances with each status.

        Returns:
            The count of every status by its name in lower case, zeros included.

        Examples:
            >>> status = np.array([Status.HOLDS, Status.HOLDS, Status.VIOLATED], np.int8)
            >>> verdict = Verdict(*np.zeros((4, 3)), status, *np.zeros((2, 3), np.int32))
            >>> verdict.counts()
            {'holds': 2, 'vacuous': 0, 'violated': 1, 'inapplicable': 0, 'nonfinite': 0}
        """
        status = np.asarray(self.status)
        return {name: int(np.sum(status == number)) for number, name in enumerate(STATUS_NAMES)}

    def __repr__(self) -> str:
        """Print the statuses with their counts and the first instance; types and shapes where numbers are unknown."""
        arrays = concrete(self)
        if arrays is None or sum(self.counts().values()) != arrays[0].size:
            return f"Verdict of unknown numbers: {layout(self._asdict())}"
        shape = arrays[0].shape
        if shape == ():
            return f"Verdict: {self._first(arrays)}"
        found = ", ".join(f"{count:,} {name}" for name, count in self.counts().items() if count)
        shaped = f" of shape {shape}" if len(shape) > 1 else ""
        header = f"Verdict on {counted(arrays[0].size, 'instance')}{shaped}"
        return f"{header}: {found}\n  first instance: {self._first(arrays)}" if found else header

    def _first(self, arrays: tuple[np.ndarray, ...]) -> str:
        """Describe the first instance in one line: its status, its value and interval, and premises by their bits."""
        lower, value, upper, _, status, failed, unchecked = (array.ravel()[0].item() for array in arrays)
        otherwise = "within rounding of" if status <= Status.VACUOUS else "not in"
        premises = [
            f"; {'premise' if len(bits) == 1 else 'premises'} {', '.join(map(str, bits))} {what}"
            for mask, what in ((failed, "failed"), (unchecked, "unchecked"))
            if (bits := [bit for bit in range(31) if int(mask) >> bit & 1])
        ]
        return f"{STATUS_NAMES[status]}, {interval(lower, value, upper, otherwise=otherwise)}{''.join(premises)}"
