"""A command with an option for every field of ``Options``, and with the old names of options, which are behind it."""

import inspect
import sys
from collections.abc import Callable, Collection
from dataclasses import fields
from functools import wraps
from typing import Annotated, Any

import typer

from recourse_bounds.report_options import Options, dashed

RENAMED = {"persons": "instances", "cost": "cost_weights"}
"""The options that have a new name, by their old one. The old names go with the next release."""


def with_options(
    function: Callable[[Any, Collection[str]], int], kind: type[Options] = Options, names: Collection[str] = ()
) -> Callable[..., int]:
    """Make a command that has an option for every field of ``Options``, or of a class that is made from it.

    Args:
        function: What the command does with the options, and with the names of those that somebody wrote.
        kind: The class of the options.
        names: The names of its fields that are options, in this order; empty for all of ``Options`` and its old names.

    Returns:
        The command, with the signature from which typer reads options.

    Examples:
        >>> def report(options: Options, written: Collection[str]) -> int:
        ...     return 0
        >>> list(inspect.signature(with_options(report)).parameters)[:4]
        ['context', 'dataset', 'data', 'target']
    """

    @wraps(function)
    def command(context: typer.Context, **given: Any) -> int:
        written = {name for name in given if _is_written(context, name)}
        options = kind(**_renamed(given, written))
        options.refuse_others(written)
        return function(options, written | {RENAMED[name] for name in written & set(RENAMED)})

    known, by_keyword = {one.name: one for one in fields(kind)}, inspect.Parameter.KEYWORD_ONLY
    parameters = [inspect.Parameter("context", by_keyword, annotation=typer.Context)]
    parameters += [
        inspect.Parameter(name, by_keyword, default=known[name].default, annotation=known[name].type)
        for name in names or known
    ]
    parameters += [
        inspect.Parameter(old, by_keyword, default=None, annotation=Annotated[str | None, typer.Option(hidden=True)])
        for old in (() if names else RENAMED)
    ]
    command.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    return command


def _renamed(given: dict[str, Any], written: set[str]) -> dict[str, Any]:
    """The options by their new names, with a notice for each that was given by its old one."""
    for old, new in RENAMED.items():
        value = given.pop(old, None)
        if old in written:
            _notice(f"--{dashed(old)}", f"--{dashed(new)}")
            given[new] = _whole(new, value) if new == "instances" else value
    if given.get("cost_weights") == "unit":
        _notice("--cost-weights unit", "--cost-weights unweighted")
        given["cost_weights"] = "unweighted"
    return given


def _notice(old: str, new: str) -> None:
    sys.stderr.write(f"notice: {old} is now called {new}; the old name goes with 0.2\n")


def _whole(name: str, text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise typer.BadParameter(f"--{dashed(name)} must be a whole number, not {text!r}") from None


def _is_written(context: typer.Context, name: str) -> bool:
    source = context.get_parameter_source(name)
    return source is not None and source.name == "COMMANDLINE"
