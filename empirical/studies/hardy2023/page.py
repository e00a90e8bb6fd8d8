"""The page of findings: what became of each sentence and each figure of the paper, from the tables alone."""

from collections.abc import Iterator
from typing import Any

import polars as pl

from empirical.report.sweep import student_interval
from empirical.studies.curves import shown
from empirical.studies.hardy2023.measures import REFERENCE, SHARES
from empirical.studies.hardy2023.networks import TRAININGS
from empirical.studies.hardy2023.printed import ADULT, DATA, FASHION, HOURS, METHODS, causes, printed
from empirical.studies.hardy2023.results import MAIN, Results
from empirical.studies.hardy2023.sentences import SHARE, findings
from empirical.studies.hardy2023.series import series, values
from empirical.studies.page import table as markdown
from empirical.studies.pages.blocks import missing_lines
from empirical.studies.published import RULE, printed_rows

SEARCHES = ((FASHION, "shells"), (FASHION, "gs"), (ADULT, "shells"), (ADULT, "gs"), (ADULT, "ar"), (ADULT, "ar carla"))
"""The data and methods whose tables the page has."""


def findings_page(results: Results) -> Iterator[str]:
    """Write the page of findings.

    Args:
        results: The tables of the study.

    Yields:
        Its blocks in Markdown.

    Examples:
        >>> from empirical.studies.hardy2023.made import made_results
        >>> next(findings_page(made_results()))
        '# The study of Hardy et al.: findings'
    """
    table = series(results)
    yield "# The study of Hardy et al.: findings"
    yield (
        "What became of *Exploring the Connection Between Adversarial Examples and Algorithmic Recourse* (Hardy, "
        "Salman, Wang and Li 2023): two networks of one seed, trained naturally and against attacks, and recourses for "
        "the same people from both. Figures are means over the seeds, with 95 % intervals (Student's). Every figure is "
        "computed from the tables of the cells."
    )
    yield "## Sentences"
    yield markdown(_sentence_rows(table))
    yield (
        f"Unconnected: no chain of accepted training instances, with steps shorter than {SHARE:g} of the mean distance "
        f"between training instances, joins the recourse to one that is classified rightly; chains run through "
        f"{REFERENCE:,} instances that the network accepts. *Cannot be told*: fewer than two seeds, or than 20 people."
    )
    yield "## Printed figures"
    yield RULE
    yield markdown(printed_rows(printed(table)))
    yield "## What may make a figure differ, tested"
    yield (
        "One option of the experiment is changed at a time; *ours* is the figure of the study for the same seeds. "
        "Where the changed figure is *nearer* to theirs, the option may be a reason. Changes below .02 are not shown."
    )
    yield markdown(causes(table))
    yield "## Table 1: success rates"
    yield markdown(list(_by_method(table, ("success",))))
    yield "## Table 2: sparsity and redundancy, also of the adversarial network"
    yield markdown(list(_by_method(table, ("sparsity", "redundancy"))))
    yield "## Distances"
    yield (
        "*In ball*: the share of recourses with a training instance of the class within the ball; the others have no "
        "sphere distance, and drop out of its mean."
    )
    yield markdown(list(_by_method(table, ("distance", "knn", "sphere", "in ball"))))
    yield "## Unconnected recourses by the length of steps"
    yield markdown(list(_chain_rows(table)))
    yield "## Networks"
    yield markdown(list(_network_rows(table)))
    yield "## Seconds"
    yield (
        "The time of the search in a cell, compilation included, for the people of one network; theirs is for 500 "
        "people, on a GPU for Actionable Recourse."
    )
    yield markdown(list(_second_rows(results)))
    yield from missing_lines(results.missing)


def _sentence_rows(table: pl.DataFrame) -> list[dict[str, Any]]:
    return [
        {
            "sentence": one.sentence.text,
            "data": DATA[one.sentence.dataset],
            "method": METHODS[one.sentence.method],
            "where": one.sentence.source,
            "ours": one.figure,
            "badge": one.badge.value,
            "reproduced if": one.sentence.rule.reproduced,
            "partly if": one.sentence.rule.partly,
        }
        for one in findings(table)
    ]


def _shown(table: pl.DataFrame, **chosen: Any) -> str:
    return shown(student_interval(values(table, **chosen)))


def _by_method(table: pl.DataFrame, quantities: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    for dataset, method in SEARCHES:
        for training in TRAININGS:
            place = {"dataset": dataset, "method": method, "training": training}
            found = {name: _shown(table, quantity=name, **place) for name in quantities}
            yield {"data": DATA[dataset], "method": METHODS[method], "network": training, **found}


def _chain_rows(table: pl.DataFrame) -> Iterator[dict[str, Any]]:
    for dataset, method in SEARCHES:
        for training in TRAININGS:
            place = {"dataset": dataset, "method": method, "training": training}
            found = {f"ε {share:g}": _shown(table, quantity=f"unconnected {share}", **place) for share in SHARES}
            yield {"data": DATA[dataset], "method": METHODS[method], "network": training, **found}


def _network_rows(table: pl.DataFrame) -> Iterator[dict[str, Any]]:
    quantities = ("accuracy", "train_accuracy", "susceptibility 8/255", "susceptibility 16/255", "flipped 16/255")
    kinds = table.filter(pl.col("quantity") == "susceptibility 8/255", pl.col("method") == "shells")
    first = pl.col("variant") != MAIN
    for dataset, variant in kinds.select("dataset", "variant").unique().sort("dataset", first, "variant").iter_rows():
        for training in TRAININGS:
            place = {"dataset": dataset, "method": "shells", "variant": variant, "training": training}
            found = {name.replace("_", " "): _shown(table, quantity=name, **place) for name in quantities}
            yield {"data": DATA[dataset], "network": training, "variant": variant, **found}


def _second_rows(results: Results) -> Iterator[dict[str, Any]]:
    for dataset, method in SEARCHES:
        rows = results.searches.filter(
            (pl.col("dataset") == dataset) & (pl.col("method") == method) & (pl.col("variant") == MAIN)
        )
        if not rows.height:
            continue
        each = float(rows["seconds"].to_numpy().sum() / max(rows["searched"].to_numpy().sum(), 1))
        hours = HOURS.get((dataset, method))
        theirs = None if hours is None else hours * 3600.0 / 500.0
        yield {
            "data": DATA[dataset],
            "method": METHODS[method],
            "seconds, from": float(rows["seconds"].to_numpy().min()),
            "to": float(rows["seconds"].to_numpy().max()),
            "a person": each,
            "theirs": None if hours is None else f"{hours:g} hours",
            "times as fast": None if theirs is None else f"{theirs / each:,.0f}",
        }
