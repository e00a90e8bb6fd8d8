"""What a summary says of the models of a pair: accuracy, whom they accept, how far training is from its end."""

import json
from typing import Any

import numpy as np
from jaxtyping import Bool

from empirical.checkpoints import Arrays, Checkpoint
from empirical.families import family_of
from empirical.families.ending import decides_otherwise
from empirical.models.model import Model
from empirical.models.pair import Pair

BEHIND = 1.05
"""Largest ratio of a loss to the one at the end of training, where only that is known, that is no sign of too little
training: mini-batches let the loss of a network waver by a few hundredths."""


def pair_summary(pair: Pair, *, cut: float = 0.0) -> dict[str, Any]:
    """Say what is known of a pair of models beside the instances.

    Args:
        pair: The pair.
        cut: The score above which instances are accepted.

    Returns:
        The ``models``, and what the models' family knows of both together.

    Examples:
        >>> import empirical.data
        >>> from empirical.models.model import LinearModel
        >>> split = empirical.data.split(empirical.data.load("breast-cancer"), seed=0)
        >>> model = LinearModel(np.append(-np.ones(30), 9.0))
        >>> sorted(pair_summary(Pair(split, model, model))["models"])
        ['non_robust', 'robust']
    """
    both = {"non_robust": pair.natural, "robust": pair.robust}
    models = {name: model_summary(pair, model, cut=cut) for name, model in both.items()}
    return {"models": models, **family_of(pair).summary(pair)}


def kept_summary(checkpoint: Checkpoint, number: int, pair: Pair, *, cut: float = 0.0) -> dict[str, Any]:
    """Say what is known of a pair of models, or read what was said before: attacks on networks take long.

    Args:
        checkpoint: The store of finished training, of one grid of pairs.
        number: The place of the pair in its grid.
        pair: The pair.
        cut: The score above which instances are accepted.

    Returns:
        What :func:`pair_summary` says.

    Examples:
        >>> import empirical.data
        >>> from empirical.checkpoints import without_checkpoints
        >>> from empirical.models.model import LinearModel
        >>> model = LinearModel(np.append(-np.ones(30), 9.0))
        >>> pair = Pair(empirical.data.split(empirical.data.load("breast-cancer"), seed=0), model, model)
        >>> kept_summary(without_checkpoints, 0, pair) == pair_summary(pair)
        True
    """

    def written() -> Arrays:
        return {"json": np.frombuffer(json.dumps(pair_summary(pair, cut=cut)).encode(), np.uint8)}

    above = (f"above the score {cut!r}",) if cut else ()
    kept = checkpoint((f"pair {number + 1}", "accuracy and attacks", *above), written)
    return json.loads(kept["json"].tobytes())


def model_summary(pair: Pair, model: Model, *, cut: float = 0.0) -> dict[str, Any]:
    """Say how accurate a model is on the test instances, and whether it tells them apart at all.

    Args:
        pair: The pair of models with its data and training settings.
        model: One of its models.
        cut: The score above which instances are accepted.

    Returns:
        The clean ``accuracy`` and ``train_accuracy``; the share ``accepted``; ``degenerate``: null, ``accepts
        everybody`` or ``rejects everybody``; ``training``: how far it is from its end, null where there is none; and
        what the models' family knows: ``adversarial_accuracy`` and ``fgsm_accuracy`` under attacks of the pair's ε,
        null where they are not measured; the length of the weights; of a run, what Lemma 1 reads.

    Examples:
        >>> import empirical.data
        >>> from empirical.models.model import LinearModel
        >>> split = empirical.data.split(empirical.data.load("breast-cancer"), seed=0)
        >>> model = LinearModel(np.append(-np.ones(30), 9.0))
        >>> model_summary(Pair(split, model, model), LinearModel(np.append(np.zeros(30), 1.0)))["degenerate"]
        'accepts everybody'
    """
    split = pair.split
    accepted, trained = (np.asarray(model.scores(points)) > cut for points in (split.test, split.train))
    return {
        "accuracy": float((accepted == (split.test_labels > 0.0)).mean()),
        "train_accuracy": float((trained == (split.train_labels > 0.0)).mean()),
        "accepted": float(accepted.mean()),
        "degenerate": "accepts everybody" if accepted.all() else None if accepted.any() else "rejects everybody",
        "training": training_summary(pair, model, accepted, cut=cut),
        **family_of(pair).model_summary(pair, model),
    }


def training_summary(
    pair: Pair, model: Model, accepted: Bool[np.ndarray, " m"], *, cut: float = 0.0
) -> dict[str, Any] | None:
    """Say how far the training of a model is from its end.

    Args:
        pair: The pair of models with its data and training settings.
        model: One of its models.
        accepted: Whether the model accepts each test instance.
        cut: The score above which instances are accepted.

    Returns:
        The ``loss`` and the ``gradient_norm`` after training; the ``end_loss``; the share ``end_accepted`` and the
        ``end_accuracy`` that test instances have at the end; ``far_from_end``; and the ``option`` that mends that. Null
        where it is not known; ``None`` for models that are not trained step by step.

    Examples:
        >>> import empirical.data
        >>> from empirical.families.linear.settings import LinearTraining
        >>> from empirical.families.linear.training import train_linear_pair
        >>> data = empirical.data.split(empirical.data.load("breast-cancer"), seed=0, scaling="minmax")
        >>> pair = train_linear_pair(data, LinearTraining(steps=3))
        >>> found = training_summary(pair, pair.natural, pair.natural.scores(data.test) > 0.0)
        >>> found["far_from_end"], found["loss"] > found["end_loss"]
        (True, True)
    """
    ending = family_of(pair).ending(pair, model, cut=cut)
    if ending is None:
        return None
    known: dict[str, Any] = {"end_accepted": None, "end_accuracy": None}
    far = ending.end_loss is not None and ending.loss > BEHIND * ending.end_loss
    if ending.end is not None:
        at_end = np.asarray(ending.end.scores(pair.split.test)) > cut
        right = at_end == (pair.split.test_labels > 0.0)
        known = {"end_accepted": float(at_end.mean()), "end_accuracy": float(right.mean())}
        far = decides_otherwise(accepted, at_end)
    return {
        "loss": ending.loss,
        "gradient_norm": ending.gradient_norm,
        "end_loss": ending.end_loss,
        **known,
        "far_from_end": far,
        "option": ending.option if far else None,
    }
