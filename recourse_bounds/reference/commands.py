"""The page of all commands, generated from the code: what each does, an example that runs, and every option."""

import re
from itertools import groupby
from typing import Any

from recourse_bounds.errata.typesetting import markdown
from recourse_bounds.reference.markdown import BAR, page, table

INTRODUCTION = (
    "Every command with all its options, as `--help` shows them: what an option takes, what it does, and what holds "
    "without it. [Commands](../commands.md) says which command is for what, and what the exit statuses mean.",
)
"""Paragraphs above the commands."""

CODE = re.compile(r"(`[^`]+`|(?<![\w-])--[a-z][a-z-]*)")
"""What a help text has as code: what stands between backticks, and options."""

HEADER = ("option", "takes", "what it does", "without it")
"""Headings of the tables of options."""


def commands_page() -> str:
    """Make the page of all commands with their options, panel by panel.

    Returns:
        The page in Markdown.

    Examples:
        >>> commands_page().splitlines()[2]
        '# Every option'
    """
    blocks: list[str] = []
    for name, command in _commands().items():
        blocks += command_blocks(name, command)
    return page("Every option", *INTRODUCTION, *blocks)


def command_blocks(name: str, command: Any) -> list[str]:
    """Describe a command.

    Args:
        name: The name of the command.
        command: The command, as typer makes it.

    Returns:
        Its heading, what it does, an example, its arguments, and a table for every panel of its options.

    Examples:
        >>> command_blocks("errata", _commands()["errata"])[2].splitlines()[1]
        'recourse-bounds errata --out errata'
    """
    from recourse_bounds.app import EXAMPLES

    shown = [parameter for parameter in command.params if not getattr(parameter, "hidden", False)]
    arguments = [one for one in shown if one.param_type_name == "argument"]
    options = [one for one in shown if one.param_type_name == "option"]
    blocks = [f"## {name}", prose(command.help), f"```sh\n{EXAMPLES[name]}\n```"]
    if arguments:
        blocks.append("\n".join(f"- `{one.name.upper()}`: {prose(one.help)}" for one in arguments))
    for panel, group in groupby(options, key=lambda option: option.rich_help_panel):
        blocks += [f"**{panel}**"] if panel else []
        blocks.append(table(HEADER, map(option_row, group)))
    return blocks


def option_row(option: Any) -> tuple[str, ...]:
    """Describe an option in one row of a table.

    Args:
        option: The option, as typer makes it.

    Returns:
        The cells: its flags, what it takes, what it does, and what holds without it.

    Examples:
        >>> option_row(_commands()["falsify"].params[1])[::3]
        ('`--seconds`', '60')
    """
    flags = " / ".join(f"`{flag}`" for flag in (*option.opts, *option.secondary_opts))
    takes = "" if option.metavar is None else f"`{option.metavar.replace('|', BAR)}`"
    return (flags, takes, prose(option.help), _without(option))


def prose(text: str) -> str:
    """Write a help text in Markdown, with options and what stands between backticks as code.

    Args:
        text: The help text.

    Returns:
        The text, in which Markdown's own characters are escaped.

    Examples:
        >>> print(prose("A file_name of --data; see `datasets`."))
        A file_name of `--data`; see `datasets`.
    """
    parts = CODE.split(text)  # every other part is code
    parts[1::2] = [f"`{code.strip('`')}`" for code in parts[1::2]]
    parts[::2] = map(markdown, parts[::2])
    return "".join(parts)


def _without(option: Any) -> str:
    """What holds without an option: its default, in words where the option has words for it."""
    if isinstance(option.show_default, str):
        return prose(option.show_default)
    if option.default is None or option.default is False or option.default == "":
        return ""
    if option.default is True:
        return f"`{option.opts[0]}`"
    number = f"{option.default:g}" if isinstance(option.default, float) else str(option.default)
    return number if isinstance(option.default, int | float) else f"`{number}`"


def _commands() -> dict[str, Any]:
    """The commands as typer makes them, by name, most used first."""
    import typer

    from recourse_bounds.app import app

    group: Any = typer.main.get_command(app)
    return group.commands
