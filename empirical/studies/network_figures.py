"""The figures of the study of networks: accuracy under attack, cost and validity, over the ε of training."""

import math
from collections.abc import Sequence
from typing import Any, Protocol, runtime_checkable

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from empirical.report.figures.canvas import as_png


@runtime_checkable
class Measured(Protocol):
    """The measurements on one data set with one norm of the attack, as the figures read them."""

    @property
    def name(self) -> str:
        """The name of the data set."""
        ...

    @property
    def norm(self) -> float:
        """The order p of the attack's norm."""
        ...

    @property
    def accuracy(self) -> list[dict[str, Any]]:
        """A row for every network and attack."""
        ...

    @property
    def recourses(self) -> list[dict[str, Any]]:
        """A row for every method and pair."""
        ...


def accuracy_figure(found: Sequence[Measured]) -> bytes:
    """Draw the accuracy under attacks of every size, with a column per data set and a row per norm.

    Args:
        found: The measurements on every data set with every norm.

    Returns:
        The figure as a PNG file.

    Examples:
        >>> from empirical.studies.networks import Study
        >>> rows = [{"trained": trained, "attack": 0.1, "accuracy": 0.7} for trained in (0.0, 0.1)]
        >>> accuracy_figure([Study("german", 2.0, 200, 60.0, rows, [])])[1:4]
        b'PNG'
    """
    figure, axes = _panels(found, rows=1)
    for axis, one in axes:
        attacks = sorted({row["attack"] for row in one.accuracy})
        for number, attack in enumerate(attacks):
            rows = [row for row in one.accuracy if row["attack"] == attack]
            style: Any = {"ms": 3.5, "color": f"C{number}", "label": f"attack ε = {attack:g}"}
            axis[0].plot([row["trained"] for row in rows], [row["accuracy"] for row in rows], "o-", **style)
        axis[0].set_ylim(-0.02, 1.02)
        axis[0].set_ylabel("accuracy under attack")
    return _png(figure)


def recourse_figure(found: Sequence[Measured]) -> bytes:
    """Draw the cost and the validity of every method's recourses, with two rows per norm.

    Args:
        found: The measurements on every data set with every norm.

    Returns:
        The figure as a PNG file.

    Examples:
        >>> from empirical.studies.networks import Study
        >>> row = {"method": "ROAR", "epsilon": 0.1, "cost_r": 1.5, "own_r": 1.0, "cross": 0.9}
        >>> recourse_figure([Study("german", 2.0, 200, 60.0, [], [row])])[1:4]
        b'PNG'
    """
    figure, axes = _panels(found, rows=2)
    for (cost, validity), one in axes:
        for number, method in enumerate(dict.fromkeys(row["method"] for row in one.recourses)):
            rows = [row for row in one.recourses if row["method"] == method]
            trained, colour = [row["epsilon"] for row in rows], f"C{number}"
            cost.plot(trained, _numbers(rows, "cost_r"), "o-", ms=3.5, color=colour, label=method)
            validity.plot(trained, _numbers(rows, "own_r"), "o-", ms=3.5, color=colour, label=f"own, {method}")
            validity.plot(trained, _numbers(rows, "cross"), "x--", ms=4, color=colour, label=f"cross, {method}")
        cost.set_ylabel("mean cost, robust network")
        validity.set_ylabel("validity")
        validity.set_ylim(-0.02, 1.02)
    return _png(figure)


def _panels(found: Sequence[Measured], *, rows: int) -> tuple[Figure, list[tuple[Any, Measured]]]:
    """Make a figure, and give the axes of every study: some rows in one column."""
    names, norms = (list(dict.fromkeys(getattr(one, field) for one in found)) for field in ("name", "norm"))
    figure = Figure(figsize=(4.6 * len(names), 3.3 * rows * len(norms) + 0.6), layout="constrained")
    grid: Any = figure.subplots(rows * len(norms), len(names), squeeze=False)
    placed = []
    for one in found:
        first = rows * norms.index(one.norm)
        column = [grid[first + row][names.index(one.name)] for row in range(rows)]
        norm = "∞" if math.isinf(one.norm) else f"{one.norm:g}"
        for axis in column:
            axis.set_title(f"{one.name}, attack in ℓ{norm}", fontsize=10)
            axis.set_xlabel("ε of training")
        placed.append((column, one))
    return figure, placed


def _numbers(rows: Sequence[dict[str, Any]], name: str) -> list[float]:
    return [math.nan if row[name] is None else row[name] for row in rows]


def _png(figure: Figure) -> bytes:
    """Give the figure as a PNG file with one legend for all panels, in which every label stands once."""
    known: dict[str, Any] = {}
    for axis in figure.axes:
        _learn(axis, known)
    figure.legend(known.values(), known.keys(), loc="outside lower center", ncols=6, fontsize=8, frameon=False)
    return as_png(figure, 110)


def _learn(axis: Axes, known: dict[str, Any]) -> None:
    for handle, label in zip(*axis.get_legend_handles_labels(), strict=True):
        known.setdefault(label, handle)
