"""A cell of a study that is a report, and what its key is made of."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from bounds import CLAIMS
from bounds.readings.text import definition_hash
from empirical.families import FAMILIES, family_with
from empirical.report.provenance import FORMAT
from empirical.report.settings import Settings, to_json
from empirical.studies.cell import DIGITS, STUDY_FORMAT, Cell, hash_of
from empirical.studies.description import Part, Source
from empirical.studies.options import OPTIONS, Option
from empirical.verification.decoded import DECODED


@dataclass(frozen=True, kw_only=True)
class ReportCell(Cell):
    """One report of a study; its key has the definitions of its claims, too.

    Attributes:
        settings: The settings of the report.
        measure: The names of what is measured beside its report, for any of its parts.
        pairs: The hash of what decides its pairs of models, which cells of other methods share.
        autoencoders: The hash of what decides its autoencoders; empty where it has none.
    """

    settings: Settings
    measure: tuple[str, ...]
    pairs: str
    autoencoders: str

    @property
    def data(self) -> Source:
        """What says which data it is about."""
        return self.settings.data  # type: ignore[return-value]

    @property
    def shared(self) -> str:
        """The hash of what decides its pairs of models."""
        return self.pairs

    @property
    def kind(self) -> tuple[str, str, str]:
        """The data, the models and the method: cells of one kind take about the same time."""
        recourse = self.settings.recourse
        method = f"{recourse.method} {recourse.mode}" if recourse.method == "scfe" else recourse.method
        return self.dataset, family_with(self.settings.grid).name, method

    @property
    def names(self) -> dict[str, str | None]:
        """The values of the columns that name it in its tables."""
        recourse = self.settings.recourse
        return {
            "cell": self.key[:DIGITS],
            "dataset": self.dataset,
            "model": family_with(self.settings.grid).name,
            "method": recourse.method,
            "mode": recourse.mode if OPTIONS["mode"].concerns(next(iter(FAMILIES)), recourse.method) else None,
        }

    @property
    def options(self) -> dict[str, Any]:
        """Its options by name: lists where a report sweeps, and null where an option says nothing."""
        settings = self.settings
        sections = {"grid": settings.grid, "recourse": settings.recourse, "autoencoder": settings.autoencoder}
        model, method = family_with(settings.grid).name, settings.recourse.method

        def value(option: Option) -> Any:
            if not option.concerns(model, method):
                return None
            return getattr(sections.get(option.section, settings), option.setting)

        return {name: value(option) for name, option in OPTIONS.items()}


def report_cell(
    settings: Settings, parts: tuple[Part, ...], dataset: str, digest: str, keep: tuple[str, ...]
) -> ReportCell:
    """Make the cell of a report.

    Args:
        settings: The settings of the report.
        parts: The parts of the study that have it.
        dataset: The name of its data.
        digest: The checksum of its data.
        keep: The names of further tables that the study keeps.

    Returns:
        The cell.

    Examples:
        >>> cell = report_cell(Settings(), (Part("main"),), "breast-cancer", "0" * 64, ())
        >>> cell.kind, cell.names["mode"], cell.options["epsilon"]
        (('breast-cancer', 'linear', 'scfe fixed'), 'fixed', (0.1,))
    """
    plain = {name: value for name, value in to_json(settings).items() if name != "data"}
    splits = {"data": digest, **{name: plain[name] for name in ("scaling", "attack_immutable", "memory")}}
    decoded = settings.recourse.method == "cchvae"
    claims = (*family_with(settings.grid).claims, *(DECODED if decoded else ()))
    hashes = {claim.id: _definition(claim.id) for claim in claims}
    how = {name: plain["recourse"][name] for name in ("code_norm", "cost_weights", "feasible")}
    coders = {**splits, "seeds": settings.grid.seeds, "autoencoder": plain["autoencoder"], **how}
    measure = tuple(sorted({name for part in parts for name in part.measure}))
    return ReportCell(
        key=hash_of([STUDY_FORMAT, FORMAT, digest, plain, hashes, sorted({*keep, *measure})]),
        dataset=dataset,
        parts=tuple(dict.fromkeys(part.name for part in parts)),
        settings=settings,
        measure=measure,
        pairs=hash_of([splits, plain["grid"]]),
        autoencoders=hash_of(coders) if decoded else "",
    )


@cache
def _definition(claim: str) -> str:
    return definition_hash(CLAIMS[claim])
