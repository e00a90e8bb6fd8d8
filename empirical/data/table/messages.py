"""How messages show what stands in a file: short, in one line, and without a character that acts on a terminal."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from empirical.errors import InputError

MOST_CHARACTERS = 40
"""Of a name or a cell that a message shows."""

MOST_LISTED = 5
"""Names or cells that a message lists."""


def quoted(text: str) -> str:
    """Text in quotes, shortened.

    Args:
        text: Any.

    Returns:
        One line of printable characters.
    """
    return repr(_shortened(text))


def plain(text: str) -> str:
    """Text without quotes, shortened.

    Args:
        text: Any.

    Returns:
        One line of printable characters.
    """
    return "".join(
        one if one.isprintable() else one.encode("unicode_escape").decode("ascii") for one in _shortened(text)
    )


def listed(texts: Sequence[str]) -> str:
    """The first few texts in quotes, and how many more there are.

    Args:
        texts: Any.

    Returns:
        One line of printable characters.
    """
    first = ", ".join(map(quoted, texts[:MOST_LISTED]))
    more = len(texts) - MOST_LISTED
    return f"{first} and {more:,} more" if more > 0 else first


def counted(number: int, thing: str) -> str:
    """A number and its noun.

    Args:
        number: How many.
        thing: The noun in the singular, with a plural in ``s``.

    Returns:
        Such as ``1 row`` or ``2,000 rows``.
    """
    return f"{number:,} {thing}" + "s" * (number != 1)


@contextmanager
def about(path: str) -> Iterator[None]:
    """Begin every message of bad input with the name of the file that it is about.

    Args:
        path: Of the file.

    Raises:
        InputError: Instead of one without the name.
    """  # noqa: DOC502
    with _beginning(f"{plain(Path(path).name or path)}: "):
        yield


@contextmanager
def column(name: str) -> Iterator[None]:
    """Begin every message of bad input with the name of the column that it is about.

    Args:
        name: Of the column.

    Raises:
        InputError: Instead of one without the name.
    """  # noqa: DOC502
    with _beginning(f"column {quoted(name)} "):
        yield


@contextmanager
def _beginning(start: str) -> Iterator[None]:
    try:
        yield
    except InputError as error:
        raise InputError(f"{start}{error}") from None


def _shortened(text: str) -> str:
    return text if len(text) <= MOST_CHARACTERS else text[: MOST_CHARACTERS - 1] + "…"
