"""The options of ``recourse-bounds report``, by panel of its help, and the settings that they make."""

import inspect
import math
import sys
from collections.abc import Callable, Collection
from dataclasses import dataclass, fields
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from empirical.errors import InputError
from recourse_bounds.ranges import names, numbers, whole_numbers

if TYPE_CHECKING:
    from empirical.data.table.load import TableFile
    from empirical.families import Family
    from empirical.report import Named, Settings

OPTION_OF = {"epsilons": "epsilon", "seeds": "seed", "ridges": "ridge", "rows": "train_rows"}
"""Options by the name of the training setting that they give, where the two names differ."""

RENAMED = {"persons": "instances", "cost": "cost_weights"}
"""Options that have a new name, which is behind the old one. The old names go with the next release."""

OF_METHOD = {
    "mode": ("scfe",),
    "feasible": ("scfe", "cchvae"),
    "shift": ("roar",),
    **dict.fromkeys(("latent", "code_norm", "vae_width", "vae_depth", "vae_epochs"), ("cchvae",)),
}
"""Options that only some recourse methods have, and these methods."""

_DATA, _PAIRS, _LINEAR, _NTK, _MLP = "Data", "Pairs of models", "Linear models", "Wide networks", "Networks"
_RECOURSE, _CODES, _REPORT = "Recourse", "Recourse by an autoencoder (cchvae)", "Report"


def _option(panel: str, text: str, *flags: str) -> Any:
    return typer.Option(*flags, help=text, rich_help_panel=panel)


@dataclass(frozen=True, kw_only=True)
class Options:
    """What the command line says of a report; every option explains itself."""

    dataset: Annotated[str, _option(_DATA, "A data set that `datasets` lists.")] = "breast-cancer"
    keep_leaking: Annotated[bool, _option(_DATA, "Keep columns that give the label away.", "--keep-leaking")] = False
    data: Annotated[str | None, _option(_DATA, "A table of your own instead: CSV or Parquet.")] = None
    target: Annotated[str | None, _option(_DATA, "Column of --data to predict.")] = None
    favourable: Annotated[str | None, _option(_DATA, "Value of --target that everybody wants.")] = None
    immutable: Annotated[str, _option(_DATA, "Columns of --data that no recourse may change: age,sex.")] = ""
    drop: Annotated[str, _option(_DATA, "Columns of --data to leave out.")] = ""
    missing: Annotated[str, _option(_DATA, "Missing values of --data: refuse, drop or impute.")] = "refuse"
    schema: Annotated[str | None, _option(_DATA, "TOML file that declares columns of --data.")] = None
    separator: Annotated[str, _option(_DATA, "Between the cells of --data.")] = ","
    scaling: Annotated[str, _option(_DATA, "Of numbers: minmax or standard.")] = "minmax"

    model: Annotated[
        str, _option(_PAIRS, "linear; mlp: ReLU networks; or ntk: infinitely wide ones, trained to the end.")
    ] = "linear"
    epsilon: Annotated[str, _option(_PAIRS, "Radii of the attack: 0.1, or a sweep 0,.02,...,.3")] = "0.1"
    norm: Annotated[str, _option(_PAIRS, "Norm p of the attack ball: inf, 2 or, for linear models, 1.")] = "inf"
    seed: Annotated[str, _option(_PAIRS, "Seeds of the split and the start: 0, or 0..4, or 1,5.")] = "0"
    attack_immutable: Annotated[
        bool,
        _option(_PAIRS, "Whether attacks change what recourses may not.", "--attack-immutable/--spare-immutable"),
    ] = True
    attack_steps: Annotated[
        int | None, _option(_PAIRS, "Steps of the attack on networks: by default 10 for ntk, 5 for mlp.")
    ] = None
    learning_rate: Annotated[
        float | None, _option(_PAIRS, "Of gradient descent: by default 0.1 for linear, 0.001 for mlp, which is Adam's.")
    ] = None

    steps: Annotated[str, _option(_LINEAR, "Numbers N of full-batch gradient steps: 1000, or 10,100,1000.")] = "1000"
    init: Annotated[str, _option(_LINEAR, "Start of both models: zero or normal.")] = "zero"
    models: Annotated[str | None, _option(_LINEAR, "Weights of two models, .npz or .json, instead of training.")] = None

    ridge: Annotated[str, _option(_NTK, "Values of the ridge β: 1, or .01,.1,1,10.")] = "1"
    kernel: Annotated[str, _option(_NTK, "first-layer, or relu-ntk-D or relu-nngp-D with D hidden layers.")] = (
        "first-layer"
    )
    attack: Annotated[str, _option(_NTK, "On the training inputs: pgd, or fgsm for a single step.")] = "pgd"
    rounds: Annotated[int, _option(_NTK, "Rounds of attack and refit.")] = 1
    exact_to: Annotated[
        int, _option(_NTK, "Training rows up to which Δ_K is certified to 1e-6, for four times the work.")
    ] = 8000
    train_rows: Annotated[int | None, _option(_NTK, "Training rows at most; of more, so many are drawn.")] = None

    width: Annotated[int | None, _option(_MLP, "Of every hidden layer; by default twice the number of columns.")] = None
    depth: Annotated[int, _option(_MLP, "Number of hidden layers.")] = 2
    epochs: Annotated[int, _option(_MLP, "Passes over the training instances.")] = 30
    batch_size: Annotated[int, _option(_MLP, "Training instances of a step.")] = 64

    lam: Annotated[
        float, _option(_RECOURSE, "Weight λ of the squared distance in scfe and roar; else for the claims alone.")
    ] = 0.01
    target_score: Annotated[
        float,
        _option(
            _RECOURSE,
            "Target score s of scfe and roar, in logits, else for the claims alone; by default of probability 0.6.",
        ),
    ] = math.log(0.6 / 0.4)
    cost_weights: Annotated[
        str, _option(_RECOURSE, "What a unit of change costs: unweighted, mad, or by feature, age=3,hours=0.5.")
    ] = "unweighted"
    method: Annotated[
        str, _option(_RECOURSE, "scfe; gs: Growing Spheres; roar; or cchvae: decoded from latent space.")
    ] = "scfe"
    mode: Annotated[
        str, _option(_RECOURSE, "Of scfe: fixed, the minimiser for this λ, accepted or not; or valid, accepted.")
    ] = "fixed"
    feasible: Annotated[
        bool,
        _option(
            _RECOURSE,
            "Keep ranges, directions and categories in mode fixed, whole levels of categories in cchvae; others do.",
            "--feasible",
        ),
    ] = False
    shift: Annotated[float, _option(_RECOURSE, "Of roar: largest shift of a weight to withstand.")] = 0.01

    latent: Annotated[int | None, _option(_CODES, "Latent dimension; by default half the columns, 2 to 10.")] = None
    code_norm: Annotated[str, _option(_CODES, "Norm p of the balls in latent space: 1, 2 or inf.")] = "2"
    vae_width: Annotated[
        int | None, _option(_CODES, "Of every hidden layer; by default twice the number of columns, at most 64.")
    ] = None
    vae_depth: Annotated[int, _option(_CODES, "Number of hidden layers of encoder and decoder.")] = 1
    vae_epochs: Annotated[int | None, _option(_CODES, "Passes over the training instances; by default 100.")] = None

    claims: Annotated[str | None, _option(_REPORT, "Python file with claims of your own. It is run.")] = None
    group: Annotated[str | None, _option(_REPORT, "Features to compare groups by: sex,race; - for none.")] = None
    instances: Annotated[int, _option(_REPORT, "Rejected people at most per seed; of more, so many are drawn.")] = (
        10_000
    )
    memory: Annotated[float, _option(_REPORT, "GiB that the report may take.")] = 8.0
    out: Annotated[Path | None, _option(_REPORT, "Folder of the report; by default report/DATASET.")] = None

    def refuse_others(self, given: Collection[str]) -> None:
        """Refuse what says nothing of the chosen models.

        Args:
            given: Names of the options that somebody wrote.

        Raises:
            InputError: If there is such an option, or there are no such models.
        """
        from empirical.families import FAMILIES

        settings = {name: _options_of(family) for name, family in FAMILIES.items()}
        for name in given:
            families = [family for family, options in settings.items() if name in options]
            if families and name not in settings[self.family.name]:
                raise InputError(f"--{_dashed(name)} says nothing of --model {self.model}; leave it out")
        if self.attack == "fgsm" and "attack_steps" in given:
            raise InputError("--attack-steps says nothing of --attack fgsm, which takes a single step; leave it out")
        for name, methods in OF_METHOD.items():
            if name in given and self.method not in methods:
                raise InputError(f"--{_dashed(name)} says nothing of --method {self.method}; leave it out")
        if self.mode == "valid" and "feasible" in given:
            raise InputError("--feasible says nothing of --mode valid, which is feasible anyway; leave it out")

    @property
    def family(self) -> "Family":
        """The family of the models.

        Raises:
            InputError: If there is no such family.
        """
        from empirical.families import FAMILIES

        if self.model not in FAMILIES:
            raise InputError(f"model must be one of {', '.join(FAMILIES)}, not {self.model!r}")
        return FAMILIES[self.model]

    def settings(self) -> "Settings":
        """Everything that decides the report.

        Returns:
            The settings.

        Raises:
            InputError: If an option is missing, cannot be read, or is out of range.
        """  # noqa: DOC502
        from empirical.autoencoder import VAETraining
        from empirical.recourse.settings import RecourseSettings
        from empirical.report import Settings

        code_norm = _norm("code-norm", self.code_norm)
        return Settings(
            data=self._source(),
            grid=self._grid(),
            recourse=RecourseSettings(
                self.target_score,
                self.lam,
                self.cost_weights,
                self.feasible,
                self.method,
                self.mode,
                self.shift,
                code_norm,
            ),
            autoencoder=VAETraining(latent=self.latent, width=self.vae_width, depth=self.vae_depth, **self._epochs()),
            scaling=self.scaling,
            attack_immutable=self.attack_immutable,
            groups=self._groups(),
            instances=self.instances,
            memory=self.memory,
            models=self.models,
            claims=self.claims,
        )

    def _source(self) -> "Named | TableFile":
        from empirical.data.table.load import TableFile
        from empirical.report import Named

        if self.data is None:
            for name in ("target", "favourable", "schema", "immutable", "drop"):
                if getattr(self, name):
                    raise InputError(f"--{name} is about a table of your own; name it with --data")
            return Named(self.dataset, self.keep_leaking)
        if self.target is None or self.favourable is None:
            raise InputError("--data needs --target, the column to predict, and --favourable, its wanted value")
        return TableFile(
            path=self.data,
            target=self.target,
            favourable=self.favourable,
            immutable=names(self.immutable),
            protected=self._groups() or (),
            drop=names(self.drop),
            missing=self.missing,
            schema=self.schema,
            separator=self.separator,
        )

    def _groups(self) -> tuple[str, ...] | None:
        return None if self.group is None else () if self.group == "-" else names(self.group)

    def _grid(self) -> Any:
        """The training settings of the chosen family, each from the option of its name."""
        kind = self.family.settings
        return kind(**{one.name: value for one in fields(kind) for value in self._setting(one.name, str(one.type))})

    def _setting(self, name: str, kind: str) -> tuple[Any, ...]:
        """The value of a training setting; nothing where there is no such option, or nobody gave it."""
        option = OPTION_OF.get(name, name)
        value = getattr(self, option, None)
        if value is None:
            return ()
        if name == "norm":
            return (_norm("norm", value),)
        if kind.startswith("tuple[int"):
            return (whole_numbers(_dashed(option), value),)
        return (numbers(_dashed(option), value),) if kind.startswith("tuple[float") else (value,)

    def _epochs(self) -> dict[str, int]:
        return {} if self.vae_epochs is None else {"epochs": self.vae_epochs}


def with_options(function: Callable[[Options], int]) -> Callable[..., int]:
    """A command with an option for every field.

    Args:
        function: What the command does.

    Returns:
        It, with the signature from which typer reads options.
    """

    @wraps(function)
    def command(context: typer.Context, **given: Any) -> int:
        written = {name for name in given if _is_written(context, name)}
        options = Options(**_renamed(given, written))
        options.refuse_others(written)
        return function(options)

    kind = inspect.Parameter.KEYWORD_ONLY
    parameters = [inspect.Parameter("context", kind, annotation=typer.Context)]
    parameters += [
        inspect.Parameter(one.name, kind, default=one.default, annotation=one.type) for one in fields(Options)
    ]
    parameters += [
        inspect.Parameter(old, kind, default=None, annotation=Annotated[str | None, typer.Option(hidden=True)])
        for old in RENAMED
    ]
    command.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    return command


def _renamed(given: dict[str, Any], written: set[str]) -> dict[str, Any]:
    """The options by their new names, with a notice for each that was given by its old one."""
    for old, new in RENAMED.items():
        value = given.pop(old)
        if old in written:
            sys.stderr.write(f"notice: --{_dashed(old)} is now called --{_dashed(new)}; the old name goes with 0.2\n")
            given[new] = int(value) if new == "instances" and value.isdecimal() else value
    if given["cost_weights"] == "unit":
        sys.stderr.write("notice: --cost-weights unit is now called unweighted; the old name goes with 0.2\n")
        given["cost_weights"] = "unweighted"
    return given


def _options_of(family: "Family") -> set[str]:
    """The options that a family of models has: one for each of its training settings, and a file of models."""
    names = {OPTION_OF.get(one.name, one.name) for one in fields(family.settings)}
    return names | {"models"} if family.reads_files else names


def _is_written(context: typer.Context, name: str) -> bool:
    source = context.get_parameter_source(name)
    return source is not None and source.name == "COMMANDLINE"


def _norm(name: str, text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise InputError(f"{name} must be one of inf, 2, 1, not {text!r}") from None


def _dashed(name: str) -> str:
    return name.replace("_", "-")
