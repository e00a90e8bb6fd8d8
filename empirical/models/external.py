"""Pairs of models that were trained elsewhere: callables, scikit-learn estimators, and weights from a file."""

import json
import math
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from jaxtyping import Float
from scipy.special import logit

from empirical.data.split import Split
from empirical.errors import InputError
from empirical.models.model import HostModel, LinearModel, Model
from empirical.models.pair import Pair

LARGEST_FILE = 2**26
"""Largest size in bytes of a file with weights."""

PROBES = 64
"""Number of instances on which a score that might be linear is compared with a linear score."""

AGREEMENT = 1e-9
"""Largest relative difference of two scores that count as one and the same linear score."""

STEP = 1e-5
"""Step of the differences that stand for an estimator's gradient, in scaled units."""


class LinearScore(NamedTuple):
    """A linear score in the units of the encoded data, before any scaling.

    Attributes:
        weights: The weights of the columns of the design without the intercept, [d].
        intercept: The intercept, which is added to the weighted sum.
    """

    weights: Float[np.ndarray, " d"]
    intercept: float


def pair_from(f_nr: Any, f_r: Any, split: Split) -> Pair:
    """Make a pair of models that were trained elsewhere.

    Their training is not known, so claims that need it cannot be evaluated, and Δ is the measured distance of the two
    weight vectors. If a score is not linear, no claim about linear models can be evaluated.

    Args:
        f_nr: The non-robust model: a function of one unscaled instance [d] to a score that JAX can trace; a
            scikit-learn estimator (``coef_`` and ``intercept_`` are read where there are any; else its decision
            function or the logit of its probability, with central differences for a gradient); or a
            :class:`LinearScore`. All of them take the columns of ``split.names`` but the intercept. A
            :class:`~empirical.models.model.Model` is taken as it is, on scaled columns.
        f_r: The robust model, given in one of the same ways.
        split: The data on which they are compared.

    Returns:
        The pair.

    Raises:
        InputError: If a model is none of these, or does not fit the columns.

    Examples:
        >>> from empirical.data import Dataset, Feature, split
        >>> incomes = np.linspace(20.0, 70.0, 20)[:, None]
        >>> labels = np.where(incomes[:, 0] > 40.0, 1.0, -1.0)
        >>> data = split(Dataset("loans", (Feature("income"),), incomes, labels, "approved", "made up", ""), seed=0)
        >>> pair = pair_from(LinearScore(np.array([0.1]), -4.0), LinearScore(np.array([0.2]), -9.0), data)
        >>> type(pair.natural).__name__, pair.natural.weights.round(6).tolist()  # weights of scaled columns
        ('LinearModel', [5.0, -2.0])
    """  # noqa: DOC502
    return Pair(split, _model(f_nr, split), _model(f_r, split))


def _model(given: Any, split: Split) -> Model:
    if isinstance(given, LinearScore):
        return _linear(given, split)
    if isinstance(given, Model):
        return given
    if hasattr(given, "coef_") and hasattr(given, "intercept_"):
        return _linear(_estimator(given), split)
    if hasattr(given, "decision_function") or hasattr(given, "predict_proba"):
        score = _estimator_score(given)
        return _callable(score, _differences(score, split), split)
    if not callable(given):
        raise InputError(
            f"a model must be a function of an instance, a scikit-learn estimator, or a LinearScore; "
            f"{type(given).__name__} is none"
        )
    import jax

    many, slopes = jax.jit(jax.vmap(given)), jax.jit(jax.vmap(jax.grad(given)))
    return _callable(_numbers(many), _numbers(slopes), split)


def _linear(given: LinearScore, split: Split) -> Model:
    weights, intercept = np.asarray(given.weights, np.float64), float(given.intercept)
    width = split.train.shape[1] - 1
    if weights.shape != (width,):
        raise InputError(f"a model has {weights.size} weights for {width} columns; give one for each of split.names")
    if not (np.isfinite(weights).all() and math.isfinite(intercept)):
        raise InputError("a model has a weight that is not finite; mend it")
    scaled = weights * split.scale[:-1]
    return LinearModel(np.append(scaled, intercept + weights @ split.shift[:-1]))


def _estimator(given: Any) -> LinearScore:
    weights, intercept = np.asarray(given.coef_, np.float64), np.asarray(given.intercept_, np.float64)
    if weights.reshape(-1).size != weights.shape[-1] or intercept.size != 1:
        raise InputError(f"{type(given).__name__} tells more than two classes apart; recourse needs two")
    return LinearScore(weights.reshape(-1), float(intercept.reshape(-1)[0]))


def _numbers(function: Callable[[Any], Any]) -> Callable[[np.ndarray], np.ndarray]:
    return lambda inputs: np.asarray(function(inputs), np.float64)


def _estimator_score(given: Any) -> Callable[[np.ndarray], np.ndarray]:
    """Give the decision function, or the logit of the second class where there are only probabilities."""  # noqa: DOC501
    if len(getattr(given, "classes_", (0, 1))) != 2:
        raise InputError(f"{type(given).__name__} tells more than two classes apart; recourse needs two")
    if hasattr(given, "decision_function"):
        return lambda inputs: np.asarray(given.decision_function(inputs), np.float64)
    return lambda inputs: np.asarray(logit(given.predict_proba(inputs)[:, 1]), np.float64)


def _differences(
    score: Callable[[np.ndarray], np.ndarray], split: Split
) -> Callable[[np.ndarray], Float[np.ndarray, "m d"]]:
    """Make a gradient of central differences, with a step in every column of ``STEP`` of its scale."""
    steps = STEP * split.scale[:-1]

    def gradient(inputs: np.ndarray) -> np.ndarray:
        columns = []
        for index, step in enumerate(steps):
            shift = np.zeros(len(steps))
            shift[index] = step
            columns.append((score(inputs + shift) - score(inputs - shift)) / (2.0 * step))
        return np.stack(columns, axis=1)

    return gradient


def _callable(
    score: Callable[[np.ndarray], np.ndarray], gradient: Callable[[np.ndarray], np.ndarray], split: Split
) -> Model:
    """Make a model on scaled columns of a score on unscaled columns; a linear model if the score is linear."""  # noqa: DOC501
    shift, scale = split.shift[:-1], split.scale[:-1]

    def scaled_score(inputs: np.ndarray) -> np.ndarray:
        return score(np.asarray(inputs)[:, :-1] * scale + shift)

    def scaled_gradient(inputs: np.ndarray) -> np.ndarray:
        slopes = gradient(np.asarray(inputs)[:, :-1] * scale + shift) * scale
        return np.column_stack([slopes, np.zeros(len(slopes))])

    width = len(scale)
    corners = np.column_stack([np.vstack([np.zeros(width), np.eye(width)]), np.ones(width + 1)])
    try:
        values = scaled_score(corners)
    except (TypeError, ValueError) as error:
        first = next(iter(str(error).splitlines()), "")
        raise InputError(f"a model cannot score {width} columns: {first}") from None
    if values.shape != (width + 1,):
        raise InputError(f"a model must give one score for an instance, not an array of shape {values.shape[1:]}")
    weights = np.append(values[1:] - values[0], values[0])
    probes = _probes(split)
    scores = scaled_score(probes)
    if not (np.isfinite(values).all() and np.isfinite(scores[:PROBES]).all()):
        raise InputError("a model gives scores that are not finite; give one with finite scores, such as logits")
    if (np.abs(scores - probes @ weights) <= AGREEMENT * (np.abs(probes) @ np.abs(weights))).all():
        return LinearModel(weights)
    return HostModel(scaled_score, lambda inputs: (scaled_score(inputs), scaled_gradient(inputs)))


def _probes(split: Split) -> Float[np.ndarray, "n k"]:
    """Draw test instances, and points far from them on every side: a score may be linear near the data alone."""
    rng = np.random.default_rng(0)
    near = split.test[:PROBES]
    far = [near + distance * rng.standard_normal(near.shape) for distance in (1.0, 30.0, 1000.0)]
    probes = np.vstack([near, *far])
    probes[:, -1] = 1.0
    return probes


def load_models(path: str, columns: Sequence[str]) -> tuple[LinearScore, LinearScore]:
    """Load two linear models from a file. No pickle is ever loaded.

    Args:
        path: A ``.json`` file, ``{"non_robust": {"weights": {"age": 0.1, ...}, "intercept": 0.1}, "robust": ...}``, or
            a ``.npz`` file with the arrays ``non_robust_weights``, ``non_robust_intercept``, ``robust_weights`` and
            ``robust_intercept``. Weights are per unscaled column of the encoded data: by name, or a list in their
            order.
        columns: The names of these columns.

    Returns:
        The scores of the non-robust and of the robust model.

    Raises:
        InputError: If the file cannot be read, or does not hold two linear models.

    Examples:
        >>> import tempfile
        >>> natural, robust = {"weights": [0.1], "intercept": -4.0}, {"weights": [0.2], "intercept": -9.0}
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     path = Path(folder) / "models.json"
        ...     size = path.write_text(json.dumps({"non_robust": natural, "robust": robust}))
        ...     natural, robust = load_models(str(path), ["income"])
        >>> robust
        LinearScore(weights=array([0.2]), intercept=-9.0)
    """
    file = Path(path)
    try:
        if file.stat().st_size > LARGEST_FILE:
            raise InputError(f"{path} is larger than {LARGEST_FILE >> 20} MiB; that is no file of weights")
        models = _from_npz(file) if file.suffix == ".npz" else json.loads(file.read_bytes())
        natural, robust = (_score(models[name], columns) for name in ("non_robust", "robust"))
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror or 'it is damaged'}") from None
    except InputError:
        raise
    except Exception as error:  # a damaged archive raises exceptions of many kinds
        why = f"{type(error).__name__}: {error}"[:120]
        raise InputError(f"{path} holds no two linear models; see docs/report.md for the form ({why})") from None
    return natural, robust


def _score(model: Any, columns: Sequence[str]) -> LinearScore:
    weights = model["weights"]
    if isinstance(weights, dict):
        strange = sorted(set(weights) ^ set(columns))
        if strange:
            which = "no column has" if strange[0] in weights else "no weight is given for"
            raise InputError(
                f"{which} the name {strange[0]!r:.60}; give a weight for each of the {len(columns)} columns"
            )
        weights = [weights[name] for name in columns]
    return LinearScore(np.asarray(weights, np.float64).reshape(-1), float(np.asarray(model["intercept"]).item()))


def _from_npz(file: Path) -> dict[str, dict[str, np.ndarray]]:
    with file.open("rb") as opened, np.load(opened, allow_pickle=False) as arrays:  # np.load leaves damaged files open
        return {
            model: {part: arrays[f"{model}_{part}"] for part in ("weights", "intercept")}
            for model in ("non_robust", "robust")
        }
