"""Whether the scores of a model can be what they are taken for: logits that accept those with the favourable label."""

import numpy as np
from jaxtyping import Float

from empirical.errors import InputError

REMEDY = "say which class accepts with favourable=, which columns it takes with columns=, or negate its scores"
"""What may mend a model that has its two sides the wrong way round."""


def require_agreement(
    scores: Float[np.ndarray, " n"], labels: Float[np.ndarray, " n"], *, name: str = "the model", remedy: str = REMEDY
) -> None:
    """Refuse a model that has its two sides the wrong way round.

    That is one which accepts a smaller share of those with the favourable label than of the others, and is wrong about
    most. A model that accepts or rejects everybody has no side, however wrong it is.

    Args:
        scores: The scores of training instances.
        labels: Their labels ±1, of which 1 is favourable.
        name: The name of the model, for the message.
        remedy: What its owner can do, for the message.

    Raises:
        InputError: If the model is the wrong way round; the message has the figures.

    Examples:
        >>> labels = np.array([1.0, 1.0, -1.0])
        >>> require_agreement(np.array([2.0, -0.1, -3.0]), labels)
        >>> require_agreement(-labels, labels)  # doctest: +ELLIPSIS
        Traceback (most recent call last):
        ...
        empirical.errors.InputError: the model agrees with 0 % of the training labels: it accepts 0 % of ...
    """
    accepted, favourable = scores > 0.0, labels > 0.0
    if not favourable.any() or favourable.all():
        return
    of_favourable, of_others = accepted[favourable].mean(), accepted[~favourable].mean()
    agreement = (accepted == favourable).mean()
    if agreement < 0.5 and of_favourable < of_others:
        raise InputError(
            f"{name} agrees with {_percent(agreement)} of the training labels: it accepts {_percent(of_favourable)} of "
            f"those with the favourable label and {_percent(of_others)} of the others; {remedy}"
        )


def require_no_probabilities(scores: Float[np.ndarray, " n"]) -> None:
    """Refuse probabilities where logits are wanted: every probability is positive, so everybody would be accepted.

    Args:
        scores: The scores of training instances.

    Raises:
        InputError: If all scores lie between 0 and 1, and differ.

    Examples:
        >>> require_no_probabilities(np.array([-2.0, 3.0]))
        >>> require_no_probabilities(np.array([0.2, 0.7]))  # doctest: +ELLIPSIS
        Traceback (most recent call last):
        ...
        empirical.errors.InputError: all scores lie between 0 and 1, as probabilities do: ...
    """
    for one in (scores, -scores):  # the second, where class 0 accepts
        if one.size and one.min() >= 0.0 and one.max() <= 1.0 and one.min() < one.max():
            raise InputError(
                "all scores lie between 0 and 1, as probabilities do: a model accepts where its score is positive, so "
                "give logits, as scipy.special.logit gives them of probabilities, or leave the last sigmoid out"
            )


def require_no_zeros_and_ones(scores: Float[np.ndarray, " n"], labels: Float[np.ndarray, " n"], *, name: str) -> None:
    """Refuse predictions of the numbers 0 and 1 where scores are wanted: they are positive for nearly everybody.

    A regression on labels has their mean. So predictions whose mean is nearer to that of labels 0 and 1 than to that of
    labels ±1 are of 0 and 1, unless they reach far beyond both, as logits do.

    Args:
        scores: The predictions for training instances.
        labels: Their labels ±1, of which 1 is favourable.
        name: The name of the model, for the message.

    Raises:
        InputError: If the predictions are of 0 and 1.

    Examples:
        >>> labels = np.array([1.0, 1.0, -1.0])
        >>> require_no_zeros_and_ones(0.8 * labels, labels, name="a line")
        >>> require_no_zeros_and_ones(0.5 + 0.4 * labels, labels, name="a line")  # doctest: +ELLIPSIS
        Traceback (most recent call last):
        ...
        empirical.errors.InputError: a line predicts numbers near 0 and 1, of which 100 % are positive: ...
    """
    share, mean = (labels > 0.0).mean(), scores.mean()
    of_signs, of_bits = abs(mean - (2.0 * share - 1.0)), min(abs(mean - share), abs(mean - share + 1.0))
    if of_bits < of_signs and np.quantile(np.abs(scores), 0.95) <= 1.5:
        raise InputError(
            f"{name} predicts numbers near 0 and 1, of which {_percent((scores > 0.0).mean())} are positive: a model "
            f"accepts where its score is positive, so fit a classifier (a booster: with the objective binary:logistic "
            f"of XGBoost or binary of LightGBM), or labels -1 and 1"
        )


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"
