"""The steps from data to a report, one call each: load data, train a pair, find recourses, make the report."""

from collections.abc import Iterable
from dataclasses import MISSING, fields
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import jax
import numpy as np

from empirical.checkpoints import without_checkpoints
from empirical.data import (
    DATASETS,
    Constraints,
    Dataset,
    Space,
    Split,
    TableFile,
    constrain_as,
    load,
    load_table,
    split,
)
from empirical.errors import InputError
from empirical.families import FAMILIES, Family
from empirical.models.model import as_model
from empirical.models.pair import Pair
from empirical.recourse.result import Recourses
from empirical.recourse.settings import METHODS, RecourseSettings, usual_target
from empirical.report import Named, Report, Settings, build, write
from empirical.report.build import report_on
from empirical.report.given import Given, description
from empirical.report.settings import load_data as load_report_data

_NEEDED = {
    "vae": "an autoencoder: give vae=rb.train_vae(pair.split, rb.VAETraining(), seed=0)",
    "data": "training instances with their labels: give data=pair.split",
}
"""What settings without a default are, and how somebody gets them."""


def load_data(
    data: str, *, target: str | None = None, favourable: str | None = None, memory: float = 8.0, **how: Any
) -> Dataset:
    """Load a data set by its name, or a table of yours from a file.

    Args:
        data: A name that ``recourse-bounds datasets`` lists, or the path of a CSV or Parquet file.
        target: Of a file, the column to predict.
        favourable: Of a file, the value of the target that everybody wants; several between commas; or a comparison,
            ``">= 2000"``.
        memory: Of a file, the memory limit in GiB.
        **how: What recourses must keep: ``immutable=("age", "sex")``, ``directions=``, ``ranges=``, ``transitions=``,
            ``relations="age >= years_employed + 16"``, as on the command line. Of a file, how else it is read:
            ``drop=``, ``missing=``, ``schema=``, and the other settings of ``rb.TableFile``. Of a data set that has
            columns which give the label away, ``keep_leaking=True``.

    Returns:
        The data set.

    Raises:
        InputError: If the data cannot be had or used, or a file lacks its target or its favourable value.

    Examples:
        >>> load_data("breast-cancer").values.shape
        (569, 30)
    """
    several = {one.name for one in fields(TableFile) if str(one.type).startswith("tuple")}
    how = {name: (value,) if name in several and isinstance(value, str) else value for name, value in how.items()}
    if data in DATASETS:
        of_columns = [one.name for one in fields(Constraints)]
        require_known(
            {**how, **_given(target=target, favourable=favourable)},
            ["keep_leaking", *of_columns],
            f"the data set {data}",
        )
        asked = Constraints(**{name: tuple(how.pop(name)) for name in of_columns if name in how})
        return constrain_as(load(data, **how), asked)
    if target is None or favourable is None:
        if Path(data).exists():
            raise InputError(f"{data} needs target=, the column to predict, and favourable=, its wanted value")
        return load(data)  # which says what names there are
    require_known(how, [one.name for one in fields(TableFile)], "a table")
    return load_table(TableFile(data, target, favourable, **how), memory=memory)


def train_pair(
    data: Dataset | Split,
    *,
    model: str = "linear",
    epsilon: float = 0.1,
    seed: int = 0,
    memory: float = 8.0,
    **how: Any,
) -> Pair:
    """Train a natural and a robust model of the same kind on the same data.

    Args:
        data: A data set, which is split by the seed, or a split of one.
        model: The kind of models: ``linear``, ``mlp`` (ReLU networks) or ``ntk`` (networks of infinite width).
        epsilon: Radius ε of the attacks that the robust model is trained against, in scaled units.
        seed: Seed of the split and of the training.
        memory: Memory in GiB that training may take.
        **how: Other training settings of that kind, as ``steps=1000``, ``norm=2.0``, ``ridges=0.1``, ``epochs=10``.

    Returns:
        The pair: ``pair.natural``, ``pair.robust`` and ``pair.split``.

    Raises:
        InputError: If there is no such kind of models or setting, a setting is out of range, or training overflowed.

    Examples:
        >>> pair = train_pair(load_data("breast-cancer"), epsilon=0.1, steps=50)
        >>> float((pair.natural.scores(pair.split.test) > 0.0).mean()) > 0.5
        True
    """  # noqa: DOC502
    family = _family(model)
    known = [setting.name for setting in fields(family.settings) if setting.name not in {"epsilons", "seeds"}]
    require_known(how, known, f"a pair of {family.noun}")
    part = split(data, seed=seed) if isinstance(data, Dataset) else data
    grid = _grid(family, {**how, "epsilons": epsilon, "seeds": seed})
    return next(iter(family.train({seed: part}, grid, memory=memory, checkpoint=without_checkpoints)))


def recourse(
    model: Any,
    inputs: Any,
    space: Space | None = None,
    *,
    method: str = "scfe",
    favourable: Any = None,
    seed: int = 0,
    **how: Any,
) -> Recourses:
    """Find for every instance what to change so that a model accepts it.

    Args:
        model: A model of a pair, or one that ``rb.model(given, split)`` makes of whatever was trained elsewhere; or, on
            the columns that it takes itself: a function of one instance that JAX can trace, a classifier of
            scikit-learn, XGBoost or LightGBM, a module of PyTorch, or :class:`HostModel` around anything that takes
            numpy arrays.
        inputs: The instances, [m, k].
        space: What may change, and how far, as ``pair.split.space``; everything, any way, without it. Rows of a design
            need it, for their last column is the constant 1 of the intercept.
        method: ``scfe``, ``gs`` (Growing Spheres), ``roar``, ``cchvae``, ``nice``, ``ecco`` or ``ar`` (Actionable
            Recourse).
        favourable: Of a classifier, the class that accepts, or several of them; without it, 1 of 0 and 1.
        seed: Seed of whatever the method draws.
        **how: Settings of the method, as ``lam=``, ``target=``; and ``cost_weights=``, [k], as :func:`cost_weights`
            gives them. SCFE looks for recourses that the model accepts (``mode="valid"``), or for those of few changes
            (``mode="sparse"``); a report looks for the minimisers of which the theorems speak (``mode="fixed",
            feasible=False``). C-CHVAE needs ``vae=``, NICE needs ``data=pair.split``.

    Returns:
        The recourses, with a status for each instance: points, changes and costs are NaN where none was found.

    Raises:
        InputError: If there is no such method or setting, rows of a design come without their space, it cannot be told
            which class accepts, or SCFE meets a score without a slope.
        TypeError: If the model cannot be asked.
        ValueError: If a setting is out of range, or shapes do not fit.

    Examples:
        >>> from empirical.models.model import LinearModel
        >>> found = recourse(LinearModel(np.array([2.0, 1.0])), -np.ones((2, 2)), method="gs")
        >>> found.found.tolist()
        [True, True]
    """  # noqa: DOC502
    if method not in METHODS:
        raise InputError(f"no recourse method {method!r}; choose one of {', '.join(METHODS)}")
    kind: Any = METHODS[method]
    weights = how.pop("cost_weights", None)
    require_known(how, [one.name for one in fields(kind)], f"the method {method}")
    for one in fields(kind):
        if one.default is MISSING and one.name not in how:
            raise InputError(f"{method} needs {_NEEDED[one.name]}")
    if isinstance(weights, str):
        raise InputError(
            "cost_weights= are numbers, one for each column: rb.cost_weights(text, data, split) gives them"
        )
    rows = np.asarray(inputs)
    if rows.dtype.kind not in "fiub":
        raise InputError(
            "instances are rows of numbers, as split.test; of a table with texts, "
            "rb.design(rb.from_table(table, split.features), split) makes them"
        )
    if space is None and rows.ndim == 2 and rows.size and (rows[:, -1] == 1.0).all():
        raise InputError(
            "the last column is the constant 1, as an intercept's: give space=pair.split.space, or "
            "space=rb.Space.unbounded(columns) if it may change"
        )
    asked, key = as_model(model, favourable=favourable), jax.random.key(seed)
    return kind(**how)(asked, inputs, space, cost_weights=weights, key=key)


def report(
    data: Any = None,
    *,
    model: str | None = None,
    pair: Any = None,
    out: str | Path | None = None,
    **how: Any,
) -> Report:
    """Make a report: train pairs, find recourses for every rejected person, and check every claim about them.

    Args:
        data: The name of a data set; a file of yours, ``rb.TableFile(path, target=..., favourable=...)``; or a
            :class:`Dataset`. By default the embedded data set, breast-cancer.
        model: The kind of models to train: ``linear``, ``mlp`` or ``ntk``; ``linear`` if nobody says.
        pair: Two models instead that are trained already, as :func:`pair_from` makes a pair of them; ``data`` are those
            that its split was made of. Claims that need to know how models were trained say so.
        out: Folder to write the report to; without it the report stays in memory.
        **how: Everything else, by the names of the settings: of training, as ``epsilons=(0.1, 0.3)``, ``seeds=0``,
            ``steps=1000``, ``class_weights="balanced"``; of recourses, as ``method="gs"``, ``cost_weights="mad"``,
            ``lam=``, ``threshold=0.3``; of the report, as ``instances=500``, ``scaling=``, ``groups=``, ``memory=``,
            ``claims=``. Of a pair that is given there is no training. ``threshold`` is for all models of the report, as
            ``--threshold``; that of ``rb.model`` is a part of its one model.

    Returns:
        The report, with ``instances``, ``verdicts`` and ``summary``.

    Raises:
        InputError: If the data cannot be had or used, there is no such kind of models or setting, a setting is out of
            range, the pair is not of these data, or the report cannot be written.

    Examples:
        >>> made = report(epsilons=0.1, steps=50, instances=5)
        >>> made.defects
        []
    """
    if pair is not None and not isinstance(pair, Pair):
        raise InputError("pair= is a rb.Pair: rb.pair_from(natural, robust, split) makes one of two models")
    if isinstance(data, str) and data not in DATASETS and Path(data).exists():
        raise InputError(f"{data} is a file: give rb.TableFile({data!r}, target=..., favourable=...) in its place")
    if pair is not None and data is None:
        raise InputError("give the data that the pair's split was made of: rb.report(data, pair=pair)")
    if pair is not None and model is not None:
        raise InputError("model= is the kind of models to train, and the pair is trained already: leave model= out")
    data = "breast-cancer" if data is None else data
    if not isinstance(data, str | TableFile | Dataset):
        raise InputError(f"a report is made of a name, a rb.TableFile or a rb.Dataset, not of a {type(data).__name__}")
    settings = _settings(data, _family("linear" if model is None else model), pair, how)
    if pair is None and not isinstance(data, Dataset):
        made = build(settings)
    else:
        made = report_on(data if isinstance(data, Dataset) else load_report_data(settings), settings, pair=pair)
    return made if out is None else write_report(made, out)


def _settings(data: Any, family: Family, pair: Pair | None, how: dict[str, Any]) -> Settings:
    """Sort the settings of a report by the part that they are about; those of a pair that is given are known."""
    kinds = {"grid": family.settings, "recourse": RecourseSettings, "report": Settings}
    names = {part: {one.name for one in fields(kind)} for part, kind in kinds.items()}
    names["report"] -= {"data", "grid", "recourse", "pair"}
    if pair is not None:
        names["grid"] = {"seeds"}
        names["report"] -= {"models", "scaling", "attack_immutable"}
    what = "a report" if pair is None else "a report on a pair that is given"
    require_known(how, [name for several in names.values() for name in several], what)
    chosen = {part: {name: how[name] for name in how if name in several} for part, several in names.items()}
    if "threshold" in how:
        chosen["recourse"].setdefault("target", usual_target(how["threshold"]))
    source = Named(data) if isinstance(data, str) else Given(data.name) if isinstance(data, Dataset) else data
    of_pair: dict[str, Any] = {} if pair is None else {"pair": description(pair), "scaling": pair.split.scaling}
    return Settings(
        data=source,
        grid=_grid(family, chosen["grid"]),
        recourse=RecourseSettings(**chosen["recourse"]),
        **chosen["report"],
        **of_pair,
    )


def write_report(report: Report, folder: str | Path, *, csv: bool = False) -> Report:
    """Write the files of a report and its page, ``report.html``, replacing an earlier report of that name.

    Args:
        report: The report.
        folder: The folder of its files.
        csv: Whether the tables of instances and of recourses are written as CSV too, which spreadsheets read.

    Returns:
        The same report.

    Raises:
        InputError: If the folder exists and is no report, or it cannot be written.

    Examples:
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     _ = write_report(report(steps=1, instances=1), f"{folder}/made")
        ...     (Path(folder) / "made" / "summary.json").exists()
        True
    """  # noqa: DOC502
    from recourse_bounds.page import page_of

    write(report, Path(folder), csv=csv, page=page_of(report))
    return report


def _family(model: str) -> Family:
    """The family of a name."""  # noqa: DOC501
    if model not in FAMILIES:
        raise InputError(f"no kind of models {model!r}; choose one of {', '.join(FAMILIES)}")
    return FAMILIES[model]


def _grid(family: Family, chosen: dict[str, Any]) -> Any:
    """Training settings, a single value of a sweep taken for a sweep of it alone."""
    sweeps = {one.name for one in fields(family.settings) if str(one.type).startswith("tuple")}
    single = {name: (value,) for name, value in chosen.items() if name in sweeps and np.ndim(value) == 0}
    several = {name: tuple(value) for name, value in chosen.items() if name in sweeps and name not in single}
    return family.settings(**{**chosen, **single, **several})


def _given(**values: Any) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}


def require_known(given: Iterable[str], known: Iterable[str], subject: str) -> None:
    """Refuse a setting that there is none of, with the nearest name.

    Args:
        given: The names of the settings that are given.
        known: The names that there are.
        subject: What has these settings, for the message.

    Raises:
        InputError: If a name is unknown.

    Examples:
        >>> require_known({"lamb": 1.0}, ["lam", "target"], "the method scfe")
        Traceback (most recent call last):
        ...
        empirical.errors.InputError: the method scfe has no setting 'lamb'; did you mean lam?
    """
    names = sorted(known)
    for name in given:
        if name not in names:
            near = get_close_matches(name, names, n=1)
            hint = f"; did you mean {near[0]}?" if near else f"; its settings are {', '.join(names)}"
            raise InputError(f"{subject} has no setting {name!r}{hint}")
