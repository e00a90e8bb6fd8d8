"""Texts from a file in messages: short, in one line, and without characters that act on a terminal."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from empirical.errors import InputError

MOST_CHARACTERS = 40
"""Largest number of characters that a message shows of a name or a cell."""

MOST_LISTED = 5
"""Largest number of names or cells that a message lists."""


def quoted(text: str) -> str:
    """Put a text in quotes, shortened and with control characters escaped, so that a message can show it.

    Args:
        text: The text, from a file or a user.

    Returns:
        The quoted text, one line of printable characters.

    Examples:
        >>> quoted("a name of more than forty characters, all in all")
        "'a name of more than forty characters, a…'"
    """
    return repr(_shortened(text))


def plain(text: str) -> str:
    r"""Shorten a text and escape its control characters, so that a message can show it without quotes.

    Args:
        text: The text, from a file or a user.

    Returns:
        The text without quotes, one line of printable characters.

    Examples:
        >>> print(plain("two\nlines"))
        two\nlines
    """
    return "".join(
        character if character.isprintable() else character.encode("unicode_escape").decode("ascii")
        for character in _shortened(text)
    )


def listed(texts: Sequence[str]) -> str:
    """List the first few texts in quotes, and count the others.

    Args:
        texts: The texts, from a file or a user.

    Returns:
        The list, one line of printable characters.

    Examples:
        >>> listed(["age", "job", "income", "sex", "town", "house"])
        "'age', 'job', 'income', 'sex', 'town' and 1 more"
    """
    return _few(texts, quoted)


def named(names: Sequence[str]) -> str:
    """List the first few names without quotes, and count the others.

    Args:
        names: The names, from a file or a user.

    Returns:
        The list, one line of printable characters.

    Examples:
        >>> named(["age", "job", "income", "sex", "town", "house"])
        'age, job, income, sex, town and 1 more'
    """
    return _few(names, plain)


def counted(number: int, thing: str) -> str:
    """Write a count with its noun in the singular or the plural.

    Args:
        number: The count.
        thing: The noun in the singular, with a plural in ``s``.

    Returns:
        The count and the noun.

    Examples:
        >>> counted(1, "row"), counted(2000, "row")
        ('1 row', '2,000 rows')
    """
    return f"{number:,} {thing}" + "s" * (number != 1)


@contextmanager
def about(path: str) -> Iterator[None]:
    """Put the file's name before the message of every ``InputError`` that a ``with`` block raises.

    Args:
        path: The path of the file.

    Raises:
        InputError: If the block raises one; with the file's name before its message.

    Examples:
        >>> with about("data/loans.csv"):
        ...     raise InputError("is empty")
        Traceback (most recent call last):
        ...
        empirical.errors.InputError: loans.csv: is empty
    """  # noqa: DOC502
    with _beginning(f"{plain(Path(path).name or path)}: "):
        yield


@contextmanager
def column(name: str) -> Iterator[None]:
    """Put the column's name before the message of every ``InputError`` that a ``with`` block raises.

    Args:
        name: The column's name.

    Raises:
        InputError: If the block raises one; with the column's name before its message.

    Examples:
        >>> with column("age"):
        ...     raise InputError("is infinite in row 3")
        Traceback (most recent call last):
        ...
        empirical.errors.InputError: column 'age' is infinite in row 3
    """  # noqa: DOC502
    with _beginning(f"column {quoted(name)} "):
        yield


@contextmanager
def _beginning(start: str) -> Iterator[None]:
    try:
        yield
    except InputError as error:
        raise InputError(f"{start}{error}") from None


def _few(texts: Sequence[str], show: Callable[[str], str]) -> str:
    first = ", ".join(map(show, texts[:MOST_LISTED]))
    more = len(texts) - MOST_LISTED
    return f"{first} and {more:,} more" if more > 0 else first


def _shortened(text: str) -> str:
    return text if len(text) <= MOST_CHARACTERS else text[: MOST_CHARACTERS - 1] + "…"
