"""The command ``recourse-bounds explain``."""

import json
from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from empirical.errors import InputError, writing
from recourse_bounds.commands.json_object import read_object
from recourse_bounds.explanation.options import ExplainOptions
from recourse_bounds.terminal import Progress, emit

if TYPE_CHECKING:
    from recourse_bounds.explanation import Explanation

EXAMPLE = "recourse-bounds explain --dataset breast-cancer --row 17"

PERSON = 'one object, a value for every column, like {"age": 41, "job": "clerk"}'
"""What the file with somebody else must hold."""


def explain(options: ExplainOptions, written: Collection[str]) -> int:
    """Say what one person could change so that either model accepts, and what the theorems guarantee for this person.

    Args:
        options: The options.
        written: The names of the options that somebody wrote.

    Returns:
        The exit status.

    Raises:
        InputError: If the file for the answer exists already, or nothing can be asked in this way.

    Examples:
        >>> explain(ExplainOptions(row=17, steps="50"), {"row", "steps"})  # doctest: +ELLIPSIS
        Row 17 of breast-cancer: rejected by the natural model ...
        0
    """
    if options.out is not None and options.out.exists():
        raise InputError(f"{options.out} exists: choose another name for the answer, or remove it")
    content = _written(_explanation(options, written), options)
    if options.out is None:
        emit(content.encode())
    else:
        from bounds.atomic_write import write_text

        with writing(options.out):
            write_text(options.out, content)
    return 0


def _explanation(options: ExplainOptions, written: Collection[str]) -> "Explanation":
    from empirical.report.settings import load_claims, load_data
    from recourse_bounds.explanation.asking import Asked, explain_person
    from recourse_bounds.explanation.pairs import kept_in_cache, pair_for
    from recourse_bounds.explanation.person import read_person

    by_method = [options.of_method(method).settings(written) for method in options.methods]
    settings = by_method[0]
    given: Any = options.row if options.person is None else read_object(options.person, PERSON)
    claims = load_claims(settings)
    with Progress() as progress:
        progress("loading data")
        dataset = load_data(settings)
        progress("training the pair")
        kept = kept_in_cache(dataset, settings)
        pair = pair_for(dataset, settings, kept)
        progress("looking for recourses")
        asked = Asked(
            tuple(one.recourse for one in by_method),
            several=options.several,
            seed=next(iter(settings.grid.seeds)),
            claims=tuple(claims.claims.values()),
            autoencoder=settings.autoencoder,
            checkpoint=kept,
        )
        return explain_person(pair, read_person(given, pair.split, dataset), asked, dataset)


def _written(explanation: "Explanation", options: ExplainOptions) -> str:
    """Write the answer in the format that is asked for."""
    if options.format == "json":
        return json.dumps(explanation.to_dict(), ensure_ascii=False, indent=2) + "\n"
    if options.format == "csv":
        from recourse_bounds.explanation.formats import csv_of

        return csv_of(explanation)
    return explanation.html() if options.format == "html" else explanation.text(verbose=options.verbose) + "\n"
