"""An explanation as a table, and as CSV."""

from typing import TYPE_CHECKING, Any

from recourse_bounds.explanation.results import Explanation

if TYPE_CHECKING:
    import polars as pl

COLUMNS = (
    "row", "method", "model", "place", "status", "cost", "accepted_natural", "accepted_robust",
    "column", "from", "to", "from_level", "to_level", "unit",
)  # fmt: skip
"""The columns of the table of changes."""


def changes_table(explanation: Explanation) -> "pl.DataFrame":
    """List what an explanation's recourses change: a row for each recourse and column, one for a recourse of none.

    Args:
        explanation: The explanation.

    Returns:
        The table with :data:`COLUMNS`: numbers stand in ``from`` and ``to``, levels in the two columns after them.

    Examples:
        >>> from recourse_bounds.explanation.results import Setting
        >>> setting = Setting("loans", "paid", "linear models", "standard", "unweighted", 0.5)
        >>> accepted = Explanation("Row 3", 3, {}, True, True, 0.9, 0.8, (), (), (), setting)
        >>> changes_table(accepted).height
        0
    """
    import polars as pl

    text, number, flag = pl.String(), pl.Float64(), pl.Boolean()
    types = {
        "row": pl.Int64(), "method": text, "model": text, "place": pl.Int64(), "status": text, "cost": number,
        "accepted_natural": flag, "accepted_robust": flag, "column": text, "from": number, "to": number,
        "from_level": text, "to_level": text, "unit": text,
    }  # fmt: skip
    return pl.DataFrame(list(_rows(explanation)), schema=types, orient="row")


def csv_of(explanation: Explanation) -> str:
    """Write the table of changes as CSV.

    Args:
        explanation: The explanation.

    Returns:
        The text, with a header.

    Examples:
        >>> from recourse_bounds.explanation.results import Setting
        >>> setting = Setting("loans", "paid", "linear models", "standard", "unweighted", 0.5)
        >>> accepted = Explanation("Row 3", 3, {}, True, True, 0.9, 0.8, (), (), (), setting)
        >>> csv_of(accepted).split(",")[:3]
        ['row', 'method', 'model']
    """
    return changes_table(explanation).write_csv()


def _rows(explanation: Explanation) -> Any:
    for one in explanation.recourses:
        cost = one.cost if one.exists else None
        about = (explanation.row if explanation.row >= 0 else None, one.method, one.model, one.place, one.status, cost)
        accepted = (one.accepted_natural, one.accepted_robust) if one.exists else (None, None)
        if not one.changes:
            yield (*about, *accepted, *[None] * 6)
        for change in one.changes:
            levels = isinstance(change.before, str)
            ends = (change.before, change.after)
            cells = (None, None, *ends) if levels else (*ends, None, None)
            yield (*about, *accepted, change.column, *cells, change.unit)
