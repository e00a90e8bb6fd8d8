"""Made tables in which every number is the printed one, for tests and examples."""

from itertools import product

import numpy as np
import polars as pl

from empirical.studies.senthilkumar2024.experiment import ACCURACY, DRAWN_SEARCHES, PIXELS, RECOURSES
from empirical.studies.senthilkumar2024.printed import TABLE
from empirical.studies.senthilkumar2024.recourses import SEARCHES
from empirical.studies.senthilkumar2024.results import IMAGES, LABELS, PUBLISHED, STOPS, WRITTEN, Results

SEEDS, FACTUALS = range(5), 4
"""The runs, and the factuals of each."""


def made_results(seed: int = 0) -> Results:
    """Make tables as if Table 1 had been measured, with the printed spreads; all models have the factuals of a run.

    Args:
        seed: The seed of the noise.

    Returns:
        The tables.

    Examples:
        >>> made_results().accuracy.height
        80
    """
    rng = np.random.default_rng(seed)
    noise = rng.normal(size=(len(SEEDS), len(STOPS)))
    accuracy, recourses, pixels = [], [], []
    for (data, adversary), part, run in product(TABLE, (WRITTEN.part, PUBLISHED.part), SEEDS):
        clean, fgsm, pgd, *plausible = TABLE[data, adversary]
        labels = {"part": part, "dataset": data, "adversary": adversary, "seed": run}
        accuracy.append({**labels, "clean": clean, "fgsm": fgsm, "pgd": pgd, "tested": 100})
        drawn = dict(zip(STOPS, np.array(plausible[::2]) + noise[run] * plausible[1::2], strict=True))
        for search, (stop, mean), instance in product(SEARCHES, drawn.items(), range(FACTUALS)):
            flags = dict.fromkeys(("right", "needed", "found"), True)
            distances = ("implausibility", "everywhere", "drawn", "drawn_everywhere", "unfaithfulness")
            numbers = dict.fromkeys(distances, float(mean))
            numbers["everywhere"] *= 2.0 if data == IMAGES else 1.0  # half of it is what Table 1 has
            about = {"search": search, "stop": stop, "instance": instance, "label": 3, "target": 8}
            recourses.append({**labels, **about, **flags, **numbers, "moves": 10.0, "slope": 0.005})
        if data == "mnist" and run == 0:
            pixels += [
                {**labels, "search": search, "stop": stop, "instance": 0, "pixel": pixel, "grey": rng.uniform()}
                for search, stop, pixel in product(DRAWN_SEARCHES, ("factual", *STOPS), range(784))
            ]
    return Results(
        pl.DataFrame(accuracy, schema={**LABELS, **ACCURACY}),
        pl.DataFrame(recourses, schema={**LABELS, **RECOURSES}),
        pl.DataFrame(pixels, schema={**LABELS, **PIXELS}),
    )
