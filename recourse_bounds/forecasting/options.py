"""The options of ``recourse-bounds forecast``: those of a report that decide a forecast, and a few more."""

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from empirical.errors import InputError
from recourse_bounds.ranges import numbers, whole_numbers
from recourse_bounds.report_options import Options, dashed

if TYPE_CHECKING:
    from empirical.forecast.kernels.settings import KernelForecastSettings
    from empirical.forecast.settings import ForecastSettings
    from empirical.report import Settings

_MOST, _MODELS, _FORECAST = "Most used", "Models", "Forecast"

LINEAR, WIDE = "linear", "ntk"
"""The kinds of models of which there are forecasts: linear ones, and networks of infinite width."""

OF_MODEL = {
    LINEAR: ("penalty", "class_weights", "models", "robust_to", "between", "range_passes"),
    WIDE: ("ridge", "kernel", "attack", "attack_steps", "train_rows", "memory"),
}
"""The options that only one kind of models has."""


def _option(panel: str, text: str, *flags: str, metavar: str | None = None, default: str | bool = True) -> Any:
    return typer.Option(*flags, help=text, rich_help_panel=panel, metavar=metavar, show_default=default)


@dataclass(frozen=True, kw_only=True)
class ForecastOptions(Options):
    """What the command line says of a forecast: the options of a report, and a field for every further one."""

    dataset: Annotated[str, typer.Argument(help="Data set, by a name that `datasets` lists.", metavar="[NAME]")] = (
        "breast-cancer"
    )
    model: Annotated[
        str,
        _option(_MOST, "Kind of models: linear; ntk, networks of infinite width.", metavar="linear|ntk"),
    ] = LINEAR
    penalty: Annotated[
        float,
        _option(
            _MOST,
            "Weight μ of the penalty (μ/2)‖w‖² in the training of linear models: the larger, the sooner something is "
            "certain.",
            metavar="NUMBER",
        ),
    ] = 0.01
    person: Annotated[
        int | None, _option(_MOST, "Tell of one person: a row of the table, counted from 0.", metavar="ROW")
    ] = None
    out: Annotated[
        Path | None, _option(_MOST, "Folder of the forecast; by default forecast/DATASET.", metavar="FOLDER")
    ] = None
    check: Annotated[
        bool,
        _option(
            _MOST, "Train the robust models to the end, and compare every interval with them.", "--check/--no-check"
        ),
    ] = True
    robust_to: Annotated[
        str,
        _option(
            _FORECAST,
            "Values of epsilon for whose robust models recourses are made that certainly survive.",
            metavar="NUMBERS",
            default="none",
        ),
    ] = ""
    between: Annotated[
        str,
        _option(
            _MOST,
            "Lowest and highest epsilon of a whole range that is forecast, such as 0,0.1.",
            metavar="NUMBERS",
            default="none",
        ),
    ] = ""
    range_passes: Annotated[
        int, _option(_FORECAST, "Passes over the data at most for the range of --between.", metavar="NUMBER")
    ] = 500
    passes: Annotated[
        str,
        _option(
            _FORECAST,
            "Passes over the data after which intervals are given, rising; for ntk, over the kernel matrix.",
            metavar="NUMBERS",
            default="0,1,2,5,10,20,50; for ntk 0,1,2,4,6,8,12,16",
        ),
    ] = "0,1,2,5,10,20,50"
    instances: Annotated[
        int,
        _option(
            _FORECAST,
            "Rejected people at most; of more, so many are drawn.",
            metavar="NUMBER",
            default="1000000; for ntk 1000",
        ),
    ] = 1_000_000
    seed: Annotated[str, _option(_MODELS, "Seed of the split, and of the draw of people.", metavar="NUMBER")] = "0"
    models: Annotated[
        str | None,
        _option(
            _MODELS,
            "Two linear models trained elsewhere, .npz or .json: the non-robust one is that of now.",
            metavar="FILE",
        ),
    ] = None

    def refuse_others(self, given: Collection[str]) -> None:
        """Refuse a data set that is named twice, and options that say nothing of the chosen models.

        Args:
            given: The names of the options that somebody wrote.

        Raises:
            InputError: If a data set is named and a table is given, too, there is such an option, or there are no such
                models.
        """
        if self.model not in OF_MODEL:
            raise InputError(f"model must be one of {', '.join(OF_MODEL)} in a forecast, not {self.model!r}")
        others = [name for model, names in OF_MODEL.items() if model != self.model for name in names]
        for name in given:
            if name in others:
                raise InputError(f"--{dashed(name)} says nothing of --model {self.model}; leave it out")
        if self.attack == "fgsm" and "attack_steps" in given:
            raise InputError("--attack-steps says nothing of --attack fgsm, which takes a single step; leave it out")
        if {"dataset", "data"} <= set(given):
            raise InputError(f"name a data set, {self.dataset}, or give a table with --data, not both")

    def forecast_settings(self) -> "ForecastSettings":
        """Read everything that decides the forecast but for the data.

        Returns:
            The settings.

        Raises:
            InputError: If an option cannot be read, or is out of range.
        """  # noqa: DOC502
        from empirical.forecast.settings import ForecastSettings

        return ForecastSettings(
            epsilons=numbers("epsilon", self.epsilon),
            penalty=self.penalty,
            budgets=whole_numbers("passes", self.passes),
            class_weights=self.class_weights,
            instances=self.instances,
            robust_to=numbers("robust-to", self.robust_to) if self.robust_to else (),
            between=numbers("between", self.between) if self.between else (),
            range_passes=self.range_passes,
            **self._shared(),
        )

    def kernel_settings(self, given: Collection[str]) -> "KernelForecastSettings":
        """Read everything that decides the forecast of wide networks, but for the data.

        Args:
            given: The names of the options that somebody wrote; some have other defaults than for linear models.

        Returns:
            The settings.

        Raises:
            InputError: If an option cannot be read, or is out of range.
        """
        from empirical.forecast.kernels.settings import KernelForecastSettings

        ridges = numbers("ridge", self.ridge)
        if len(ridges) != 1:
            raise InputError("a forecast is of one natural model: give one value of ridge")
        how: dict[str, Any] = {"attack_steps": self.attack_steps} if self.attack_steps is not None else {}
        if "passes" in given:
            how["budgets"] = whole_numbers("passes", self.passes)
        if "instances" in given:
            how["instances"] = self.instances
        return KernelForecastSettings(
            epsilons=numbers("epsilon", self.epsilon),
            ridge=ridges[0],
            kernel=self.kernel,
            attack=self.attack,
            rows=self.train_rows,
            memory=self.memory,
            **self._shared(),
            **how,
        )

    def _shared(self) -> dict[str, Any]:
        """The settings that forecasts of all models share."""  # noqa: DOC501
        from empirical.recourse.settings import usual_target

        try:
            norm = float(self.norm)
        except ValueError:
            raise InputError(f"norm must be one of inf, 2, 1, not {self.norm!r}") from None
        seeds = whole_numbers("seed", self.seed)
        if len(seeds) != 1:
            raise InputError("a forecast is of one split: give one value of seed")
        target = usual_target(self.threshold) if self.target_score is None else self.target_score
        shared = {"norm": norm, "seed": seeds[0], "target": target, "lam": self.lam}
        return {**shared, "threshold": self.threshold, "check": self.check}

    def data_settings(self) -> "Settings":
        """Read what the data are, and how they are scaled.

        Returns:
            The settings, as a report has them.

        Raises:
            InputError: If an option is missing, cannot be read, or is out of range.
        """  # noqa: DOC502
        from empirical.report import Settings

        return Settings(data=self._source(), scaling=self.scaling, attack_immutable=self.attack_immutable)


NAMES = (
    "dataset", "data", "target", "favourable", "model", "epsilon", "between", "penalty", "person", "out", "check",
    "drop", "keep", "unfavourable", "missing", "missing_values", "schema", "separator", "header", "names", "decimal",
    "thousands", "strip", "scaling", "keep_leaking",
    "norm", "seed", "attack_immutable", "attack_steps", "class_weights", "models",
    "ridge", "kernel", "attack", "train_rows", "immutable", "lam", "threshold", "target_score",
    "robust_to", "passes", "range_passes", "instances", "memory",
)  # fmt: skip
"""The names of the options of the command, most used first."""
