"""The tables of a study, as its figures and findings read them: every row says what its cell is about."""

from collections.abc import Mapping
from typing import Any, NamedTuple

import polars as pl

LABELS: Mapping[str, Any] = {
    "cell": pl.String(),
    **dict.fromkeys(("data", "model", "method", "training"), pl.String()),
    **dict.fromkeys(("depth", "widening", "samples"), pl.Int64()),
}
"""Columns that say what a cell is about: its name, the columns of a :class:`~.series.Key`, and the options that sweeps
change: the depth of networks, their width by that of the input, and the points that searches try."""

ATTACK = {"inf": "ℓ∞", "2": "ℓ2", "1": "ℓ1"}
"""How the norm of attacks is written, by its number."""


class Tables(NamedTuple):
    """The large tables of some parts of a study, which are not read before they are asked.

    Attributes:
        instances: A row for each person and pair of models, with the columns of ``LABELS``.
        verdicts: A row for each verdict, likewise.
    """

    instances: pl.LazyFrame
    verdicts: pl.LazyFrame


class Results(NamedTuple):
    """The tables of a study.

    Attributes:
        parts: The large tables by the part of the study, up to the first hyphen of its name; a part without a finished
            cell is missing.
        runs: A row for each pair of models: what the summary of its report knows.
        attacks: A row for each pair of models and attack.
        steadiness: A row for each pair of models and change of recourses.
        neighbours: A row for each pair of models and neighbour of one person.
    """

    parts: Mapping[str, Tables]
    runs: pl.DataFrame
    attacks: pl.DataFrame
    steadiness: pl.DataFrame
    neighbours: pl.DataFrame

    def instances(self, part: str) -> pl.LazyFrame:
        """Give the table of instances of a part; nothing of one that is missing."""
        return self.parts[part].instances if part in self.parts else NOBODY

    def verdicts(self, part: str) -> pl.LazyFrame:
        """Give the table of verdicts of a part; nothing of one that is missing."""
        return self.parts[part].verdicts if part in self.parts else NO_VERDICT


_MODELS = ("nr", "r")
_RUN: dict[str, Any] = {"seed": pl.UInt32(), "steps": pl.Int32(), "ridge": pl.Float64(), "epsilon": pl.Float64()}
_FLAGS = ("accepted_r", "found_nr", "found_r", "crosses")
_NUMBERS = (
    *(
        f"{name}_{model}"
        for name in ("cost", "probability", "residual", "norm", "slope", "radius")
        for model in _MODELS
    ),
    *("cost_nr_linearised", "cost_r_linearised", "lam", "target", "score_nr_nr", "score_nr_r", "score_r_r"),
    "recourse_norm_r",
    *(f"delta_{source}" for source in ("printed", "sound", "sharp", "measured")),
    *("score_nr_nr_linearised", "score_r_r_linearised"),
)

INSTANCES: Mapping[str, Any] = {
    **LABELS,
    **_RUN,
    "train_rows": pl.Int64(),
    "instance": pl.Int64(),
    **dict.fromkeys(_FLAGS, pl.Boolean()),
    **dict.fromkeys(_NUMBERS, pl.Float64()),
}
"""Columns of instances that figures and findings read, with their types."""

VERDICTS: Mapping[str, Any] = {
    **LABELS,
    **_RUN,
    "instance": pl.Int64(),
    **dict.fromkeys(("claim", "delta_source", "cost_source", "status"), pl.String()),
    **dict.fromkeys(("lower", "value", "upper", "tightness"), pl.Float64()),
}
"""Columns of verdicts that figures and findings read, with their types."""

RUNS: Mapping[str, Any] = {
    **LABELS,
    **_RUN,
    **dict.fromkeys(("test", "rejected", "drawn"), pl.Int64()),
    **dict.fromkeys(("accuracy_nr", "accuracy_r", "accepted_nr", "accepted_r"), pl.Float64()),
}
"""Columns of pairs of models: the number of test instances, of those that the natural model rejects and of those who
were drawn from them; the accuracy of both models, and the share of test instances that they accept."""

_EXTRA = dict(LABELS.items()) | _RUN

ATTACKS: Mapping[str, Any] = {
    **_EXTRA, "attack": pl.Float64(), "people": pl.Int64(), "accuracy": pl.Float64(), "balanced": pl.Float64(),
}  # fmt: skip
"""Columns of the accuracies under attack."""

STEADINESS: Mapping[str, Any] = {
    **_EXTRA, "change": pl.String(), "size": pl.Float64(), "people": pl.Int64(), "stays": pl.Float64(),
}  # fmt: skip
"""Columns of the shares of recourses that stay valid."""

NEIGHBOURS: Mapping[str, Any] = {
    **_EXTRA, "instance": pl.Int64(), "x": pl.Float64(), "y": pl.Float64(), "person": pl.Boolean(),
    "accepted": pl.Boolean(),
}  # fmt: skip
"""Columns of the neighbours of one person."""

NOBODY, NO_VERDICT = pl.LazyFrame(schema=INSTANCES), pl.LazyFrame(schema=VERDICTS)
"""Tables without a row."""


def training_label(norm: float, scaling: str) -> str:
    """Say how models were trained, for titles.

    Args:
        norm: The order p of the attacks' norm.
        scaling: The scaling of the features.

    Returns:
        The norm; and the scaling where it is not that of the paper's library.

    Examples:
        >>> training_label(float("inf"), "minmax"), training_label(2.0, "standard")
        ('ℓ∞', 'ℓ2, standardised')
    """
    return ATTACK[f"{norm:g}"] + ("" if scaling == "minmax" else ", standardised")


def method_label(method: str, mode: str | None) -> str:
    """Name a recourse method, with the mode that it has.

    Args:
        method: The name of the method.
        mode: The mode of SCFE; of other methods it does not count.

    Returns:
        The name.

    Examples:
        >>> method_label("scfe", "valid"), method_label("gs", None)
        ('scfe valid', 'gs')
    """
    return f"{method} {mode}" if method == "scfe" else method
