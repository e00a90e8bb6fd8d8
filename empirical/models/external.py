"""The one door for models that were trained elsewhere: they become models on the scaled columns of a split."""

from typing import Any

import numpy as np
from jaxtyping import Float

from empirical.data.split import Split
from empirical.errors import InputError
from empirical.models.agreement import REMEDY, require_agreement, require_no_probabilities, require_no_zeros_and_ones
from empirical.models.classes import Side, accepting, classes_of
from empirical.models.classifiers import classifier_scorer, fitted_columns, is_classifier, own_threshold
from empirical.models.columns import InputColumns, columns_of, libraries
from empirical.models.linear_score import LinearScore, linear_model, linear_part
from empirical.models.lowered import lowered
from empirical.models.model import HostModel, LinearModel, Model
from empirical.models.networks import is_module, one_score
from empirical.models.on_design import traced_on_design
from empirical.models.pair import Pair
from empirical.models.recognised import scorer_of
from empirical.models.scorer import Scorer
from empirical.numerics import logit

PROBES = 64
"""Number of instances on which a score that might be linear is compared with a linear score."""

AGREEMENT = 1e-9
"""Largest relative difference of two scores that count as one and the same linear score."""

NEGATE = "negate its weights and its intercept, or mend the order or the units of its weights"
"""What may mend a linear score, also one from a file, that has its two sides the wrong way round."""

ROUNDING = 1e-6
"""Largest relative difference between a linear score and an estimator's own, which may compute in float32."""

CLEARLY = 0.1
"""Smallest difference of two shares of agreement by which a model decides far better."""

ROWS = 2000
"""Largest number of training rows that a model is asked about before it is taken."""


def model(given: Any, split: Split, *, favourable: Any = None, threshold: float = 0.5, columns: Any = None) -> Model:
    """Make a model of what another library trained, so that it can be asked about rows of a split's design.

    Args:
        given: A classifier or pipeline with the methods of scikit-learn's, also of XGBoost and LightGBM; a booster of
            these; a module of PyTorch; an equinox module or any function of one instance that JAX can trace; a function
            from instances [n, ...] to scores [n] in numpy; or a :class:`LinearScore`. A function or a module gives
            logits: it accepts where they are positive; of several, where the largest is that of a class that accepts. A
            :class:`~empirical.models.model.Model` is taken as it is, but for the threshold.
        split: The split whose rows it shall be asked about.
        favourable: Of a classifier, the class that accepts, or several of them. Without it: the class that the data set
            calls favourable; else 1 of 0 and 1, or of -1 and 1, and True of False and True. Of one score, 0 turns it
            round.
        threshold: The probability above which the favourable class is accepted. It becomes part of the model, whose
            score is then 0 there; a report's own ``threshold`` is compared with what is left, and so stays 0.5.
        columns: The columns that ``given`` takes, never with the intercept's: ``"original"`` for those of the table,
            with levels by name, in a DataFrame; such a DataFrame itself, as the one that it was fitted on, for the
            types of its columns; ``"encoded"`` for those of ``split.names``, in the data's units; or ``"scaled"``, as
            ``split.train[:, :-1]``. Without it, the names or the number of columns that ``given`` was fitted on decide
            between the first and ``"encoded"``; a model that decides alike about
            everybody, but not on scaled columns, is then refused.

    Returns:
        The model; a :class:`~empirical.models.model.LinearModel` where its score is linear in the design's columns.

    Raises:
        InputError: If ``given`` is none of these, does not fit the columns, or gives probabilities for scores; or if it
            cannot be told which class accepts, or which columns it takes.

    Examples:
        >>> from sklearn.tree import DecisionTreeClassifier
        >>> from empirical.data import load, split
        >>> data = split(load("breast-cancer"), seed=0)
        >>> tree = DecisionTreeClassifier(random_state=0).fit(data.train[:, :-1], data.train_labels)
        >>> scores = model(tree, data, columns="scaled").scores(data.train)
        >>> bool(((scores > 0.0) == (data.train_labels > 0.0)).all())
        True
    """  # noqa: DOC502
    # What a data set calls favourable names classes, and the outputs of a network have no names.
    side = Side(favourable, threshold, "" if is_module(given) else split.favourable)
    if isinstance(given, Model):
        return _as_it_is(given, side, columns)
    made = _made(given, split, side, columns)
    if columns is None:
        _require_likely(made, given, split, side)
    return made


def _made(given: Any, split: Split, side: Side, columns: Any) -> Model:
    """Make a model on the columns that are said, or else on those that names and numbers of columns speak for."""  # noqa: DOC501
    if isinstance(given, LinearScore):
        return _linear_score(given, columns_of(split, "encoded" if columns is None else columns), side)
    if (linear := _linear_estimator(given, split, side, columns)) is not None:
        if not is_classifier(given):
            _require_signs(linear.scores(split.train[:ROWS]), split, type(given).__name__)
        return _agreeing(linear, split, side)
    try:
        scorer = scorer_of(given, side)
    except TypeError as error:
        raise InputError(str(error)) from None
    if scorer is None:
        return _of_function(given, columns_of(split, "encoded" if columns is None else columns), split, side)
    made, scores = _framed(scorer, split, columns, type(given).__name__)
    if is_module(given):
        require_no_probabilities(scores + logit(side.threshold))
    if scorer.of_numbers:
        _require_signs(scores + logit(side.threshold), split, f"the {type(given).__name__}")
    return _agreeing(_linear_if_it_is(made, split), split, side)


def _require_likely(made: Model, given: Any, split: Split, side: Side) -> None:
    """Refuse a model that decides alike about everybody in the data's units, and far better on scaled columns."""  # noqa: DOC501
    accepted = made.scores(split.train[:ROWS]) > 0.0
    if accepted.any() and not accepted.all():
        return
    try:
        other = _made(given, split, side, "scaled")
    except Exception:  # whatever it raises: it does not take scaled columns
        return
    labels = split.train_labels[:ROWS] > 0.0
    here, scaled = (accepted == labels).mean(), ((other.scores(split.train[:ROWS]) > 0.0) == labels).mean()
    if scaled > here + CLEARLY:
        what = "accepts" if accepted.all() else "rejects"
        raise InputError(
            f"which columns does the model take? On columns in the data's units it {what} everybody, on scaled ones it "
            f'agrees with {100 * scaled:.0f} % of the training labels: say columns="scaled", or columns="encoded"'
        )


def pair_from(
    f_nr: Any,
    f_r: Any,
    split: Split,
    *,
    favourable: Any = None,
    threshold: float = 0.5,
    columns: Any = None,
) -> Pair:
    """Make a pair of models that were trained elsewhere.

    Their training is not known, so claims that need it cannot be evaluated, and Δ is the measured distance of the two
    weight vectors. If a score is not linear, no claim about linear models can be evaluated.

    Args:
        f_nr: The non-robust model, as for :func:`model`.
        f_r: The robust model, given in one of the same ways.
        split: The data on which they are compared.
        favourable: The class that accepts, as for :func:`model`. Models whose classes have different names are made
            with :func:`model` first.
        threshold: The probability above which the favourable class is accepted.
        columns: The columns that both take, as for :func:`model`.

    Returns:
        The pair.

    Raises:
        InputError: If a model is none of these, does not fit the columns, or accepts rather those with the unfavourable
            label.

    Examples:
        >>> from empirical.data import Dataset, Feature, split
        >>> incomes = np.linspace(20.0, 70.0, 20)[:, None]
        >>> labels = np.where(incomes[:, 0] > 40.0, 1.0, -1.0)
        >>> loans = Dataset("loans", (Feature("income"),), incomes, labels, "approved", "made up", "")
        >>> data = split(loans, seed=0, scaling="minmax")
        >>> pair = pair_from(LinearScore(np.array([0.1]), -4.0), LinearScore(np.array([0.2]), -9.0), data)
        >>> type(pair.natural).__name__, pair.natural.weights.round(6).tolist()  # weights of scaled columns
        ('LinearModel', [5.0, -2.0])
    """  # noqa: DOC502
    said: Any = {"favourable": favourable, "threshold": threshold, "columns": columns}
    pair = Pair(split, model(f_nr, split, **said), model(f_r, split, **said))
    for which, given, one in (("non-robust", f_nr, pair.natural), ("robust", f_r, pair.robust)):
        remedy = NEGATE if isinstance(given, LinearScore) else REMEDY
        scores = one.scores(split.train[:ROWS])
        require_agreement(scores, split.train_labels[:ROWS], name=f"the {which} model", remedy=remedy)
    return pair


def _as_it_is(given: Model, side: Side, columns: Any) -> Model:
    """Give a model back that is one already, with another threshold if one is said."""  # noqa: DOC501
    if side.favourable is not None or columns is not None:
        raise InputError(
            "a Model says itself which columns it takes and who is accepted: leave columns= and favourable= out, "
            "or say them of what it was made of"
        )
    return lowered(given, logit(side.threshold))


def _linear_score(given: LinearScore, chosen: InputColumns, side: Side) -> Model:
    """Make a linear model that accepts where the score is positive, or where it is negative if 0 is favourable."""
    made = _linear(given, chosen)
    if side.favourable is not None and not accepting(range(2), Side(side.favourable), name="a LinearScore")[1]:
        made = LinearModel(-made.weights)
    return lowered(made, logit(side.threshold))


def _linear(given: LinearScore, chosen: InputColumns) -> LinearModel:
    if chosen.scale is None:
        raise InputError("a LinearScore has a weight for each encoded column; columns must be encoded or scaled")
    return linear_model(given, chosen.shift, chosen.scale)


def _linear_estimator(given: Any, split: Split, side: Side, columns: Any) -> LinearModel | None:
    """Make a linear model of an estimator with weights for columns of the design; ``None`` if it is no such."""
    linear = linear_part(given)
    if linear is None or side.threshold != 0.5 or own_threshold(given) is not None:
        return None
    width, names = fitted_columns(given)
    chosen = columns_of(split, columns, width=width if names else None, names=names)
    if chosen.scale is None:
        return None
    if is_classifier(given) and not accepting(classes_of(given), side, name=type(given).__name__)[1]:
        linear = LinearScore(-linear.weights, -linear.intercept)
    if names:
        weights = np.zeros(len(chosen.scale))
        weights[[split.names.index(name) for name in chosen.names]] = linear.weights
        linear = linear._replace(weights=weights)
    made = _linear(linear, chosen)
    return made if _scores_as(given, made, side, chosen, split) else None


def _scores_as(given: Any, made: LinearModel, side: Side, chosen: InputColumns, split: Split) -> bool:
    """Tell whether an estimator scores, or predicts, what its weights say: some centre first, or add a constant."""
    rows = split.train[:ROWS]
    ask = classifier_scorer(given, side).score if is_classifier(given) else getattr(given, "predict", None)
    if ask is None:
        return True
    try:
        said = np.asarray(ask(chosen.read(rows)), np.float64).reshape(-1)
    except Exception:  # each library has errors of its own for inputs that it does not take
        return False
    scores = made.scores(rows)
    return said.shape == scores.shape and bool(
        (np.abs(said - scores) <= ROUNDING * (np.abs(rows) @ np.abs(made.weights))).all()
    )


def _require_signs(scores: Any, split: Split, name: str) -> None:
    require_no_zeros_and_ones(np.asarray(scores), split.train_labels[:ROWS], name=name)


def _hosted(scorer: Scorer, chosen: InputColumns, name: str = "") -> HostModel:
    """Make a model on scaled columns of a score on other ones, with its gradients if it has any."""  # noqa: DOC501

    def scores(rows: Any) -> Any:
        return scorer.score(chosen.read(rows))

    ask = scorer.both
    if ask is None:
        return HostModel(scores, None, name)
    if chosen.scale is None:
        raise InputError("a network takes numbers; columns must be encoded or scaled")

    def both(rows: Any) -> tuple[Any, Any]:
        values, slopes = ask(chosen.read(rows))
        return values, np.column_stack([slopes * chosen.scale, np.zeros(len(slopes))])

    return HostModel(scores, both, name)


def _framed(scorer: Scorer, split: Split, columns: Any, name: str) -> tuple[HostModel, Float[np.ndarray, " n"]]:
    """Make a model with its scores of training rows, on DataFrames of the first library that it does not refuse."""
    refused: list[InputError] = []
    for library in libraries():
        chosen = columns_of(split, columns, width=scorer.width, names=scorer.names, library=library)
        made = _hosted(scorer, chosen, name)
        try:
            return made, _scores_of_rows(made, split, chosen)
        except InputError as error:
            refused.append(error)
    raise refused[0]


def _of_function(given: Any, chosen: InputColumns, split: Split, side: Side) -> Model:
    """Make a model of a function of one instance that JAX traces, or of a function of many in numpy."""
    side = side._replace(known="")  # a function accepts where it is positive, whatever the data set calls favourable
    made: Model | None = None if chosen.scale is None else traced_on_design(given, chosen.shift, chosen.scale, side)
    if made is None:
        made = _hosted(Scorer(lambda inputs: one_score(np.asarray(given(inputs)), side)), chosen)
    require_no_probabilities(_scores_of_rows(made, split, chosen) + logit(side.threshold))
    return _agreeing(_linear_if_it_is(made, split), split, side)


def _scores_of_rows(made: Model, split: Split, chosen: InputColumns) -> Float[np.ndarray, " n"]:
    """Score some training rows, with a clear error where the model cannot."""  # noqa: DOC501
    rows = split.train[:ROWS]
    try:
        scores = np.asarray(made.scores(rows))
    except InputError:
        raise
    except Exception as error:  # each library has errors of its own
        first = next(iter(str(error).splitlines()), type(error).__name__)
        raise InputError(f"a model cannot score {chosen.what}: {first}"[:300]) from None
    if scores.shape != (len(rows),):
        raise InputError(f"a model must give one score for an instance, not an array of shape {scores.shape[1:]}")
    if not np.isfinite(scores).all():
        raise InputError("a model gives scores that are not finite; give one with finite scores, such as logits")
    return scores


def _agreeing(made: Model, split: Split, side: Side) -> Model:
    """Give the model back, unless somebody must be asked whether another class accepts."""
    if side.favourable is None:
        require_agreement(made.scores(split.train[:ROWS]), split.train_labels[:ROWS], name="the model")
    return made


def _linear_if_it_is(made: Model, split: Split) -> Model:
    """Make a linear model of one whose score is linear in the design's columns, near the data and far from them."""
    width = split.train.shape[1] - 1
    corners = np.column_stack([np.vstack([np.zeros(width), np.eye(width)]), np.ones(width + 1)])
    probes = _probes(split)
    try:
        values, scores = np.asarray(made.scores(corners)), np.asarray(made.scores(probes))
    except Exception:  # a model that refuses points far from the data is not linear
        return made
    weights = np.append(values[1:] - values[0], values[0])
    same = np.abs(scores - probes @ weights) <= AGREEMENT * (np.abs(probes) @ np.abs(weights))
    return LinearModel(weights) if same.all() else made


def _probes(split: Split) -> Float[np.ndarray, "n k"]:
    """Draw test instances, and points far from them on every side: a score may be linear near the data alone."""
    rng = np.random.default_rng(0)
    near = split.test[:PROBES]
    far = [near + distance * rng.standard_normal(near.shape) for distance in (1.0, 30.0, 1000.0)]
    probes = np.vstack([near, *far])
    probes[:, -1] = 1.0
    return probes
