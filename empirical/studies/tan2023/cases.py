"""What was measured of every sentence of the paper, case by case, with the badge of each."""

from functools import cached_property
from typing import NamedTuple

import numpy as np
import polars as pl

from bounds import CLAIMS
from empirical.report.sweep import student_interval
from empirical.studies.badges import Badge
from empirical.studies.curves import shown
from empirical.studies.published import LEAST_RUNS
from empirical.studies.tan2023 import judges
from empirical.studies.tan2023.constants import ON_A_GRID
from empirical.studies.tan2023.methods import METHODS
from empirical.studies.tan2023.printed import TABLE, log_ratios, ours_of
from empirical.studies.tan2023.results import CELL, DATA, MODELS, Results, kinds, mean_quotients, of_part, runs_of
from empirical.studies.tan2023.scores import PROBABILITY
from empirical.studies.tan2023.series import correlation_rows, curve_table, peak_table
from empirical.studies.tan2023.tradeoff_checks import TRADEOFF


class Case(NamedTuple):
    """What is told of a sentence in one case.

    Attributes:
        about: What the case is about.
        measured: What was measured, in words.
        badge: The badge.
    """

    about: str
    measured: str
    badge: Badge


class Series:
    """What the sentences read of the tables, each computed once.

    Examples:
        >>> from empirical.studies.tan2023.made import made_results
        >>> Series(made_results()).curves.height > 0
        True
    """

    def __init__(self, results: Results) -> None:
        """Take the tables.

        Args:
            results: The tables of the study.
        """
        self.results = results

    @cached_property
    def quotients(self) -> pl.DataFrame:
        """The mean quotients, as :func:`mean_quotients` gives them."""
        return mean_quotients(self.results)

    @cached_property
    def curves(self) -> pl.DataFrame:
        """What σ does, as :func:`curve_table` gives it."""
        return curve_table(self.results)

    @cached_property
    def peaks(self) -> pl.DataFrame:
        """The most faithful σ, as :func:`peak_table` gives them."""
        return peak_table(self.results)

    @cached_property
    def faithfulness(self) -> pl.DataFrame:
        """Spearman's correlation of every explanation with what happens, over the people of a model."""
        rows = of_part(self.results.faithfulness).group_by(*CELL, "method", maintain_order=True)
        return rows.agg(pl.col("spearman").mean())


def _name(data: str, model: str) -> str:
    return f"{DATA[data]}, {MODELS[model]}"


def determined_cases(series: Series) -> list[Case]:
    """Judge, kind of model by kind, whether the robustness of explanations follows that of the score.

    Args:
        series: What was measured.

    Returns:
        The cases.

    Examples:
        >>> from empirical.studies.tan2023.made import made_results
        >>> len(determined_cases(Series(made_results())))
        12
    """
    rows = [row for row in correlation_rows(series.results) if row["model"]]
    return [
        Case(
            f"{_name(row['dataset'], row['model'])}: {METHODS[method]}",
            f"rank correlation {_number(row[method])} over {row['models']} models",
            judges.is_determined(row[method]),
        )
        for row in rows
        for method in METHODS
    ]


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.3g}"


def free_cases(series: Series) -> list[Case]:
    """Judge, kind of model by kind, whether robust training makes explanations robust for free.

    Args:
        series: What was measured.

    Returns:
        The cases.

    Examples:
        >>> from empirical.studies.tan2023.made import made_results
        >>> {case.badge.value for case in free_cases(Series(made_results()))}
        {'reproduced'}
    """
    found = []
    for data, model in kinds(series.quotients):
        own = series.quotients.filter(dataset=data, model=model)
        faithful = series.faithfulness.filter(dataset=data, model=model)
        for method in METHODS:
            runs = runs_of(own, method)
            plain, robust = runs[min(runs)], runs[max(runs)]
            ratios = log_ratios(plain, robust) if len(runs) > 1 else np.zeros(0)
            of_faith = runs_of(faithful.filter(method=method), "spearman")
            seeds = sorted(of_faith[min(runs)].keys() & of_faith[max(runs)].keys()) if len(runs) > 1 else []
            losses = np.array([of_faith[min(runs)][seed] - of_faith[max(runs)][seed] for seed in seeds])
            words = f"{_ratio(ratios)} times as robust at ε = {max(runs):.2g}; faithfulness falls by {_mean(losses)}"
            found.append(Case(f"{_name(data, model)}: {METHODS[method]}", words, judges.is_free(ratios, losses)))
    return found


def _ratio(ratios: np.ndarray) -> str:
    interval = student_interval(ratios)
    return shown({name: None if value is None else float(np.exp(value)) for name, value in interval.items()})


def _mean(values: np.ndarray) -> str:
    return shown(student_interval(values))


def _along(
    series: Series, data: str, model: str, epsilon: float, score: str
) -> dict[str, dict[float, dict[int, float]]]:
    """Give the curves of one kind of model along σ > 0, by seed."""
    about = (pl.col("epsilon") == epsilon) & (pl.col("sigma") > 0.0)
    own = series.curves.filter(about, dataset=data, model=model, score=score)
    found: dict[str, dict[float, dict[int, float]]] = {"error": {}, "quotient": {}}
    for name, curve in found.items():
        for sigma, seed, value in own.select("sigma", "seed", name).iter_rows():
            if value is not None:
                curve.setdefault(sigma, {})[seed] = value
    return found


def strictly_cases(series: Series) -> list[Case]:
    """Judge, kind of model by kind, whether smoothing makes explanations more robust.

    Args:
        series: What was measured.

    Returns:
        The cases.

    Examples:
        >>> from empirical.studies.tan2023.made import made_results
        >>> [case.badge.value for case in strictly_cases(Series(made_results()))]
        ['reproduced', 'reproduced']
    """
    found = []
    for data, model in kinds(series.curves):
        changes = _along(series, data, model, 0.0, PROBABILITY)["quotient"]
        found.append(Case(f"{_name(data, model)}, natural", _ends(changes), judges.is_smoother(changes)))
    return found


def _ends(changes: dict[float, dict[int, float]]) -> str:
    ends = sorted(changes)[:: max(len(changes) - 1, 1)]
    times = {sigma: float(np.exp(np.mean([*changes[sigma].values()]))) for sigma in ends}
    return "; ".join(f"quotient × {value:.3g} at σ = {sigma:g}" for sigma, value in times.items()) or "–"


def costs_cases(series: Series, *, natural: bool) -> list[Case]:
    """Judge, model by model, whether SmoothGrad can become less faithful as it becomes more robust.

    Args:
        series: What was measured.
        natural: Whether natural models are meant, or robust ones.

    Returns:
        The cases.

    Examples:
        >>> from empirical.studies.tan2023.made import made_results
        >>> costs_cases(Series(made_results()), natural=True)[0].about
        'Fashion-MNIST, CNN, ε = 0'
    """
    found = []
    for data, model in kinds(series.curves):
        own = series.curves.filter(dataset=data, model=model)
        for epsilon in sorted(own["epsilon"].unique()):
            if (epsilon == 0.0) == natural:
                curves = _along(series, data, model, epsilon, PROBABILITY)
                badge = judges.costs_faithfulness(curves["error"], curves["quotient"])
                found.append(Case(f"{_name(data, model)}, ε = {epsilon:.2g}", _worst(curves), badge))
    return found


def _worst(curves: dict[str, dict[float, dict[int, float]]]) -> str:
    means = {sigma: float(np.mean([*runs.values()])) for sigma, runs in curves["error"].items()}
    if not means:
        return "–"
    sigma = max(means, key=lambda one: means[one])
    robust = float(np.mean([*curves["quotient"].get(sigma, {0: np.nan}).values()]))
    return f"at σ = {sigma:g} error × {np.exp(means[sigma]):.3g}, quotient × {np.exp(robust):.3g}"


def peaks_cases(series: Series) -> list[Case]:
    """Judge, kind of model by kind, whether the most faithful σ lies strictly between 0 and ∞.

    Args:
        series: What was measured.

    Returns:
        The cases.

    Examples:
        >>> from empirical.studies.tan2023.made import made_results
        >>> [case.badge.value for case in peaks_cases(Series(made_results()))]
        ['reproduced', 'reproduced']
    """
    found = []
    claims = of_part(series.results.claims).filter(pl.col("claim") == TRADEOFF[0])
    known = claims.filter(pl.col("lacking") != ON_A_GRID)
    for data, model in kinds(series.peaks):
        own = series.peaks.filter(dataset=data, model=model, score=PROBABILITY)
        people, peaks = own["repaired"].sum(), (own["repaired"] & own["peak"]).sum()
        violated = int(known.filter(dataset=data, model=model)["violated"].sum())
        words = f"{peaks} of {people} people with the hypotheses on the grid and αν < 1; {violated} violate the theorem"
        found.append(Case(_name(data, model), words, judges.has_peaks(int(people), int(peaks), violated)))
    return found


def theorems_cases(series: Series) -> list[Case]:
    """Judge, kind of model by kind, whether claims are violated.

    Args:
        series: What was measured.

    Returns:
        The cases.

    Examples:
        >>> from empirical.studies.tan2023.made import made_results
        >>> [case.badge.value for case in theorems_cases(Series(made_results()))]
        ['partly', 'partly']
    """
    claims = of_part(series.results.claims)
    found = []
    for data, model in kinds(claims):
        own = claims.filter(dataset=data, model=model)
        counts = {kind: _violated(own, kind) for kind in ("true", "false")}
        checked = int(own.select(pl.sum_horizontal("holds", "violated", "vacuous").sum()).item())
        words = f"{checked:,} checks; violated: true claims {counts['true']}, false ones {counts['false']}"
        found.append(Case(_name(data, model), words, judges.holds(checked, counts["true"], counts["false"])))
    return found


def _violated(claims: pl.DataFrame, theory: str) -> int:
    names = [name for name in claims["claim"].unique() if CLAIMS[name].theory == theory]
    return int(claims.filter(pl.col("claim").is_in(names))["violated"].sum())


def times_cases(series: Series) -> list[Case]:
    """Judge, explanation by explanation, by how much robust training lowers quotients.

    Args:
        series: What was measured.

    Returns:
        The cases.

    Examples:
        >>> from empirical.studies.tan2023.made import made_results
        >>> {case.badge.value for case in times_cases(Series(made_results()))}
        {'reproduced'}
    """
    ours, found = ours_of(series.results), []
    for place, (method, name) in enumerate(METHODS.items()):
        theirs = [numbers[place][0] / numbers[place][1] for numbers in TABLE.values()]
        ratios = log_ratios(ours.plain[method], ours.robust[method])
        mean = float(np.exp(ratios.mean())) if len(ratios) >= LEAST_RUNS else None
        words = f"{_ratio(ratios)} times; theirs {min(theirs):.3g} to {max(theirs):.3g}"
        found.append(Case(name, words, judges.is_between(mean, theirs)))
    return found
