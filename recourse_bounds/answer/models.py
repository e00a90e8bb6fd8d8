"""What an answer says of the models: accuracy, how far training is from its end, and what is wrong with them."""

from collections.abc import Callable, Mapping
from typing import Any

from empirical.report.naming import SETTINGS
from recourse_bounds.answer.advice import KINDS, advised, everybody
from recourse_bounds.answer.lines import WIDTH, Line, percent, row


def mind_lines(summary: Mapping[str, Any], *, told: bool) -> list[Line]:
    """Say what is wrong with the models, each with the option that mends it.

    Args:
        summary: The summary of the report.
        told: Whether it has been said that the natural models accept everybody.

    Returns:
        The lines; none where nothing is wrong.

    Examples:
        >>> models = {"non_robust": {"degenerate": None}, "robust": {"degenerate": "accepts everybody"}}
        >>> one = {"about": "robust", "text": "the robust model accepts everybody", "option": "--epsilon 0.02"}
        >>> [line.text for line in mind_lines({"runs": [{"models": models}], "advice": [one]}, told=False)]
        ['Mind: the robust model accepts everybody: --epsilon 0.02']
    """
    degenerate = _degenerate(summary["runs"], told=told)
    lines = []
    for text, option in advised(summary, {"robust": [degenerate] if degenerate else []}):
        whole = f"Mind: {text}" + (f": {option}" if option else "")
        parts = [whole] if len(whole) <= WIDTH or not option else [f"Mind: {text}:", f"      {option}"]
        lines += [Line(part) for part in parts]
    return lines


def training_lines(entries: list[dict[str, Any]], summary: Mapping[str, Any]) -> list[Line]:
    """Say how accurate the models are, and how steep their loss still is: 0 where training is at its end.

    Args:
        entries: The entries of the sweep that are shown.
        summary: The summary of the report.

    Returns:
        The rows of the table: the accuracy on test people, beside what it would be if everybody were decided alike, and
        on those that models were trained on; and the length of the gradient.

    Examples:
        >>> run = {"steps": 9, "ridge": None, "epsilon": 0.1}
        >>> model = {"accuracy": 0.9, "train_accuracy": 0.95, "training": {"gradient_norm": 0.012}}
        >>> summary = {"runs": [{**run, "models": {"non_robust": model, "robust": model}}]}
        >>> for line in training_lines([run], {**summary, "shares_favourable": {"test": 0.4}}):
        ...     print(line.text)
        accuracy (majority's share: 60 %)        90 %           90 %
          on the people trained on               95 %           95 %
        gradient's norm after training           0.01           0.01
    """
    favourable = summary.get("shares_favourable")
    label = "accuracy on the test people"
    if favourable:
        label = f"accuracy (majority's share: {percent(max(favourable['test'], 1.0 - favourable['test']))})"

    def steepness(model: Mapping[str, Any]) -> float | None:
        return (model.get("training") or {}).get("gradient_norm")

    rows = (
        (label, lambda model: model["accuracy"], percent, 3),
        ("  on the people trained on", lambda model: model.get("train_accuracy"), percent, 4),
        ("gradient's norm after training", steepness, lambda number: f"{number:.1g}", 3),
    )
    found = []
    for text, value, write, rank in rows:
        natural, *robust = _over_seeds(entries, summary["runs"], value)
        if natural is not None:
            cells = ["-" if one is None else write(one) for one in (natural, *robust)]
            found.append(Line(row(text, cells[0], cells[1:]), rank))
    return found


def _over_seeds(
    entries: list[dict[str, Any]], runs: list[dict[str, Any]], value: Callable[[Mapping[str, Any]], float | None]
) -> list[float | None]:
    """The mean of a number over the seeds: of the natural model, and of the robust model of every entry."""

    def mean(entry: dict[str, Any], key: str) -> float | None:
        same = [run for run in runs if all(run[one] == entry[one] for one in SETTINGS)]
        values = [value(run["models"][key]) for run in same]
        known = [one for one in values if one is not None]
        return sum(known) / len(known) if known else None

    return [mean(entries[-1], "non_robust"), *(mean(entry, "robust") for entry in entries)]


def _degenerate(runs: list[dict[str, Any]], *, told: bool) -> str:
    """Which models accept or reject everybody, and in how many pairs."""
    found = []
    for kind in KINDS:
        counts = {word: len(everybody(runs, word, kind)) for word in (("robust",) if told else ("natural", "robust"))}
        models = [
            word if len(runs) == 1 else f"{count} of {len(runs)} {word}" for word, count in counts.items() if count
        ]
        if models:
            verb = kind.split()[0].removesuffix("s")
            ending = "s" if models == [*models][:1] and len(runs) == 1 else ""
            noun = "model" if ending else "models"
            found.append(f"{'the ' if len(runs) == 1 else ''}{' and '.join(models)} {noun} {verb}{ending} everybody")
    return "; ".join(found)
