"""The figures of the study of networks: accuracy under attack, cost and validity, over the ε of training."""

import math
from collections.abc import Sequence
from io import BytesIO
from typing import Any, Protocol, runtime_checkable

from matplotlib.axes import Axes
from matplotlib.figure import Figure


@runtime_checkable
class Measured(Protocol):
    """What is drawn of one data set and norm of the attack."""

    @property
    def name(self) -> str:
        """Of the data set."""
        ...

    @property
    def norm(self) -> float:
        """The p of the attack."""
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
    """Accuracy under attacks of every size: a column per data set, a row per norm.

    Args:
        found: What was measured.

    Returns:
        A PNG.
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
    """Cost and validity of every method's recourses: two rows per norm.

    Args:
        found: What was measured.

    Returns:
        A PNG.
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
    """A figure, and for each of what was measured its axes, some rows in one column."""
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
    """The figure with one legend for all panels, those of a row sharing their labels."""
    known: dict[str, Any] = {}
    for axis in figure.axes:
        _learn(axis, known)
    figure.legend(known.values(), known.keys(), loc="outside lower center", ncols=6, fontsize=8, frameon=False)
    png = BytesIO()
    figure.savefig(png, format="png", dpi=110, metadata={"Software": None})
    return png.getvalue()


def _learn(axis: Axes, known: dict[str, Any]) -> None:
    for handle, label in zip(*axis.get_legend_handles_labels(), strict=True):
        known.setdefault(label, handle)
