"""The steps from data to a report, one call each: load data, train a pair, find recourses, make the report."""

from collections.abc import Sequence
from dataclasses import fields
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import jax
import numpy as np

from empirical.checkpoints import without_checkpoints
from empirical.data import DATASETS, Dataset, Space, Split, TableFile, load, load_table, split
from empirical.families import FAMILIES
from empirical.models.pair import Pair
from empirical.recourse import CCHVAE, ROAR, SCFE, GrowingSpheres
from empirical.recourse.result import Recourses
from empirical.recourse.settings import RecourseSettings
from empirical.report import Named, Report, Settings, build, write

METHODS = {"scfe": SCFE, "gs": GrowingSpheres, "roar": ROAR, "cchvae": CCHVAE}
"""The recourse methods, by their names on the command line."""


def load_data(data: str, *, target: str = "", favourable: str = "", memory: float = 8.0, **how: Any) -> Dataset:
    """Load a data set by its name, or a table of yours from a file.

    Args:
        data: A name that ``recourse-bounds datasets`` lists, or the path of a CSV or Parquet file.
        target: Of a file: the column to predict.
        favourable: Of a file: the value of the target that everybody wants.
        memory: Of a file: the memory limit in GiB.
        **how: Of a file: how else it is read, as ``immutable=("age", "sex")``, ``drop=``, ``missing=``, ``schema=``,
            ``separator=``.

    Returns:
        The data set.

    Raises:
        InputError: If the data cannot be had or used.
        TypeError: If a file lacks its target or its favourable value.

    Examples:
        >>> load_data("breast-cancer").values.shape
        (569, 30)
    """  # noqa: DOC502
    if data in DATASETS or not (target or favourable or how):
        return load(data, **how)
    if not (target and favourable):
        raise TypeError("a file needs target=, the column to predict, and favourable=, its wanted value")
    return load_table(TableFile(data, target, favourable, **how), memory=memory)


def train_pair(
    data: Dataset | Split, *, model: str = "linear", epsilon: float = 0.1, seed: int = 0, **how: Any
) -> Pair:
    """Train a natural and a robust model of the same kind on the same data.

    Args:
        data: A data set, which is split by the seed, or a split of one.
        model: The kind of models: ``linear``, ``mlp`` (ReLU networks) or ``ntk`` (networks of infinite width).
        epsilon: Radius ε of the attacks that the robust model is trained against, in scaled units.
        seed: Seed of the split and of the training.
        **how: Other training settings of that kind, as ``norm=2.0``, ``learning_rate=``, ``epochs=``; those that a
            report sweeps are sequences, as ``steps=(1000,)`` and ``ridges=(1.0,)``.

    Returns:
        The pair: ``pair.natural``, ``pair.robust`` and ``pair.split``.

    Raises:
        InputError: If a setting is out of range, or training overflowed.
        TypeError: If there is no such kind of models or setting.

    Examples:
        >>> pair = train_pair(load_data("breast-cancer"), epsilon=0.1, steps=(50,))
        >>> float((pair.natural.scores(pair.split.test) > 0.0).mean()) > 0.5
        True
    """  # noqa: DOC502
    family = FAMILIES.get(model)
    if family is None:
        raise TypeError(f"no kind of models {model!r}; choose one of {', '.join(FAMILIES)}")
    known = [setting.name for setting in fields(family.settings)]
    _require_known(how, known, f"a pair of {family.noun}")
    part = split(data, seed=seed) if isinstance(data, Dataset) else data
    grid = family.settings(epsilons=(epsilon,), seeds=(seed,), **how)
    return next(iter(family.train({seed: part}, grid, memory=8.0, checkpoint=without_checkpoints)))


def recourse(
    model: Any, inputs: Any, space: Space | None = None, *, method: str = "scfe", seed: int = 0, **how: Any
) -> Recourses:
    """Find for every instance what to change so that a model accepts it.

    Args:
        model: A model of a pair; a function of one instance that JAX can trace; a classifier of scikit-learn; or
            :class:`HostModel` around anything that takes numpy arrays.
        inputs: The instances, [m, k].
        space: What may change, and how far, as ``pair.split.space``; everything, any way, without it. Rows of a design
            need it, for their last column is the constant 1 of the intercept.
        method: ``scfe``, ``gs`` (Growing Spheres), ``roar`` or ``cchvae``.
        seed: Seed of whatever the method draws.
        **how: Settings of the method, as ``lam=``, ``target=``, ``mode=``; and ``cost_weights=``, [k].

    Returns:
        The recourses, with a status for each instance: points, changes and costs are NaN where none was found.

    Raises:
        TypeError: If there is no such method, or the model cannot be asked.
        ValueError: If a setting is out of range, shapes do not fit, or rows of a design come without their space.

    Examples:
        >>> from empirical.models.model import LinearModel
        >>> found = recourse(LinearModel(np.array([2.0, 1.0])), -np.ones((2, 2)), method="gs")
        >>> found.found.tolist()
        [True, True]
    """
    if method not in METHODS:
        raise TypeError(f"no recourse method {method!r}; choose one of {', '.join(METHODS)}")
    rows = np.asarray(inputs)
    if space is None and rows.ndim == 2 and rows.shape[0] > 1 and (rows[:, -1:] == 1.0).all():
        raise ValueError(
            "the last column is the constant 1, as an intercept's: give space=pair.split.space, or "
            "space=rb.Space.unbounded(columns) if it may change"
        )
    weights = how.pop("cost_weights", None)
    return METHODS[method](**how)(model, inputs, space, cost_weights=weights, key=jax.random.key(seed))


def report(data: str = "breast-cancer", *, model: str = "linear", out: str | Path | None = None, **how: Any) -> Report:
    """Make a report: train pairs, find recourses for every rejected person, and check every claim about them.

    Args:
        data: The name of a data set; other data are read by the command line.
        model: The kind of models: ``linear``, ``mlp`` or ``ntk``.
        out: Folder to write the report to; without it the report stays in memory.
        **how: Everything else, by the names that :class:`Settings`, :class:`RecourseSettings` and the training
            settings of the kind of models have: ``epsilons=(0.1, 0.3)``, ``seeds=(0, 1)``, ``method="gs"``,
            ``cost_weights="mad"``, ``instances=500``.

    Returns:
        The report, with ``instances``, ``verdicts`` and ``summary``.

    Raises:
        InputError: If the data cannot be had or used, a setting is out of range, or the report cannot be written.
        TypeError: If there is no such kind of models or setting.

    Examples:
        >>> made = report(epsilons=(0.1,), steps=(50,), instances=5)
        >>> made.defects
        []
    """  # noqa: DOC502
    if model not in FAMILIES:
        raise TypeError(f"no kind of models {model!r}; choose one of {', '.join(FAMILIES)}")
    kinds = {"grid": FAMILIES[model].settings, "recourse": RecourseSettings, "": Settings}
    names = {name: [one.name for one in fields(kind)] for name, kind in kinds.items()}
    _require_known(how, [name for several in names.values() for name in several], "a report")
    chosen = {part: {name: how[name] for name in several if name in how} for part, several in names.items()}
    settings = Settings(
        data=Named(data),
        grid=kinds["grid"](**chosen["grid"]),
        recourse=RecourseSettings(**chosen["recourse"]),
        **chosen[""],
    )
    made = build(settings)
    if out is not None:
        write(made, Path(out))
    return made


def _require_known(given: dict[str, Any], known: Sequence[str], subject: str) -> None:
    """Refuse a setting that there is none of, with the nearest name."""  # noqa: DOC501
    for name in given:
        if name not in known:
            near = get_close_matches(name, known, n=1)
            hint = f"; did you mean {near[0]}?" if near else f"; its settings are {', '.join(known)}"
            raise TypeError(f"{subject} has no setting {name!r}{hint}")
