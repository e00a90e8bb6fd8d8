"""The options of ``recourse-bounds report``, by panel of its help, and the settings that they make."""

from collections.abc import Collection
from dataclasses import Field, dataclass, fields
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
"""The options by the training setting that they give, where the two names differ."""

OF_METHOD = {
    "mode": ("scfe",),
    "feasible": ("scfe", "cchvae"),
    "shift": ("roar",),
    "gamma": ("gs",),
    "reward": ("nice",),
    "samples": ("gs", "cchvae"),
    "energy": ("ecco",),
    "stop": ("ecco",),
    "bins": ("ar",),
    "flips": ("ar",),
    **dict.fromkeys(("latent", "code_norm", "vae_width", "vae_depth", "vae_epochs"), ("cchvae",)),
}
"""The options that only some recourse methods have, and these methods."""

OF_TABLE = (
    "target", "favourable", "unfavourable", "schema", "drop", "keep", "missing_values", "names", "decimal",
    "thousands", "strip",
)  # fmt: skip
"""The options that say something of a table of the user alone, and are empty where nothing is said."""

_MOST, _DATA, _MODELS = "Most used", "Data", "Models"
_LINEAR, _NTK, _MLP = "Linear models", "Networks of infinite width (--model ntk)", "ReLU networks (--model mlp)"
_PENALISED = "Linear models with a penalty (--model penalised)"
_ASKED = "Constraints on recourses"
_RECOURSE, _CODES, _REPORT = "Recourse", "Recourse by an autoencoder (--method cchvae)", "Report"


def dashed(name: str) -> str:
    """Give the name of an option as it is typed.

    Args:
        name: The name of its field.

    Returns:
        The name without the leading dashes.

    Examples:
        >>> dashed("cost_weights")
        'cost-weights'
    """
    return name.replace("_", "-")


def _option(panel: str, text: str, *flags: str, metavar: str | None = None, default: str | bool = True) -> Any:
    return typer.Option(*flags, help=text, rich_help_panel=panel, metavar=metavar, show_default=default)


@dataclass(frozen=True, kw_only=True)
class Options:
    """What the command line says of a report: a field for every option, which explains itself, most used first."""

    dataset: Annotated[str, _option(_MOST, "Data set, by a name that `datasets` lists.", metavar="NAME")] = (
        "breast-cancer"
    )
    data: Annotated[
        str | None, _option(_MOST, "Your own table instead, CSV or Parquet: a row per person.", metavar="FILE")
    ] = None
    target: Annotated[str | None, _option(_MOST, "Column of --data to predict.", metavar="COLUMN")] = None
    favourable: Annotated[
        str | None,
        _option(
            _MOST,
            "Value of --target that everybody wants; several between commas; or a comparison, '>= 2000'.",
            metavar="VALUE",
        ),
    ] = None
    model: Annotated[
        str,
        _option(
            _MOST,
            "Kind of models: linear; mlp, ReLU networks; ntk, networks of infinite width; penalised, linear ones "
            "with a penalty.",
            metavar="linear|mlp|ntk|penalised",
        ),
    ] = "linear"
    epsilon: Annotated[
        str,
        _option(
            _MOST,
            "Size of the attacks that the robust model is trained against: 0.1, or several, 0,.02,...,.3.",
            metavar="NUMBERS",
        ),
    ] = "0.1"
    method: Annotated[
        str,
        _option(
            _MOST,
            "How recourses are found: scfe, by gradients; gs, Growing Spheres; roar, robust ones; cchvae, by an "
            "autoencoder; nice, from the nearest accepted training instance; ecco, likely ones in the model's own "
            "eyes; ar, Actionable Recourse, on a grid.",
            metavar="scfe|gs|roar|cchvae|nice|ecco|ar",
        ),
    ] = "scfe"
    out: Annotated[
        Path | None, _option(_MOST, "Folder of the report; by default report/DATASET.", metavar="FOLDER")
    ] = None
    verbose: Annotated[bool, _option(_MOST, "Print all tables before the answer.", "--verbose")] = False
    json: Annotated[bool, _option(_MOST, "Print the summary as JSON, and nothing else.", "--json")] = False

    drop: Annotated[str, _option(_DATA, "Columns of --data to leave out.", metavar="COLUMNS")] = ""
    keep: Annotated[
        str,
        _option(_DATA, "Columns of --data to keep, though they seem to identify people.", metavar="COLUMNS"),
    ] = ""
    unfavourable: Annotated[
        str, _option(_DATA, "Values of --target that nobody wants; by default all others.", metavar="VALUES")
    ] = ""
    missing: Annotated[
        str, _option(_DATA, "What to do about missing values of --data.", metavar="refuse|drop|impute")
    ] = "refuse"
    missing_values: Annotated[
        str, _option(_DATA, "More texts of cells that mean missing: ?,unknown,-9.", metavar="TEXTS")
    ] = ""
    schema: Annotated[str | None, _option(_DATA, "TOML file that declares columns of --data.", metavar="FILE")] = None
    separator: Annotated[
        str,
        _option(_DATA, "What separates the cells of --data: one character, tab, space or whitespace.", metavar="TEXT"),
    ] = ","
    header: Annotated[
        bool | None,
        _option(
            _DATA,
            "Whether the first row of --data names its columns; else they are column1, column2, ...",
            "--header/--no-header",
            default="decided by the rows",
        ),
    ] = None
    names: Annotated[str, _option(_DATA, "Names of the columns of --data without a header.", metavar="COLUMNS")] = ""
    decimal: Annotated[
        str | None, _option(_DATA, "Mark before decimals in --data; by default, the cells decide.", metavar=".|,")
    ] = None
    thousands: Annotated[
        str | None,
        _option(_DATA, "Mark before thousands in --data; by default, the cells decide.", metavar=",|.|'|space"),
    ] = None
    strip: Annotated[str, _option(_DATA, "What is taken off numbers in --data: '% $ months'.", metavar="TEXTS")] = ""
    scaling: Annotated[str, _option(_DATA, "How numbers are scaled.", metavar="minmax|standard")] = "standard"
    keep_leaking: Annotated[
        bool, _option(_DATA, "Keep columns of --dataset that give the label away.", "--keep-leaking")
    ] = False

    seed: Annotated[
        str,
        _option(_MODELS, "Seeds of the split and of training: 0, or several, 0..4 or 1,5.", metavar="NUMBERS"),
    ] = "0"
    norm: Annotated[str, _option(_MODELS, "Norm p of the attacks; 1 is for linear models.", metavar="inf|2|1")] = "inf"
    attack_immutable: Annotated[
        bool,
        _option(_MODELS, "Whether attacks change what recourses may not.", "--attack-immutable/--spare-immutable"),
    ] = True
    attack_steps: Annotated[
        int | None,
        _option(_MODELS, "Steps of the attacks on networks; by default 10 for ntk, 5 for mlp.", metavar="NUMBER"),
    ] = None
    learning_rate: Annotated[
        float | None,
        _option(
            _MODELS,
            "Step size of training; by default 0.1 for linear models, less where many columns need it; 0.001 for mlp "
            "(Adam).",
            metavar="NUMBER",
        ),
    ] = None
    class_weights: Annotated[
        str,
        _option(
            _MODELS,
            "Weights of the labels in training, for linear and mlp: balanced, or as unfavourable=3.",
            metavar="none|balanced|WEIGHTS",
        ),
    ] = "none"

    steps: Annotated[
        str, _option(_LINEAR, "Numbers N of full-batch gradient steps: 1000, or 10,100,1000.", metavar="NUMBERS")
    ] = "1000"
    init: Annotated[str, _option(_LINEAR, "Start of both models.", metavar="zero|normal")] = "zero"
    models: Annotated[
        str | None,
        _option(_LINEAR, "Two models trained elsewhere: file with their weights, .npz or .json.", metavar="FILE"),
    ] = None

    ridge: Annotated[str, _option(_NTK, "Strengths β of the ridge penalty: 1, or .01,.1,1,10.", metavar="NUMBERS")] = (
        "1"
    )
    kernel: Annotated[
        str,
        _option(_NTK, "first-layer; or relu-ntk-D or relu-nngp-D with D hidden layers.", metavar="NAME"),
    ] = "first-layer"
    attack: Annotated[
        str, _option(_NTK, "Attack on the training inputs; fgsm takes a single step.", metavar="pgd|fgsm")
    ] = "pgd"
    rounds: Annotated[int, _option(_NTK, "Rounds of attack and refit.", metavar="NUMBER")] = 1
    exact_to: Annotated[
        int,
        _option(_NTK, "Training rows up to which Δ_K is certified to 1e-6, for four times the work.", metavar="NUMBER"),
    ] = 8000
    train_rows: Annotated[
        int | None, _option(_NTK, "Training rows at most; of more, so many are drawn.", metavar="NUMBER")
    ] = None

    width: Annotated[
        int | None,
        _option(_MLP, "Neurons of a hidden layer; by default twice the number of columns.", metavar="NUMBER"),
    ] = None
    depth: Annotated[int, _option(_MLP, "Number of hidden layers.", metavar="NUMBER")] = 2
    epochs: Annotated[int, _option(_MLP, "Passes over the training instances.", metavar="NUMBER")] = 30
    batch_size: Annotated[int, _option(_MLP, "Training instances of a step.", metavar="NUMBER")] = 64
    penalty: Annotated[
        float,
        _option(
            _PENALISED, "Weight μ of the penalty (μ/2)‖w‖²: there is one optimum, and it is found.", metavar="NUMBER"
        ),
    ] = 0.01

    immutable: Annotated[str, _option(_ASKED, "Columns that no recourse may change: age,sex.", metavar="COLUMNS")] = ""
    direction: Annotated[
        list[str] | None,
        _option(_ASKED, "Column that recourses may only raise or lower: 'age: up'. Repeatable.", metavar="TEXT"),
    ] = None
    range: Annotated[
        list[str] | None,
        _option(_ASKED, "Number with the range that recourses keep: 'hours: 10..40'. Repeatable.", metavar="TEXT"),
    ] = None
    transition: Annotated[
        list[str] | None,
        _option(
            _ASKED,
            "Category with the only moves that recourses make: 'job: none>clerk, clerk>smith'. Repeatable.",
            metavar="TEXT",
        ),
    ] = None
    relation: Annotated[
        list[str] | None,
        _option(
            _ASKED,
            "Linear relation between numbers that recourses keep: 'age >= years_employed + 16'. Repeatable.",
            metavar="TEXT",
        ),
    ] = None

    lam: Annotated[
        float,
        _option(
            _RECOURSE,
            "Weight λ of the squared distance in scfe and roar, or of its ℓ1 norm in ecco; of other methods, only "
            "statements read it.",
            metavar="NUMBER",
        ),
    ] = 0.01
    threshold: Annotated[
        float,
        _option(_RECOURSE, "Probability above which a model accepts a person.", metavar="NUMBER"),
    ] = 0.5
    target_score: Annotated[
        float | None,
        _option(
            _RECOURSE,
            "Score s, in logits, that scfe and roar aim at; of other methods, only statements read it.",
            metavar="NUMBER",
            default="0.405 above the threshold: probability 0.6 for 0.5",
        ),
    ] = None
    cost_weights: Annotated[
        str,
        _option(
            _RECOURSE,
            "What a unit of change costs: unweighted, mad, or by feature, age=3,hours=0.5.",
            metavar="WEIGHTS",
        ),
    ] = "unweighted"
    mode: Annotated[
        str,
        _option(
            _RECOURSE,
            "Which recourse of scfe: fixed, the minimiser for this λ, accepted or not; valid, an accepted one; sparse, "
            "one that changes few columns.",
            metavar="fixed|valid|sparse",
        ),
    ] = "fixed"
    feasible: Annotated[
        bool,
        _option(
            _RECOURSE,
            "Keep all constraints in scfe's mode fixed and in cchvae; other methods always do.",
            "--feasible",
        ),
    ] = False
    shift: Annotated[float, _option(_RECOURSE, "Largest shift of a weight that roar withstands.", metavar="NUMBER")] = (
        0.01
    )

    gamma: Annotated[
        float,
        _option(
            _RECOURSE,
            "Weight γ of the number of changed columns in gs: 1 asks for few changes, 0 for short ones.",
            metavar="NUMBER",
        ),
    ] = 0.0
    samples: Annotated[int, _option(_RECOURSE, "Points that gs and cchvae try at one distance.", metavar="NUMBER")] = (
        1000
    )
    energy: Annotated[
        float,
        _option(_RECOURSE, "Weight of the model's energy in ecco: more leads to likelier points.", metavar="NUMBER"),
    ] = 0.5
    stop: Annotated[
        str,
        _option(
            _RECOURSE,
            "Where ecco stops: threshold, where the model accepts; gradient, where its objective is flat.",
            metavar="threshold|gradient",
        ),
    ] = "threshold"

    reward: Annotated[
        str,
        _option(
            _RECOURSE,
            "What nice takes over next: sparsity, what raises the score most; proximity, what raises it most for its "
            "cost; none, everything at once.",
            metavar="sparsity|proximity|none",
        ),
    ] = "sparsity"

    bins: Annotated[
        int, _option(_RECOURSE, "Bins into which ar cuts the range of a number: its grid.", metavar="NUMBER")
    ] = 100
    flips: Annotated[
        int,
        _option(_RECOURSE, "Sets of columns that ar tries until the model accepts one.", metavar="NUMBER"),
    ] = 20

    latent: Annotated[
        int | None, _option(_CODES, "Latent dimension; by default half the columns, 2 to 10.", metavar="NUMBER")
    ] = None
    code_norm: Annotated[str, _option(_CODES, "Norm p of the balls in latent space.", metavar="1|2|inf")] = "2"
    vae_width: Annotated[
        int | None,
        _option(
            _CODES,
            "Neurons of a hidden layer; by default twice the number of columns, at most 64.",
            metavar="NUMBER",
        ),
    ] = None
    vae_depth: Annotated[int, _option(_CODES, "Number of hidden layers of encoder and decoder.", metavar="NUMBER")] = 1
    vae_epochs: Annotated[
        int | None,
        _option(
            _CODES, "Passes over the training instances; by default 100, or 40 of 20,000 and more.", metavar="NUMBER"
        ),
    ] = None

    claims: Annotated[
        str | None,
        _option(_REPORT, "Python file with claims of your own, checked as well. It is run.", metavar="FILE"),
    ] = None
    group: Annotated[
        str | None,
        _option(_REPORT, "Features to compare groups by: sex,race; - for none.", metavar="COLUMNS"),
    ] = None
    instances: Annotated[
        int,
        _option(_REPORT, "Rejected people per seed at most; of more, so many are drawn.", metavar="NUMBER"),
    ] = 10_000
    csv: Annotated[bool, _option(_REPORT, "Write instances.csv and recourses.csv too, for spreadsheets.", "--csv")] = (
        False
    )
    memory: Annotated[float, _option(_REPORT, "Memory in GiB that the report may take.", metavar="NUMBER")] = 8.0

    def refuse_others(self, given: Collection[str]) -> None:
        """Refuse options that say nothing of the chosen models or of the chosen method.

        Args:
            given: The names of the options that somebody wrote.

        Raises:
            InputError: If there is such an option, or there are no such models.
        """
        from empirical.families import FAMILIES

        settings = {name: _options_of(family) for name, family in FAMILIES.items()}
        for name in given:
            families = [family for family, options in settings.items() if name in options]
            if families and name not in settings[self.family.name]:
                raise InputError(f"--{dashed(name)} says nothing of --model {self.model}; leave it out")
        if self.attack == "fgsm" and "attack_steps" in given:
            raise InputError("--attack-steps says nothing of --attack fgsm, which takes a single step; leave it out")
        for name, methods in OF_METHOD.items():
            if name in given and self.method not in methods:
                raise InputError(f"--{dashed(name)} says nothing of --method {self.method}; leave it out")
        if self.mode != "fixed" and "feasible" in given:
            raise InputError(f"--feasible says nothing of --mode {self.mode}, which is feasible anyway; leave it out")

    def takes(self, name: str) -> bool:
        """Tell whether an option says something of the recourse method as it is asked for.

        Args:
            name: The name of the option's field, one of ``OF_METHOD``.

        Returns:
            Whether the option can change what is found.

        Examples:
            >>> Options().takes("feasible"), Options(mode="valid").takes("feasible")
            (True, False)
        """
        return self.method in OF_METHOD[name] and not (name == "feasible" and self.mode != "fixed")

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

    def settings(self, written: Collection[str] = ()) -> "Settings":
        """Read everything that decides the report.

        Args:
            written: The names of the options that somebody wrote; a family has its own default for every other training
                setting.

        Returns:
            The settings of the report.

        Raises:
            InputError: If an option is missing, cannot be read, or is out of range.
        """  # noqa: DOC502
        from empirical.autoencoder import VAETraining
        from empirical.recourse.settings import RecourseSettings, usual_target
        from empirical.report import Settings

        code_norm = _norm("code-norm", self.code_norm)
        target = usual_target(self.threshold) if self.target_score is None else self.target_score
        return Settings(
            data=self._source(),
            grid=self._grid(written),
            recourse=RecourseSettings(
                target,
                self.lam,
                self.cost_weights,
                self.feasible,
                self.method,
                self.mode,
                self.shift,
                code_norm,
                self.threshold,
                gamma=self.gamma,
                samples=self.samples,
                reward=self.reward,
                energy=self.energy,
                stop=self.stop,
                bins=self.bins,
                flips=self.flips,
            ),
            autoencoder=VAETraining(
                latent=self.latent, width=self.vae_width, depth=self.vae_depth, epochs=self.vae_epochs
            ),
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
            for name in OF_TABLE:
                if getattr(self, name):
                    raise InputError(f"--{dashed(name)} is about a table of your own; name it with --data")
            return Named(self.dataset, self.keep_leaking, names(self.immutable), **self._asked())
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
            unfavourable=self.unfavourable,
            keep=names(self.keep),
            names=names(self.names),
            header=self.header,
            missing_values=names(self.missing_values),
            decimal=self.decimal,
            thousands=self.thousands,
            strip=self.strip,
            **self._asked(),
        )

    def _asked(self) -> dict[str, tuple[str, ...]]:
        """The constraints on recourses beside immutable columns; several may stand between semicolons."""
        texts = {
            "directions": self.direction,
            "ranges": self.range,
            "transitions": self.transition,
            "relations": self.relation,
        }
        from empirical.data.constraints.texts import split_texts

        return {name: split_texts(given or ()) for name, given in texts.items()}

    def _groups(self) -> tuple[str, ...] | None:
        return None if self.group is None else () if self.group == "-" else names(self.group)

    def _grid(self, written: Collection[str]) -> Any:
        """The training settings of the chosen family, each from the option of its name."""
        kind = self.family.settings
        given = {one.name: self._setting(one.name, str(one.type), written) for one in fields(kind)}
        return kind(**{name: value for name, values in given.items() for value in values})

    def _setting(self, name: str, kind: str, written: Collection[str]) -> tuple[Any, ...]:
        """The value of a training setting; nothing where no option gives it, or the option has its default value.

        Families have their own defaults, which need not be those that the help shows of another one.
        """
        option = OPTION_OF.get(name, name)
        default = _MODEL_OPTIONS.get(option)
        if default is None or (option not in written and getattr(self, option) == default.default):
            return ()
        value: Any = getattr(self, option)
        if name == "norm":
            return (_norm("norm", value),)
        if kind.startswith("tuple[int"):
            return (whole_numbers(dashed(option), value),)
        return (numbers(dashed(option), value),) if kind.startswith("tuple[float") else (value,)


def _panel(option: Field[Any]) -> str:
    """The panel of the help in which an option stands."""
    return str(option.type.__metadata__[0].rich_help_panel)  # type: ignore[union-attr]


_MODEL_OPTIONS = {
    option.name: option
    for option in fields(Options)
    if option.name == "epsilon" or _panel(option) in {_MODELS, _LINEAR, _NTK, _MLP, _PENALISED}
}
"""The options that give training settings, by name."""


def _options_of(family: "Family") -> set[str]:
    """The options that a family of models has: one for each of its training settings, and a file of models."""
    names = {OPTION_OF.get(one.name, one.name) for one in fields(family.settings)} & set(_MODEL_OPTIONS)
    return names | {"models"} if family.reads_files else names


def _norm(name: str, text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise InputError(f"{name} must be one of inf, 2, 1, not {text!r}") from None
