"""The command ``recourse-bounds check``."""

import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from empirical.errors import InputError
from recourse_bounds.commands.catalogue import ClaimsFile, catalogue, find
from recourse_bounds.commands.field_files import read_fields
from recourse_bounds.exit_status import DEFECT
from recourse_bounds.terminal import show

if TYPE_CHECKING:
    import numpy as np

    from bounds import Claim

SCREEN = 24
"""Number of instances above which a line counts them: a screen does not show more."""

EXAMPLE = """echo '{"norm_nr": 1, "norm_r": [1.2, 2], "delta": 0.5}' > fields.json
recourse-bounds check lemma1.norms --fields fields.json"""


def check(
    claim: Annotated[str, typer.Argument(help="Id of a claim; `recourse-bounds claims` lists all.")],
    fields_files: Annotated[
        list[Path] | None,
        typer.Option(
            "--fields",
            metavar="FILE",
            help="JSON file with the claim's fields, as numbers or lists of numbers (- reads standard input), or a "
            "table, .csv or .parquet, whose columns are fields. May be given several times.",
        ),
    ] = None,
    file: ClaimsFile = None,
    json_file: Annotated[Path | None, typer.Option("--json", hidden=True)] = None,
) -> int:
    """Check a claim on numbers of your own.

    Examples:
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     file = Path(folder) / "fields.json"
        ...     _ = file.write_text('{"norm_nr": 1, "norm_r": 2, "delta": 0.5}')
        ...     check("lemma1.norms", [file])  # doctest: +ELLIPSIS, +NORMALIZE_WHITESPACE
        instance        lower   value   upper   rounding        status  failed premises unchecked premises
        0       0.5     2       1.5     ...     violated        ‖w_NR − w_R‖ ≤ Δ; ...
        0
    """
    chosen = find(claim, catalogue(file))
    fields = read_fields(chosen, _renamed(fields_files or [], json_file))
    rows, refuted = _verdicts(chosen, fields)
    header = ("instance", "lower", "value", "upper", "rounding", "status", "failed premises", "unchecked premises")
    show(chosen.id, header, rows, numeric=header[:5], wrapped=header[6:])
    counts = Counter(row[5] for row in rows)
    found = ", ".join(f"{count:,} {status}" for status, count in counts.most_common())
    sys.stderr.write(f"{len(rows):,} instances: {found}\n" if len(rows) > SCREEN else "")
    return DEFECT if refuted else 0


def _renamed(fields: list[Path], json_file: Path | None) -> list[Path]:
    """The files, also where the option was given by the old name."""  # noqa: DOC501
    if json_file is not None:
        sys.stderr.write("notice: --json is now called --fields; the old name goes with 0.2\n")
    chosen = [*fields, *([] if json_file is None else [json_file])]
    if not chosen:
        raise InputError("name the file with the claim's fields by --fields; - reads standard input")
    return chosen


def _verdicts(claim: "Claim", fields: dict[str, Any]) -> tuple[list[tuple[str, ...]], bool]:
    """The rows of the table of verdicts, and whether a claim that is called true is refuted."""  # noqa: DOC501
    import numpy as np

    import bounds
    from bounds import Status

    try:
        verdict = bounds.check(claim, **fields)
    except (TypeError, ValueError) as error:
        raise InputError(str(error)) from None
    columns = [np.asarray(part).reshape(-1) for part in verdict]
    rows = []
    for instance, (lower, value, upper, rounding, status, failed, unchecked) in enumerate(zip(*columns, strict=True)):
        numbers = (f"{number:.17g}" for number in (lower, value, upper))
        premises = ("; ".join(claim.names(failed)), "; ".join(claim.names(unchecked)))
        rows.append((str(instance), *numbers, f"{rounding:.2g}", Status(status).name.lower(), *premises))
    violated = np.flatnonzero(columns[4] == Status.VIOLATED)
    return rows, claim.theory == "true" and _refuted(claim, fields, verdict.status.shape, violated)


def _refuted(claim: "Claim", fields: dict[str, Any], shape: tuple[int, ...], instances: "np.ndarray") -> bool:
    """Whether exact arithmetic confirms one of the instances, every premise included."""
    import bounds
    from bounds.components import by_instance

    errors = {name: by_instance(claim, name, value, shape) for name, value in fields.get("errors", {}).items()}
    columns = {name: by_instance(claim, name, value, shape) for name, value in fields.items() if name != "errors"}

    def refutes(place: int) -> bool:
        one = {name: column[place].tolist() for name, column in columns.items()}
        stated = {name: error[place].tolist() for name, error in errors.items()}
        return bounds.certify(claim, errors=stated, **one).refutes

    return any(map(refutes, instances.tolist()))
