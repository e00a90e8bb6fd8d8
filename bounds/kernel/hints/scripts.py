"""What a script of Coq for a lemma is made of: facts that are noted first, and arithmetic at the end."""

from typing import NamedTuple

SETTLE = "settle."
"""The script of a lemma that needs no hint."""


class Hints(NamedTuple):
    """The scripts of the lemmas of a claim; each begins where the premises are hypotheses.

    Attributes:
        defined: That its value and its interval are real numbers.
        lower: That the value is no lower than the interval.
        upper: That it is no higher.
        start: Of a claim about steps, that it holds before the first one.
        step: That it holds after a step if it holds before.
    """

    defined: str = SETTLE
    lower: str = SETTLE
    upper: str = SETTLE
    start: str = SETTLE
    step: str = SETTLE


def note(lemma: str, *numbers: str) -> str:
    """Write that a lemma holds for some numbers; Coq shows its premises.

    Args:
        lemma: The name of the lemma, of ``Recourse.v`` or of Coq's library.
        *numbers: The numbers, as terms of Coq.

    Returns:
        A line of a script.

    Examples:
        >>> note("Rmax_l", "a + b", "0")
        'note (Rmax_l (a + b) 0).'
    """
    arguments = (f"({number})" if " " in number else number for number in numbers)
    return f"note ({' '.join((lemma, *arguments))})."


def script(*lines: str, last: str = SETTLE) -> str:
    """Write a script of facts that ends with arithmetic.

    Args:
        *lines: The facts.
        last: The end.

    Returns:
        The script.

    Examples:
        >>> print(script(note("Rmax_r", "a", "0")))
        note (Rmax_r a 0).
        settle.
    """
    return "\n".join((*lines, last))
