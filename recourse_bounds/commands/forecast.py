"""The command ``recourse-bounds forecast``."""

from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING, Any

from empirical.errors import InputError
from recourse_bounds.exit_status import DEFECT
from recourse_bounds.forecasting.options import WIDE, ForecastOptions
from recourse_bounds.terminal import Progress, printable, say, show

if TYPE_CHECKING:
    from empirical.data import Dataset
    from empirical.forecast.forecast import Forecast

EXAMPLE = """recourse-bounds forecast breast-cancer --epsilon 0.02,0.1 --person 108
recourse-bounds forecast breast-cancer --model ntk --epsilon 0.1"""


def forecast(options: ForecastOptions, given: Collection[str]) -> int:
    """Say of everybody whom a natural model rejects what robust models will do, certainly, before they are trained.

    Args:
        options: The options.
        given: The names of the options that somebody wrote.

    Returns:
        The exit status.

    Examples:
        >>> forecast(ForecastOptions(penalty=0.0), {"penalty"})
        Traceback (most recent call last):
        ...
        empirical.errors.InputError: penalty must be finite and above 0, not 0: without one nothing is certain
    """
    made, dataset, folder = _make(options, given)
    _print(made, dataset, options)
    say([f"Tables, picture and provenance in {printable(str(folder))}"])
    return DEFECT if made.violated else 0


def _make(options: ForecastOptions, given: Collection[str]) -> "tuple[Forecast, Dataset, Path]":
    """Make the forecast and write it; with its data, and the folder where it lies."""
    from empirical.forecast.writer import check_target, summary_of, write
    from empirical.report.settings import load_data, to_json
    from recourse_bounds.forecasting.from_python import forecast_of

    wide = options.model == WIDE
    settings = options.kernel_settings(given) if wide else options.forecast_settings()
    about = options.data_settings()
    if options.out is not None:
        check_target(options.out)
    with Progress() as progress:
        progress("loading data")
        dataset = load_data(about)
        folder = Path("forecast") / dataset.name if options.out is None else options.out
        check_target(folder)
        if options.person is not None:
            _require_row(options.person, dataset)
        how: Any = {"scaling": options.scaling, "attack_immutable": options.attack_immutable}
        made = forecast_of(dataset, settings, natural=_natural(options, dataset), stage=progress, **how)
        if options.person is not None:
            _require_rejected(options.person, made, dataset)
        progress("writing the forecast")
        kept = {name: to_json(about)[name] for name in ("data", "scaling", "attack_immutable")}
        write(made, folder, summary_of(made, dataset, kept | {"model": options.model, "models": options.models}))
    return made, dataset, folder


def _natural(options: ForecastOptions, dataset: "Dataset") -> Any:
    """The score of now from a file of models; ``()`` for none."""
    if options.models is None:
        return ()
    from empirical.data import encoding
    from empirical.models.weights_file import load_models

    return load_models(options.models, encoding(dataset.features).names)[:1]


def _print(made: "Forecast", dataset: "Dataset", options: ForecastOptions) -> None:
    """Print the answer: about one person, or about everybody with a small table."""
    from recourse_bounds.forecasting.range_telling import range_of_everybody, range_of_person
    from recourse_bounds.forecasting.telling import HEADER, checked, everybody, person, work_rows

    if options.person is not None:
        instance = _instance(options.person, dataset)
        say(person(made, instance, f"Row {options.person:,}") + range_of_person(made, instance) + checked(made))
        return
    say(everybody(made, printable(dataset.name)) + range_of_everybody(made) + checked(made))
    show("Certain after so many passes over the data", HEADER, list(work_rows(made.work)), numeric=HEADER)


def _instance(row: int, dataset: "Dataset") -> int:
    """The instance of a row of the table."""
    if dataset.rows is None:
        return row
    return int((dataset.rows == row).argmax())


def _require_row(row: int, dataset: "Dataset") -> None:
    """Refuse a row that the data lack."""  # noqa: DOC501
    count = len(dataset.labels)
    known = 0 <= row < count if dataset.rows is None else bool((dataset.rows == row).any())
    if not known:
        last = count - 1 if dataset.rows is None else int(dataset.rows.max())
        raise InputError(f"{dataset.name} has no row {row}, or it was left out; its rows are 0 to {last:,}")


def _require_rejected(row: int, made: "Forecast", dataset: "Dataset") -> None:
    """Refuse a person whom the natural model accepts."""  # noqa: DOC501
    if not (made.people["instance"] == _instance(row, dataset)).any():
        drawn = made.rejected > made.people["instance"].n_unique()
        why = "or it was not drawn; raise instances" if drawn else "so that it needs no recourse; choose another row"
        raise InputError(f"the natural model accepts row {row} of {dataset.name}, {why}")
