"""A report in memory."""

from typing import Any, NamedTuple

import polars as pl

from empirical.families import FAMILIES, Family


class Report(NamedTuple):
    """A report in memory.

    Attributes:
        instances: The table of what was measured, with a row for each instance and pair of models.
        verdicts: The table of verdicts, with a row for each instance, pair of models, claim, Δ and cost.
        summary: The content of ``summary.json``.
        recourses: The table of recourses, with a row for each instance, pair of models, model and changed column;
            ``None`` of a report that is older than this table.
        people: The table of people, with a row for each instance and its values in the data's own units; ``None`` of a
            report that is older than this table.
    """

    instances: pl.DataFrame
    verdicts: pl.DataFrame
    summary: dict[str, Any]
    recourses: pl.DataFrame | None = None
    people: pl.DataFrame | None = None

    @property
    def defects(self) -> list[dict[str, Any]]:
        """Violations of true claims although all their premises hold."""
        return self.summary["defects"]

    @property
    def family(self) -> Family:
        """The family of the models that the report is about."""
        return FAMILIES[self.summary["settings"]["grid"]["kind"]]

    def __repr__(self) -> str:
        """A few lines: the data, the models, how many instances and verdicts, and how many defects."""
        runs, given = self.summary["runs"], self.summary["settings"].get("pair")
        noun = self.family.noun if given is None else "models given from Python"
        claims = {count["claim"] for count in self.summary["claims"]}
        lines = [
            f"Report on {self.summary['data']['name']}: {len(runs)} pair{'s' if len(runs) != 1 else ''} of "
            f"{noun}, {self.instances['instance'].n_unique():,} rejected people",
            f"  {self.verdicts.height:,} verdicts on {len(claims)} claims, {len(self.defects)} defects",
            "  .instances, .verdicts, .recourses and .people are polars tables, .summary is what summary.json holds",
        ]
        return "\n".join(lines)
