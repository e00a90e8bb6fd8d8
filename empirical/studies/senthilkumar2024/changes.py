"""What is changed between the two readings of the thesis, one thing at a time, and how far each is from Table 1."""

from typing import Any, NamedTuple

import polars as pl

from empirical.studies.senthilkumar2024.printed import deviation
from empirical.studies.senthilkumar2024.results import ACCURACIES, DATA, STOPS, TRAININGS, Reading, Results, success_of

FITTING = {"distance": "everywhere", "factor": 0.5}
"""The distance between images by which changes are compared: that of the published reading."""


class Change(NamedTuple):
    """Something that is changed.

    Attributes:
        part: The part of the study that has the networks.
        search: The search.
        words: What is changed.
    """

    part: str
    search: str
    words: str


CHANGES = (
    Change("written", "equation", "nothing: as written"),
    Change("sum", "equation", "the losses of attacked and of plain instances are added"),
    Change("stopped", "equation", "attacks of training stop where a batch leaves the ball"),
    Change("code", "equation", "both of them: training as published"),
    Change("long", "equation", "twice as many epochs of training"),
    Change("written", "squared energy", "the penalty has a tenth of the squared energy"),
    Change("written", "falling weight", "the weight of the energy falls with the steps"),
    Change("written", "noisy start", "the search starts with noise of .1 around the instance"),
    Change("written", "published", "the squared energy and the noisy start: the search as published"),
    Change("written", "short steps", "steps of the search are .01 long, not .1"),
    Change("written", "unbounded", "the search may leave the range of the data"),
    Change("code", "published", "training and search as published"),
    Change("code", "squared energy", "as published, without the noisy start"),
    Change("light", "published", "as published, with half the weight λ₁ of the distance"),
    Change("full", "published", "as published, with 20 epochs of batches of 32, one run"),
)
"""What is changed, one thing at a time, and several together."""

CHANGED = (
    "Mean deviations from Table 1 over the models that were trained so, and the standard ones: of the accuracies, "
    "|ours − theirs|; of the implausibilities, |ours − theirs| / theirs, between images by (1 − SSIM)/2 over all "
    "windows. *Found*: the share of recourses that are found for the most robust of these models, under the "
    "generator conditions. What is changed was chosen before, but for the half weight and the noisy start, which were "
    "tried after a look."
)
"""What the rows are, in words."""


def change_rows(results: Results) -> list[dict[str, Any]]:
    """Measure how far every change is from Table 1.

    Args:
        results: The tables of the study.

    Returns:
        A row for each data set and change that was measured.

    Examples:
        >>> from empirical.studies.senthilkumar2024.made import made_results
        >>> change_rows(made_results())[0]["runs"]
        5
    """
    rows = []
    for data, title in DATA.items():
        for change in CHANGES:
            about = (pl.col("part") == change.part) & (pl.col("dataset") == data)
            searched = results.recourses.filter(about & (pl.col("search") == change.search))
            own = searched["adversary"].unique()
            if not own.len():
                continue
            reading = Reading(change.part, change.search, **FITTING)
            strongest = [name for name in TRAININGS if name in own][-1]
            gaps = {
                "runs": searched["seed"].n_unique(),
                "models": ", ".join(name for name in TRAININGS if name in own),
                "accuracy, clean": deviation(results, reading, data, ("clean",)),
                "attacked": deviation(results, reading, data, ACCURACIES[1:]),
                **{words: deviation(results, reading, data, (stop,)) for stop, words in STOPS.items()},
                "found": success_of(results, reading, data, strongest, "gradient")["found"],
            }
            rows.append({"data": title, "changed": change.words, **gaps})
    return rows
