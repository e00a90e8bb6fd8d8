"""The commands of ``recourse-bounds``: report, page, explain, forecast, reproduce, study, datasets and so on."""

import importlib.metadata
import inspect
import re
import sys
from collections.abc import Callable
from typing import Annotated

import typer

from empirical.errors import InputError
from recourse_bounds.commands import (
    check,
    claims,
    datasets,
    errata,
    explain,
    falsify,
    forecast,
    page,
    prove,
    report,
    reproduce,
    study,
    verify,
)
from recourse_bounds.exit_status import BAD_INPUT, INTERRUPTED
from recourse_bounds.explanation.options import NAMES, ExplainOptions
from recourse_bounds.forecasting.options import NAMES as FORECAST_NAMES
from recourse_bounds.forecasting.options import ForecastOptions
from recourse_bounds.jax_settings import with_jax
from recourse_bounds.option_parsing import with_options
from recourse_bounds.terminal import printable

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
    for module in (
        report,
        page,
        explain,
        forecast,
        reproduce,
        study,
        datasets,
        claims,
        check,
        prove,
        falsify,
        verify,
        errata,
    )
}
"""An example that works for every command, most used first; it ends the command's help."""

COMMANDS = {
    "report": with_jax(with_options(report.report)),
    "page": with_jax(page.page),
    "explain": with_jax(with_options(explain.explain, ExplainOptions, NAMES)),
    "forecast": with_jax(with_options(forecast.forecast, ForecastOptions, FORECAST_NAMES)),
    "reproduce": with_jax(reproduce.reproduce),
    "study": with_jax(study.study),
    "datasets": datasets.datasets,
    "claims": with_jax(claims.claims),
    "check": with_jax(check.check),
    "prove": with_jax(prove.prove),
    "falsify": with_jax(falsify.falsify),
    "verify": with_jax(verify.verify),
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


def run() -> int:
    """Run the command that the process's arguments name; bad input becomes one line on standard error.

    Returns:
        The exit status.

    Examples:
        >>> before, sys.argv = sys.argv, ["recourse-bounds", "--version"]
        >>> run()
        0.1.0
        0
        >>> sys.argv = before
    """
    try:
        status = typer.main.get_command(app)(standalone_mode=False)
        sys.stdout.flush()  # here a full disk is bad input, too
    except (InputError, typer.TyperException) as error:
        message = error.format_message() if isinstance(error, typer.TyperException) else str(error)
        if message:  # there is none where help was shown instead
            sys.stderr.write(f"recourse-bounds: {printable(message)}\n")
        return BAD_INPUT
    except typer.Abort:
        return INTERRUPTED
    return status or 0


@app.callback()
def _options(
    version: Annotated[bool, typer.Option("--version", help="Show the version and stop.")] = False,  # noqa: FBT002
) -> None:
    if version:
        typer.echo(importlib.metadata.version("recourse-bounds"))
        raise typer.Exit
