"""The command line: ``recourse-bounds report | reproduce | datasets | claims | check | prove | falsify | errata``.

Exit status: 0 done; 1 a claim that is called true was violated although all its premises hold, or a proof did not come
out as its theory says (defects of this project, or of a claim of the user's own); 2 bad input.
"""

import importlib.metadata
import inspect
import io
import re
import sys
from collections.abc import Callable
from typing import Annotated

import typer

from empirical.errors import InputError
from recourse_bounds.commands import check, claims, datasets, errata, falsify, prove, report, reproduce
from recourse_bounds.exit_status import BAD_INPUT, INTERRUPTED
from recourse_bounds.jax_settings import with_jax
from recourse_bounds.option_parsing import with_options
from recourse_bounds.terminal import printable, remember_interrupts

app = typer.Typer(
    help="Check theorems about recourse and adversarial robustness against data, person by person.",
    epilog=f"Start here:\n\n{report.EXAMPLE}",
    no_args_is_help=True,
    invoke_without_command=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

EXAMPLES = {
    module.__name__.rpartition(".")[2]: module.EXAMPLE
    for module in (report, reproduce, datasets, claims, check, prove, falsify, errata)
}
"""An example that works for every command, most used first; it ends the command's help."""

COMMANDS = {
    "report": with_jax(with_options(report.report)),
    "reproduce": with_jax(reproduce.reproduce),
    "datasets": datasets.datasets,
    "claims": with_jax(claims.claims),
    "check": with_jax(check.check),
    "prove": with_jax(prove.prove),
    "falsify": with_jax(falsify.falsify),
    "errata": with_jax(errata.errata),
}
"""The commands by name, most used first."""


def _help(command: Callable[..., object]) -> str:
    """The text of a command's docstring, without the sections that only readers of the code need."""
    text = re.split(r"\n\n(?:Args|Returns|Examples):", inspect.cleandoc(command.__doc__ or ""))[0]
    return re.sub(r"(?<!\n)\n(?!\n)", " ", text)


for _name, _command in COMMANDS.items():
    _epilog = "\n\n".join(("Example:", *EXAMPLES[_name].split("\n")))
    app.command(_name, help=_help(_command), epilog=_epilog)(_command)


def main() -> None:
    """Run the command line: the entry point of ``recourse-bounds``.

    Examples:
        >>> before, sys.argv = sys.argv, ["recourse-bounds", "--version"]
        >>> try:
        ...     main()
        ... except SystemExit as end:
        ...     print(end.code)
        ... finally:
        ...     sys.argv = before
        0.1.0
        0
    """
    remember_interrupts()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a terminal without Δ and ‖ still gets the text
    try:
        status = typer.main.get_command(app)(standalone_mode=False)
    except (InputError, typer.TyperException) as error:
        message = error.format_message() if isinstance(error, typer.TyperException) else str(error)
        if message:  # there is none where help was shown instead
            sys.stderr.write(f"recourse-bounds: {printable(message)}\n")
        status = BAD_INPUT
    except (KeyboardInterrupt, typer.Abort):
        status = INTERRUPTED
    sys.exit(status or 0)


@app.callback()
def _options(
    version: Annotated[bool, typer.Option("--version", help="Show the version and stop.")] = False,  # noqa: FBT002
) -> None:
    if version:
        typer.echo(importlib.metadata.version("recourse-bounds"))
        raise typer.Exit


if __name__ == "__main__":
    main()
