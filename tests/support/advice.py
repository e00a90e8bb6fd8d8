"""Following the advice of a message: the options that it gives after ``add:`` are added to those of the command."""

import re
import shlex
from pathlib import Path

from empirical.data.dataset import Dataset
from empirical.data.table.load import TableFile, load_table
from empirical.errors import InputError
from recourse_bounds.report_options import Options

LISTS = ("drop", "keep", "missing_values")
"""Options to whose earlier names an advice adds."""


def table_file(path: Path, **options) -> TableFile:
    """What the command line makes of the options of a report about a table."""
    data = Options(data=str(path), **options).settings().data
    assert isinstance(data, TableFile)
    return data


def advised(message: str) -> dict[str, str | bool]:
    """The options that a message says to add; of alternatives the first."""
    text = message.rpartition("add: ")[2]
    words = shlex.split(re.sub(r" or --.*$", "", text).replace(", and --", " --"))
    options: dict[str, str | bool] = {}
    while words:
        name = words.pop(0).removeprefix("--")
        name, _, value = name.partition("=")
        if name in {"header", "no-header"}:
            options["header"] = name == "header"
        else:
            options[name.replace("-", "_")] = value or words.pop(0)
    return options


def followed(path: Path, *, most: int = 3, **options) -> tuple[Dataset, list[str]]:
    """The data set that comes out when every advice is followed, and the messages on the way."""
    messages: list[str] = []
    while True:
        try:
            return load_table(table_file(path, **options)), messages
        except InputError as error:
            message = str(error)
            assert "add: " in message, message
            assert len(messages) < most, (message, messages)
            messages.append(message)
            for name, value in advised(message).items():
                earlier = options.get(name)
                options[name] = f"{earlier},{value}" if name in LISTS and earlier else value
