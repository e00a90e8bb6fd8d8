"""What keeps a table from being used: every problem of every column, in one message with the options that mend it."""

import csv
import io
import shlex
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from empirical.data.table.messages import named, plain, quoted
from empirical.errors import InputError

ADD = "; add: "
"""What stands in a message before the options that mend the table."""

MOST_COPIED = 300
"""Largest number of columns that a message lists for ``--drop``; of more, nobody copies the list."""


MOST_COLUMNS = 10_000
"""Largest number of columns of a table, and of its design; with more, training and recourses take hours."""


LONGEST_COPIED = 200
"""Largest number of characters of a text that is to be copied."""


class Problem(NamedTuple):
    """A ``Problem`` is a reason why a column cannot be used as it is, and what mends it.

    Attributes:
        says: The reason, to be read after the name of one column: ``has dates``.
        remedy: What to do, in words.
        drop: Whether leaving out the column is the remedy to copy.
        missing: The texts that the remedy to copy names as missing.
        choices: Options of which one is to be chosen.
    """

    says: str
    remedy: str
    drop: bool = False
    missing: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()


def copied(texts: Sequence[str]) -> str:
    """Write texts as the value of an option, so that it can be copied to a shell.

    Args:
        texts: The names of columns, or texts of cells.

    Returns:
        The texts between commas, in quotes where commas or a shell need them. A text that no terminal should show, or
        of more than ``LONGEST_COPIED`` characters, is escaped and shortened as everywhere in messages.

    Examples:
        >>> print(copied(["age", "years of school"]), copied(["city, state"]))
        'age,years of school' '"city, state"'
    """
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="").writerow(text if _is_harmless(text) else plain(text) for text in texts)
    return shlex.quote(buffer.getvalue())


def refuse(
    problems: Mapping[str, Problem],
    missing: str = "",
    others: Sequence[str] = (),
    *,
    policy: str,
    also_drop: Sequence[str] = (),
) -> None:
    """Refuse a table that has problems, with all of them in one message.

    Args:
        problems: The problems by the name of their column.
        missing: What is to be said of missing cells that the policy does not allow; empty if nothing.
        others: What else is wrong with the table, in sentences, each with the options to add after ``ADD``.
        policy: The name of the policy for missing cells to choose, if cells are missing; empty if it is chosen already.
        also_drop: The names of columns that are left out anyhow, and may as well be named.

    Raises:
        InputError: If there is any problem.

    Examples:
        >>> refuse({"day": Problem("has dates", "leave it out", drop=True)}, policy="impute")
        Traceback (most recent call last):
        ...
        empirical.errors.InputError: column 'day' has dates: leave it out; add: --drop day
    """
    if not problems and not missing and not others:
        return
    parts = [text.partition(ADD) for text in others]
    says = [*_sentences(problems), *([missing] if missing else []), *(text for text, _, _ in parts)]
    advice = [option for _, _, option in parts if option]
    options = " ".join([*advice, _options(problems, also_drop, needs_policy=bool(missing), policy=policy)]).strip()
    raise InputError("; ".join(says) + (f"{ADD}{options}" if options else ""))


def _sentences(problems: Mapping[str, Problem]) -> list[str]:
    """A sentence for the columns of each problem."""
    groups: dict[Problem, list[str]] = {}
    for name, problem in problems.items():
        groups.setdefault(problem, []).append(name)
    sentences = []
    for problem, names in groups.items():
        who = f"column {quoted(names[0])}" if len(names) == 1 else f"each of the columns {named(names)}"
        sentences.append(f"{who} {problem.says}: {problem.remedy}")
    return sentences


def _options(problems: Mapping[str, Problem], also_drop: Sequence[str], *, needs_policy: bool, policy: str) -> str:
    dropped = [name for name, problem in problems.items() if problem.drop]
    dropped += [name for name in also_drop if dropped and name not in dropped]
    texts = list(dict.fromkeys(text for problem in problems.values() for text in problem.missing))
    choices = dict.fromkeys(" or ".join(problem.choices) for problem in problems.values() if problem.choices)
    options = [f"--drop {copied(dropped)}"] if dropped and _can_copy(dropped) else []
    options += [f"--missing-values {copied(texts)}"] if texts and _can_copy(texts) else []
    options += [f"--missing {policy}"] if (needs_policy or texts) and policy else []
    return ", and ".join([" ".join(options), *choices] if options else choices)


def _can_copy(texts: Sequence[str]) -> bool:
    return len(texts) <= MOST_COPIED and all(map(_is_harmless, texts))


def _is_harmless(text: str) -> bool:
    return text.isprintable() and len(text) <= LONGEST_COPIED


def check_width(columns: int, what: str = "has") -> None:
    """Refuse a table with more columns than can be worked with, before anything is made of them.

    Args:
        columns: The number of columns.
        what: What the columns are to the table, as a verb.

    Raises:
        InputError: If there are more than ``MOST_COLUMNS``.

    Examples:
        >>> check_width(100_000)
        Traceback (most recent call last):
        ...
        empirical.errors.InputError: has 100,000 columns, more than 10,000: take columns out of the file
    """
    if columns > MOST_COLUMNS:
        raise InputError(f"{what} {columns:,} columns, more than {MOST_COLUMNS:,}: take columns out of the file")
