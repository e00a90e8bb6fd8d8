"""``rb.explain``: an answer for one person, from Python."""

from collections.abc import Iterable
from dataclasses import fields
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary, ref

import numpy as np

from bounds import Claim
from empirical.autoencoder import VAETraining
from empirical.data import Dataset, TableFile, load_table
from empirical.errors import InputError
from empirical.models.pair import Pair
from empirical.recourse.settings import METHODS, RecourseSettings, usual_target
from empirical.report.given import require_split_of
from empirical.report.settings import Settings, load_claims
from recourse_bounds.explanation.asking import Asked, explain_person
from recourse_bounds.explanation.person import read_person
from recourse_bounds.explanation.results import Explanation
from recourse_bounds.workflow import load_data, train_pair

_RECOURSE = tuple(one.name for one in fields(RecourseSettings) if one.name != "method")


def explain(
    given: Any,
    person: Any,
    *,
    data: Any = None,
    method: Any = "scfe",
    several: Any = 1,
    seed: int | None = None,
    claims: Any = (),
    **how: Any,
) -> Explanation:
    """Say what one person could change so that either model accepts, and what the theorems guarantee for this person.

    Args:
        given: A pair of models, as :func:`rb.train_pair` gives it; or data, on which a pair is trained: a name, a
            ``rb.TableFile`` or a ``rb.Dataset``.
        person: The number of a row of the table, counted from 0; values by column, as a dictionary or a table of one
            row; or a row of the design, as ``pair.split.test[0]``.
        data: The data of a pair that is given. Row numbers are about them, and so are cost weights by column.
        method: The recourse method, or several: ``"scfe"``, ``"scfe,gs,roar"``, or a tuple.
        several: How many recourses, which change different columns, are looked for by each method.
        seed: The seed of the split and of training, and of whatever methods draw; without it, that by which the pair
            was trained, or 0.
        claims: Claims of yours that are checked too: ``bounds.Claim`` objects, or the path of a file with some.
        **how: Settings of recourses, as ``lam=``, ``threshold=``, ``cost_weights=``, ``mode="fixed"`` for SCFE's
            minimisers instead of accepted recourses; ``autoencoder=rb.VAETraining(...)`` for C-CHVAE; and, where a pair
            is trained, the settings of :func:`rb.train_pair`. Every call with data trains a pair: to ask about several
            people, train it once.

    Returns:
        The explanation: ``.recourses``, ``.guarantees``, ``.text()``, ``.to_dict()``, ``.changes``, ``.html()``.

    Raises:
        InputError: If there is no such person, method, setting or claim, or the pair is not of the data.

    Examples:
        >>> explanation = explain("breast-cancer", 17, steps=50)
        >>> explanation.accepted_natural, explanation.recourses[0].status
        (False, 'found')
    """
    if isinstance(several, bool) or not isinstance(several, int | np.integer):
        raise InputError(f"several must be a whole number, not {several!r:.60}")
    autoencoder = how.pop("autoencoder", VAETraining())
    if not isinstance(autoencoder, VAETraining):
        raise InputError(f"autoencoder must be a rb.VAETraining, not a {type(autoencoder).__name__}")
    settings = _settings(method, {name: how.pop(name) for name in _RECOURSE if name in how})
    if isinstance(given, Pair):
        if how:
            raise InputError(f"{min(how)!r} is no setting of recourses, and the pair is trained already; leave it out")
        pair, dataset = given, None if data is None else _dataset(data)
        if dataset is not None:
            _require_data_of(pair, dataset)
    else:
        if data is not None:
            raise InputError("data= belongs to a pair that is given; give the data alone, or the pair with data=")
        dataset = _dataset(given)
        pair = train_pair(dataset, seed=seed or 0, **how)
    drawn: Any = getattr(pair.training, "seed", 0) if seed is None else seed
    asked = Asked(settings, int(several), drawn, _claims(claims), autoencoder)
    return explain_person(pair, read_person(person, pair.split, dataset), asked, dataset)


_DATA_OF: WeakKeyDictionary[Pair, ref[Dataset]] = WeakKeyDictionary()
"""The data of pairs that were asked about: whoever asks about one person after another gives the same data."""


def _require_data_of(pair: Pair, dataset: Dataset) -> None:
    """Refuse data that a pair is not of, unless they were found to be just before."""
    known = _DATA_OF.get(pair)
    if known is None or known() is not dataset:
        require_split_of(dataset, pair.split)
        _DATA_OF[pair] = ref(dataset)


def _dataset(given: Any) -> Dataset:
    """The data, loaded where they are a name or a file."""  # noqa: DOC501
    if isinstance(given, Dataset):
        return given
    if isinstance(given, TableFile):
        return load_table(given)
    if isinstance(given, str):
        return load_data(given)
    raise InputError(f"give a pair of models, a name, a rb.TableFile or a rb.Dataset, not a {type(given).__name__}")


def _claims(given: Any) -> tuple[Claim, ...]:
    """The claims of the user, loaded where they are a file."""  # noqa: DOC501
    if isinstance(given, str | Path):
        return tuple(load_claims(Settings(claims=str(given))).claims.values())
    listed = (given,) if isinstance(given, Claim) else tuple(given) if isinstance(given, Iterable) else (given,)
    if not all(isinstance(one, Claim) for one in listed):
        raise InputError("claims are bounds.Claim objects, or the path of a file that has some")
    return listed


def _settings(method: Any, how: dict[str, Any]) -> tuple[RecourseSettings, ...]:
    """The settings of every method."""  # noqa: DOC501
    given = method.split(",") if isinstance(method, str) else method
    if not isinstance(given, Iterable) or not all(isinstance(one, str) for one in given):
        raise InputError(f"method must be of {', '.join(METHODS)}, each once, not {method!r:.60}")
    names = tuple(one.strip() for one in given)
    if not names or len(set(names)) < len(names) or not set(names) <= set(METHODS):
        raise InputError(f"method must be of {', '.join(METHODS)}, each once, not {method!r:.60}")
    if "threshold" in how:
        how = {"target": usual_target(how["threshold"]), **how}
    mode = how.pop("mode", "valid")
    return tuple(RecourseSettings(method=name, mode=mode if name == "scfe" else "fixed", **how) for name in names)
