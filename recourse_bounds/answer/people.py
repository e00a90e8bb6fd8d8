"""The first part of an answer: the data, the models, who is rejected, and what recourses cost them."""

from collections.abc import Callable, Mapping
from typing import Any

from empirical.report import Report
from empirical.report.naming import idealised, method_name
from recourse_bounds.answer.lines import Line, counted, name, percent, row
from recourse_bounds.answer.models import mind_lines, training_lines

MOST = 3
"""Radii ε of which the table shows the robust models."""

SCALES = {"minmax": "features scaled to 0–1", "standard": "features in standard deviations"}
"""The units of changes, by the scaling of the features."""

WORDS = {"steps": "steps", "ridge": "ridge", "epsilon": "ε"}
"""What tells pairs apart beside the seed, in words."""


def data_lines(report: Report) -> list[Line]:
    """Say which data, which models and which recourses a report is about.

    Args:
        report: The report.

    Returns:
        The lines.

    Examples:
        >>> data = {"name": "loans", "rows": 1200, "features": [{}] * 9, "favourable": "paid", "share_favourable": 0.7}
        >>> recourse = {"method": "gs", "lam": 0.01, "cost_weights": "unweighted"}
        >>> grid = {"kind": "linear", "epsilons": [0.1], "seeds": [0], "norm": "inf"}
        >>> settings = {"models": None, "grid": grid, "recourse": recourse, "scaling": "minmax"}
        >>> summary = {"data": data, "settings": settings, "runs": [{"epsilon": 0.1, "models": {}}]}
        >>> for line in data_lines(Report(None, None, summary)):
        ...     print(line.text)
        loans: 1,200 people, 9 features; favourable label 'paid' (70 %)
        A pair of linear models: natural, and robust against attacks of ε = 0.1 (ℓ∞)
        Recourses by Growing Spheres; features scaled to 0–1
    """
    data, settings = report.summary["data"], report.summary["settings"]
    first = f"{name(data['name'])}: {counted(data['rows'], 'person', 'people')}, "
    first += f"{counted(len(data['features']), 'feature')}; favourable label {name(data['favourable'], 20)!r}"
    recourse = settings["recourse"]
    method = method_name(report) or f"SCFE at fixed λ = {recourse['lam']:g}"
    third = f"Recourses by {method}; {SCALES[settings['scaling']]}"
    if recourse["cost_weights"] != "unweighted":
        third += f"; cost weights {name(recourse['cost_weights'], 20)}"
    first += f" ({percent(data['share_favourable'])})"
    return [Line(first), Line(_models(report)), Line(third)]


def rejected_lines(report: Report) -> list[Line]:
    """Say how many people the natural models reject, and which models tell nobody apart.

    Args:
        report: The report.

    Returns:
        The lines.

    Examples:
        >>> models = {"non_robust": {"degenerate": None}, "robust": {"degenerate": "accepts everybody"}}
        >>> run = {"models": models, "population": {"all": {"count": 39}}}
        >>> summary = {"rejected": [{"count": 39, "drawn": 39}], "split": {"test": 114, "train": 455}, "runs": [run]}
        >>> summary["settings"] = {"grid": {"kind": "linear"}}
        >>> for line in rejected_lines(Report(None, None, summary)):
        ...     print(line.text)
        The natural model rejects 39 of 114 test people
        Mind: the robust model accepts everybody
    """
    summary = report.summary
    test, runs = summary["split"]["test"], summary["runs"]
    counts = [entry["count"] for entry in summary["rejected"]]
    drawn = sum(entry["drawn"] for entry in summary["rejected"])
    pairs = sum(run["population"]["all"]["count"] for run in runs)
    if not any(counts):
        models = "The natural model accepts" if len(counts) == 1 else f"All {len(counts)} natural models accept"
        text = f"{models} all {test:,} test people: nobody needs a recourse"
    elif len(runs) == 1:
        text = f"The natural model rejects {counts[0]:,} of {test:,} test people"
    else:
        low, high = min(counts), max(counts)
        extent = f"{low:,}" if low == high else f"{low:,} to {high:,}"
        models = "The natural model rejects" if len(counts) == 1 else f"{len(counts)} natural models reject"
        text = f"{models} {extent} of {test:,} test people, {pairs:,} over the {len(runs)} pairs"
    text += f"; {drawn:,} were drawn" if drawn < sum(counts) else ""
    trained = summary["split"]["train"]
    fewer = sorted({report.family.training_rows(run, trained) for run in runs} - {trained})
    lines = [Line(text)] + [
        Line(f"The models are trained on {few:,} of {trained:,} people, drawn", 6) for few in fewer[:1]
    ]
    return lines + mind_lines(summary, told=not any(counts))


def recourse_lines(report: Report) -> list[Line]:
    """Say what recourses cost and how valid they are, natural beside robust.

    Args:
        report: The report.

    Returns:
        The lines of a small table; none where nobody is rejected.

    Examples:
        >>> recourse_lines(Report(None, None, {"sweep": [], "runs": []}))
        []
    """
    summary = report.summary
    sweep, runs = summary["sweep"], summary["runs"]
    if not sweep:
        return []
    last = sweep[-1]
    same = [entry for entry in sweep if all(entry[key] == last[key] for key in ("steps", "ridge"))]
    shown = _some(same)
    means = [entry["means"] for entry in shown]
    lines = [
        Line(row(_over(last, runs), "natural", _headings(shown))),
        _values("mean cost of the model's recourse", means, "cost_nr", "cost_r", _short),
        _values("  accepted by that model", means, "validity_nr", "validity_r", percent),
        _values("  accepted by the natural model", means, "validity_nr", "cross_validity", percent),
    ]
    if any(one["accepted_r"]["mean"] for one in means):
        accepted = ["-" if one["accepted_r"]["mean"] is None else percent(one["accepted_r"]["mean"]) for one in means]
        lines.insert(1, Line(row("accepts them without any change", percent(0.0), accepted), 2))
    people = [entry["instances"] for entry in shown]
    if any(one[key]["count"] < many for one, many in zip(means, people, strict=True) for key in ("cost_nr", "cost_r")):
        found = [f"{one['cost_r']['count']:,}" for one in means]
        lines.append(Line(row("people with a recourse", f"{means[-1]['cost_nr']['count']:,}", found), 1))
    lines += training_lines(shown, summary)
    if idealised(report):
        lines.append(Line("The theorems speak of these minimisers; --mode valid: what people can do", 8))
    return lines


def _models(report: Report) -> str:
    """Which models: the pair, or how many pairs."""
    settings, runs = report.summary["settings"], report.summary["runs"]
    noun, grid = report.family.noun, settings["grid"]
    if settings.get("pair") is not None:
        return f"A pair of models given from Python: {name(settings['pair'])}"
    if settings["models"] is not None:
        splits = "" if len(runs) == 1 else f", on {len(runs)} splits"
        return f"A pair of {noun} from {name(settings['models'])}, trained elsewhere{splits}"
    norm = "ℓ∞" if grid["norm"] == "inf" else f"ℓ{grid['norm']:g}"
    if len(runs) == 1:
        return f"A pair of {noun}: natural, and robust against attacks of ε = {runs[0]['epsilon']:g} ({norm})"
    varied = [counted(len(grid["seeds"]), "seed")] if len(grid["seeds"]) > 1 else []
    for key, word in WORDS.items():
        values = sorted({run[key] for run in runs if run[key] is not None})
        if len(values) > 1 or (values and key == "epsilon"):
            varied.append(f"{word} {'–'.join(f'{value:g}' for value in dict.fromkeys((values[0], values[-1])))}")
    return f"{len(runs)} pairs (natural, robust) of {noun}: {', '.join(varied)}"


def _some(entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The first, the last, and one in the middle."""
    places = sorted({round(place * (len(entries) - 1) / (MOST - 1)) for place in range(MOST)})
    return [entries[place] for place in places]


def _over(entry: Mapping[str, Any], runs: list[dict[str, Any]]) -> str:
    """Over whom the means are."""
    people = counted(entry["instances"], "person", "people")
    several = [key for key in ("steps", "ridge") if len({run[key] for run in runs}) > 1]
    where = "".join(f", {WORDS[key]} {entry[key]:g}" for key in several)
    seeds = f", {entry['seeds']} seeds" if entry["seeds"] > 1 else ""
    return f"Means over {people}{seeds}{where}"


def _headings(entries: list[dict[str, Any]]) -> list[str]:
    radii = ["" if entry["epsilon"] is None else f"ε={entry['epsilon']:g}" for entry in entries]
    return ["robust"] if len(entries) == 1 else [f"robust {radii[0]}", *radii[1:]]


def _values(label: str, means: list[dict[str, Any]], natural: str, robust: str, text: Callable[[float], str]) -> Line:
    """A row of means: of the natural model, which is the same for every ε, and of the robust ones."""

    def cell(one: dict[str, Any], key: str) -> str:
        return "-" if one[key]["mean"] is None else text(one[key]["mean"])

    return Line(row(label, cell(means[-1], natural), [cell(one, robust) for one in means]))


def _short(number: float) -> str:
    return f"{number:.3g}"
