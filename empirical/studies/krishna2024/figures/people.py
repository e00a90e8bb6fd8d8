"""Figures of single people: gaps between their bounds, and the map of a person's neighbours."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import polars as pl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from empirical.studies.curves import LEAST_PEOPLE
from empirical.studies.drawing import MODELS, grid_of, put_title, say_nothing_known
from empirical.studies.krishna2024.bounds import APPLIES, WHOLE_DECODER
from empirical.studies.krishna2024.people import MAIN
from empirical.studies.krishna2024.results import Results

SPREAD = 20.0
"""Ratio of bounds to what they bound from which the vertical axis is logarithmic."""

VALIDITY_GAP = "Pr_NR − Pr_R"
COST_GAP = "cost_NR − cost_R"


class Panel(NamedTuple):
    """A panel with the gap of every person between its bounds.

    Attributes:
        title: The title.
        model: The family of models.
        method: The recourse method.
        claim: The claim that bounds the gap.
        cost: The source of the costs; empty for gaps of validity.
        delta: The source of Δ; empty if there is none.
        epsilon: The ε; where too few people have two recourses there, the largest one below at which enough have.
        label: The label of the vertical axis.
    """

    title: str
    model: str
    method: str
    claim: str
    cost: str
    delta: str
    epsilon: float
    label: str = COST_GAP


SHARP = {"linear": "theorem4.sharp", "mlp": "theorem4.sharp", "ntk": "theorem5.sharp"}
"""The sharp claim about validity by the family of models."""


def _validity(model: str, delta: str, epsilon: float) -> Panel:
    return Panel(f"validity, {MODELS[model]}", model, "scfe fixed", SHARP[model], "", delta, epsilon, VALIDITY_GAP)


def _theorem2(model: str, epsilon: float) -> Panel:
    name = f"Theorem 2 as printed, {MODELS[model]}"
    return Panel(name, model, "scfe fixed", "theorem2.printed", "linearised", "", epsilon)


LINEAR_PANELS = (
    Panel(
        "Theorem 1 as printed, cost as printed", "linear", "scfe fixed", "theorem1.printed", "printed", "printed", 0.3
    ),
    Panel("Theorem 1 as printed, true cost", "linear", "scfe fixed", "theorem1.printed", "returned", "printed", 0.3),
    Panel("Theorem 3 as printed, C-CHVAE", "linear", "cchvae", "theorem3.printed", "returned", WHOLE_DECODER, 0.3),
    _validity("linear", "measured", 0.3),
    _validity("mlp", "layers", 0.3),
)
"""Panels of Figure 6 of the paper."""

NETWORK_PANELS = (_theorem2("mlp", 0.1), _theorem2("mlp", 0.2))
"""Panels of Figures 7 and 15."""

WIDE_PANELS = (_theorem2("mlp", 0.3), _theorem2("ntk", 0.3), _validity("ntk", "certified", 0.3))
"""Panels of Figure 13."""


def bounds_figure(results: Results, panels: Sequence[Panel], title: str) -> Figure:
    """Draw the gaps of all people between their bounds, a row for each data set and training.

    Args:
        results: The tables of the study.
        panels: The panels of a row.
        title: The title of the figure.

    Returns:
        The figure.

    Examples:
        >>> from empirical.studies.krishna2024.made import made_results
        >>> len(bounds_figure(made_results(), NETWORK_PANELS, "Theorem 2").axes)
        4
    """
    claims = {panel.claim for panel in panels}
    verdicts = results.verdicts(MAIN).filter(pl.col("claim").is_in(list(claims)) & APPLIES)
    needy = results.instances(MAIN).filter(~pl.col("accepted_r")).select(_PERSON)
    rows = verdicts.join(needy, on=_PERSON, how="semi", nulls_equal=True).collect()
    groups = sorted(rows.select("data", "training").unique().iter_rows())
    figure, axes = grid_of(max(len(groups), 1), len(panels), height=2.7)
    for place, (data, training) in enumerate(groups):
        of_group = rows.filter((pl.col("data") == data) & (pl.col("training") == training))
        for number, panel in enumerate(panels):
            _gaps(axes[place, number], _of_panel(of_group, panel), panel, f"{data}, {training}")
    for axis in axes[-1]:
        axis.set_xlabel("people, in the order of their gap", fontsize=8.5)
    put_title(figure, title)
    handles = [Line2D([], [], **style, label=name) for name, style in LOOKS.items()]
    figure.legend(handles=handles, loc="outside lower center", ncols=4, fontsize=8, frameon=False, handlelength=3.0)
    return figure


LOOKS = {
    "measured": {"color": "#000000", "ls": "", "marker": ".", "ms": 4.0},
    "measured, outside the bound": {"color": "#d55e00", "ls": "", "marker": "x", "ms": 4.5},
    "lower bound": {"color": "#0072b2", "ls": "--", "lw": 1.2},
    "upper bound": {"color": "#009e73", "ls": "-", "lw": 1.2},
}
"""Looks of what is drawn, which the legend explains."""

_PERSON = ["cell", "seed", "steps", "ridge", "epsilon", "instance"]


def _of_panel(rows: pl.DataFrame, panel: Panel) -> pl.DataFrame:
    """Give the verdicts of a panel, at its ε or the largest below at which enough people have two recourses."""
    wanted = (pl.col("model") == panel.model) & (pl.col("method") == panel.method) & (pl.col("claim") == panel.claim)
    for column, value in (("cost_source", panel.cost), ("delta_source", panel.delta)):
        wanted &= pl.col(column) == value if value else pl.lit(value=True)
    found = rows.filter(wanted & pl.col("value").is_finite() & pl.col("epsilon").is_between(1e-9, panel.epsilon + 1e-9))
    counts = found.group_by("epsilon").len().filter(pl.col("len") >= LEAST_PEOPLE)
    last = counts["epsilon"].max() if counts.height else found["epsilon"].max()
    return found.filter(pl.col("epsilon") == last).sort("value", "seed", "instance") if found.height else found


def _gaps(axis: Axes, rows: pl.DataFrame, panel: Panel, where: str) -> None:
    axis.tick_params(labelsize=8)
    axis.set_ylabel(panel.label, fontsize=8)
    if rows.is_empty():
        axis.set_title(f"{where}\n{panel.title}", fontsize=7.5)
        say_nothing_known(axis, "nobody has two recourses\nto whom it applies")
        return
    place, value = np.arange(rows.height), rows["value"].to_numpy()
    broken = rows["status"].eq("violated").to_numpy()
    for name, chosen in (("measured", ~broken), ("measured, outside the bound", broken)):
        axis.plot(place[chosen], value[chosen], **LOOKS[name])
    for end in ("lower", "upper"):
        axis.plot(place, rows[end].to_numpy(), **LOOKS[f"{end} bound"])
    axis.axhline(0.0, color="0.85", lw=0.8, zorder=0)
    epsilon = rows["epsilon"][0]
    count = f"{rows.height} people, {int(broken.sum())} outside"
    axis.set_title(f"{where}, ε = {epsilon:g}\n{panel.title}\n{count}", fontsize=7.5)
    bounds = np.abs(rows.select("lower", "upper").to_numpy())
    bounds, typical = bounds[np.isfinite(bounds)], max(float(np.median(np.abs(value))), 1e-3)
    if bounds.size and float(bounds.max()) > SPREAD * max(float(np.abs(value).max()), typical):
        axis.set_yscale("symlog", linthresh=10.0 ** np.ceil(np.log10(typical)))


MAPPED = (0.0, 0.05, 0.1, 0.2, 0.3)
"""The ε of which maps are drawn, where they were measured."""


def map_figure(results: Results) -> Figure:
    """Draw the map of a rejected person's neighbours, with those whom the model accepts, at several ε.

    Args:
        results: The tables of the study.

    Returns:
        The figure: a row for each data set and training of networks, of the first seed.

    Examples:
        >>> from empirical.studies.krishna2024.made import made_results
        >>> figure = map_figure(made_results())
        >>> figure.axes[0].get_title()
        'ε = 0: 74 % accepted'
    """
    table = results.neighbours.filter(pl.col("seed") == pl.col("seed").min())
    names = ["data", "model", "training"]
    groups = sorted(table.select(names).unique().iter_rows())
    epsilons = [one for one in table["epsilon"].unique().sort().to_list() if one in MAPPED]
    figure, axes = grid_of(max(len(groups), 1), max(len(epsilons), 1), width=2.9, height=2.9)
    for row, (data, model, training) in zip(axes, groups, strict=False):
        of_group = table.filter(
            (pl.col("data") == data) & (pl.col("model") == model) & (pl.col("training") == training)
        )
        for axis, epsilon in zip(row, epsilons, strict=True):
            _map(axis, of_group.filter(pl.col("epsilon") == epsilon), epsilon)
        row[0].set_ylabel(f"{data}, {MODELS[model]}, {training}", fontsize=8.5)
    people = table.filter(~pl.col("person"))["instance"].n_unique()
    put_title(figure, f"One rejected person and {people:,} of the nearest test instances, on a t-SNE map")
    handles = [Line2D([], [], **style, ls="", label=name) for name, style in PLACES.items()]
    figure.legend(handles=handles, loc="outside lower center", ncols=3, fontsize=8, frameon=False)
    return figure


PLACES = {
    "rejected": {"color": "0.75", "marker": ".", "ms": 2.0},
    "accepted": {"color": "#d55e00", "marker": "^", "ms": 2.8},
    "the person": {"color": "#000000", "marker": "*", "ms": 11.0},
}
"""Looks of the instances of a map, which the legend explains."""


def _map(axis: Axes, rows: pl.DataFrame, epsilon: float) -> None:
    others, person = rows.filter(~pl.col("person")), rows.filter("person")
    shown = {
        "rejected": others.filter(~pl.col("accepted")),
        "accepted": others.filter("accepted"),
        "the person": person,
    }
    for name, chosen in shown.items():
        axis.plot(chosen["x"].to_numpy(), chosen["y"].to_numpy(), ls="", **PLACES[name])
    share = others["accepted"].cast(pl.Float64).mean()
    axis.set_title(f"ε = {epsilon:g}: {100 * float(str(share)):.0f} % accepted", fontsize=8.5)
    axis.set_xticks([])
    axis.set_yticks([])
