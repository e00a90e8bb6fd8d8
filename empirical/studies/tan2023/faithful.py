"""How faithful the six explanations are to what happens when groups of columns are taken away.

An explanation in units of the score is compared with the effects f(x) − f(x without the group). A slope is compared
with that loss per unit of change, as the slope of the whole group: Σ φ_i (x_i − r_i) / Σ (x_i − r_i), where the sum is
not 0. Levels of a category always sum to 0: such a group has no slope.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import numpy as np
import polars as pl
from jaxtyping import Bool, Float

from empirical.explanations import Faithfulness, Removals, faithfulness, pooled
from empirical.studies.tan2023.methods import SLOPES
from empirical.studies.tan2023.tasks import Task

TABLE: Mapping[str, Any] = MappingProxyType(
    {
        "method": pl.String(),
        "instance": pl.Int64(),
        **dict.fromkeys(("inverse_distance", "pearson", "spearman"), pl.Float64()),
    }
)
"""The columns of the table: 1/‖φ − p‖ and two correlations over the groups."""


NOTHING = 1e-9
"""Sums of changes below this share of their sizes are those of rounding: levels of one category sum to 0."""


def faithfulness_of(
    method: str, values: Float[np.ndarray, "n g"], inputs: Float[np.ndarray, "n d"], task: Task, lost: Removals
) -> Faithfulness:
    """Measure how faithful an explanation is.

    Args:
        method: The name of the explanation.
        values: The attributions of columns, or of groups.
        inputs: The instances.
        task: The task, with groups and reference.
        lost: What happens when the groups are taken away.

    Returns:
        The measures.

    Examples:
        >>> from empirical.data import load
        >>> from empirical.explanations import removals
        >>> from empirical.models.model import LinearModel
        >>> from empirical.studies.tan2023.tasks import table_task
        >>> task, model = table_task(load("breast-cancer"), 0), LinearModel(np.arange(30.0))
        >>> inputs = task.split.test[:2, :-1]
        >>> lost = removals(model, inputs, groups=task.groups, reference=task.reference)
        >>> values = np.tile(model.weights, (2, 1))
        >>> faithfulness_of("gradient", values, inputs, task, lost).pearson.round(6).tolist()
        [1.0, 1.0]
    """
    changes = inputs - task.reference
    if method in SLOPES:
        moved, sizes = pooled(changes, task.groups), pooled(np.abs(changes), task.groups)
        counted: Bool[np.ndarray, "n g"] = lost.moved & (np.abs(moved) > NOTHING * sizes)
        slopes = np.where(counted, pooled(values * changes, task.groups) / np.where(counted, moved, 1.0), 0.0)
        return faithfulness(slopes, lost.slopes, counted)
    whole = pooled(values, task.groups) if values.shape == inputs.shape else values
    return faithfulness(whole, lost.effects, np.ones(lost.effects.shape, bool))


def faithful_rows(method: str, found: Faithfulness, instances: Any) -> pl.DataFrame:
    """Write measures as rows.

    Args:
        method: The name of the explanation.
        found: The measures.
        instances: The numbers of the instances.

    Returns:
        A row for each instance; an infinite measure, of an explanation that is exact, is null.

    Examples:
        >>> found = Faithfulness(np.array([np.inf]), np.array([1.0]), np.array([np.nan]))
        >>> faithful_rows("gradient", found, [3]).rows()
        [('gradient', 3, None, 1.0, None)]
    """
    numbers = {name: np.where(np.isfinite(part), part, np.nan) for name, part in found._asdict().items()}
    table = pl.DataFrame({"instance": instances, **numbers}).with_columns(method=pl.lit(method))
    return table.select(pl.col(name).cast(kind) for name, kind in TABLE.items()).fill_nan(None)
