"""The page of findings: Table 1 beside ours, what became of each sentence, and what explains the differences."""

from collections.abc import Iterator, Mapping
from typing import Any

import polars as pl

from empirical.studies.badges import Badge
from empirical.studies.page import table
from empirical.studies.pages.blocks import missing_lines
from empirical.studies.published import RULE, Beside, printed_rows
from empirical.studies.senthilkumar2024.changes import CHANGED, change_rows
from empirical.studies.senthilkumar2024.judges import mean_of
from empirical.studies.senthilkumar2024.printed import deviation, printed, table_1
from empirical.studies.senthilkumar2024.results import (
    DATA,
    IMAGES,
    PUBLISHED,
    STOPS,
    TRAININGS,
    WRITTEN,
    Reading,
    Results,
    success_of,
    values_of,
)
from empirical.studies.senthilkumar2024.sentences import SENTENCES, judged

TITLE = "# What Senthilkumar (2024) measured, and what was measured here"

READINGS: Mapping[str, Reading] = {"as written": WRITTEN, "published code": PUBLISHED}
"""The readings of the thesis, by the titles of their columns."""


def findings_blocks(results: Results) -> Iterator[str]:
    """Make the page.

    Args:
        results: The tables of the study.

    Yields:
        The headings, paragraphs and tables of the page in Markdown.

    Examples:
        >>> from empirical.studies.senthilkumar2024.made import made_results
        >>> next(findings_blocks(made_results())) == TITLE
        True
    """
    yield TITLE
    yield (
        "Every sentence and every number of Table 1 has a badge by a rule that was written down before anything was "
        "measured. The thesis is read in two ways: *as written*, with the loss of attacked instances (Eq. 1), "
        "projected attacks (Eq. 3) and the penalty λ₂E (Eq. 4); and as its *published code* does it "
        "(AdversarialRobustness.jl): the losses of attacked and plain instances are added, attacks of training are not "
        "projected but stop where a batch leaves the ball, and the library of the search adds a tenth of the squared "
        "energy and starts with normal noise of .1 around the instance. Standard models are the same in both. "
        "Distances between images are 1 − SSIM as written, and (1 − SSIM)/2 over all windows in the published reading; "
        "that choice, and that of the noisy start, were made after a look at which fits."
    )
    yield table([_sentence_row(results, sentence) for sentence in SENTENCES])
    yield from _sentences(results)
    yield from _table_1(results)
    yield from _distances(results)
    yield "## What explains the differences: one change at a time"
    yield CHANGED
    yield table(_known(change_rows(results)))
    yield from _success(results)
    yield from missing_lines(results.missing)


def _sentence_row(results: Results, sentence: Any) -> dict[str, Any]:
    badges = {f"{name}": f"**{judged(sentence, results, reading)[0].value}**" for name, reading in READINGS.items()}
    return {"sentence": f"“{sentence.text}” ({sentence.source})", **badges}


def _sentences(results: Results) -> Iterator[str]:
    yield "## Sentence by sentence"
    for sentence in SENTENCES:
        yield f"### {sentence.name[0].upper()}{sentence.name[1:]}"
        yield f"“{sentence.text}” ({sentence.source}.) Rule: {sentence.rule}"
        rows = [
            {"reading": name, "case": case.about, "measured": case.measured, "badge": case.badge.value}
            for name, reading in READINGS.items()
            for case in judged(sentence, results, reading)[1]
        ]
        yield table(rows)


def _table_1(results: Results) -> Iterator[str]:
    yield "## Table 1, number by number"
    yield (
        f"{RULE} Implausibilities count the factuals that the model classifies rightly, as the published code does, "
        "and whose recourse is found."
    )
    for name, reading in READINGS.items():
        found = table_1(results, reading)
        yield f"### {name[0].upper()}{name[1:]}: {_counted(found)}"
        yield table(printed_rows(found))


def _counted(found: list[Beside]) -> str:
    badges = [one.badge for one in found]
    return ", ".join(f"{badges.count(badge)} {badge.value}" for badge in Badge if badge in badges)


def _distances(results: Results) -> Iterator[str]:
    yield "## Which distance between images"
    yield (
        "The thesis says that images are compared by the SSIM, not how a similarity becomes a distance; the code that "
        "measured it is not among what is published. Tried: 1 − SSIM and half of it, (1 − SSIM)/2; over the windows "
        "that fit into the image, and over windows around all pixels, with the border repeated, as the usual library "
        "of the language does it; and to the 100 nearest instances, or to 100 in no order. Mean deviations from the "
        "printed implausibilities, |ours − theirs| / theirs, over the four models:"
    )
    rows = []
    for name, reading in READINGS.items():
        for column, words in _COLUMNS.items():
            for factor, title in ((1.0, "1 − SSIM"), (0.5, "(1 − SSIM)/2")):
                one = reading._replace(distance=column, factor=factor)
                gaps = {words: deviation(results, one, IMAGES, (stop,)) for stop, words in STOPS.items()}
                both = deviation(results, one, IMAGES, tuple(STOPS))
                rows.append({"reading": name, "distance": title, "over": words, **gaps, "both": both})
    yield table(_known(rows))
    yield "The means of 1 − SSIM themselves:"
    rows = [
        {"reading": name, "stop": words, "model": title, "theirs": printed(IMAGES, adversary)[stop].value}
        | {
            title: mean_of(values_of(results, reading, IMAGES, adversary, f"{stop}/{column}"))
            for column, title in _COLUMNS.items()
        }
        for name, reading in READINGS.items()
        for stop, words in STOPS.items()
        for adversary, title in TRAININGS.items()
    ]
    yield table(rows)


_COLUMNS = {
    "implausibility": "windows inside, nearest",
    "everywhere": "all windows, nearest",
    "drawn": "windows inside, any 100",
    "drawn_everywhere": "all windows, any 100",
}
"""The distances by the column that has them."""


def _known(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Put nothing where a number is not known."""
    return [{name: None if value != value else value for name, value in row.items()} for row in rows]


def _success(results: Results) -> Iterator[str]:
    yield "## How many recourses are found, and how faithful they are"
    yield (
        "*Right*: the factuals that the model classifies rightly. *Found*: of those that need a recourse. *Flat*: of "
        "the found ones, those whose search ended with a slope below 0.01; the others ran out of 1,000 steps, or "
        "stopped at the threshold. *Unfaithful*: the mean distance to samples that the model itself generates of the "
        "class."
    )
    rows = []
    for name, reading in READINGS.items():
        for data, title in DATA.items():
            for adversary, model in TRAININGS.items():
                for stop, words in STOPS.items():
                    shares = success_of(results, reading, data, adversary, stop)
                    away = mean_of(values_of(results, reading, data, adversary, f"{stop}/unfaithfulness"))
                    rows.append(
                        {"reading": name, "data": title, "model": model, "stop": words}
                        | {"right": shares["right"], "found": shares["found"], "flat": shares["flat"]}
                        | {"unfaithful": away}
                    )
    yield table([row for row in rows if row["unfaithful"] is not None])
    yield _constant(results)
    people = results.recourses.select(pl.len()).item()
    yield f"{people:,} searches, {results.seconds / 60.0:,.0f} minutes of one process for all of them and the training."


CONSTANT = 0.2
"""The accuracy on ten digits up to which a model hardly tells them apart: twice that of a guess."""


def _constant(results: Results) -> str:
    """Name the models that tell no digits apart."""
    found = [
        f"{TRAININGS[adversary]}, {name}"
        for name, reading in READINGS.items()
        for adversary in TRAININGS
        if (mean := mean_of(values_of(results, reading, IMAGES, adversary, "clean"))) is not None and mean <= CONSTANT
    ]
    if not found:
        return "Every model tells digits apart."
    return (
        f"Models of MNIST with a clean accuracy of at most {CONSTANT:g} hardly tell digits apart, so that their "
        f"recourses say nothing: {'; '.join(found)}."
    )
