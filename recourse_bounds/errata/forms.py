"""What goes with a printed statement: the claims that repair it, make it sound, or sharpen it."""

from typing import NamedTuple


class Forms(NamedTuple):
    """A printed statement, and the claims that go with it, by id.

    Attributes:
        title: The heading, which says what the statement is about.
        repaired: The claims with the printed conclusion, under the hypotheses that it needs.
        sound: The claims that are true of the same quantities instead.
        sharp: The claims that are better where they apply, or better everywhere.
        related: The other claims about these quantities.
        note: The text in place of the remark of the printed claim; or empty.
    """

    title: str
    repaired: tuple[str, ...] = ()
    sound: tuple[str, ...] = ()
    sharp: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    note: str = ""
