"""Modules of PyTorch: their scores, and gradients by autograd."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import numpy as np

from empirical.errors import InputError
from empirical.models.classes import Side, accepting, against_others
from empirical.models.scorer import Scorer
from empirical.numerics import logit


def is_module(given: Any) -> bool:
    """Tell whether something is a module of PyTorch, without loading PyTorch.

    Args:
        given: Anything.

    Returns:
        Whether it is one.

    Examples:
        >>> is_module(object())
        False
    """
    return any(f"{one.__module__}.{one.__name__}" == "torch.nn.modules.module.Module" for one in type(given).__mro__)


def module_scorer(module: Any, side: Side) -> Scorer:
    """Make the score of a module of PyTorch, with gradients by autograd.

    The module is asked as it is used after training: in evaluation mode, on its device, in the type of its parameters.

    Args:
        module: The module, from inputs [n, d] to one logit each, [n] or [n, 1], or to a logit for each class, [n, c].
        side: What is said of the classes that accept; they are called 0 and 1, or 0, 1, 2, ...

    Returns:
        The score, positive where the module's largest logit is that of a class that accepts.

    Raises:
        InputError: If it cannot be told which class accepts, or the outputs have another shape.

    Examples:
        >>> module_scorer(None, Side()).width is None  # the number of columns is known when it is asked
        True
    """  # noqa: DOC502
    return Scorer(partial(_scores, module, side), partial(_scores_and_gradients, module, side))


def one_score(outputs: Any, side: Side) -> Any:
    """Turn the outputs of a network into scores.

    Args:
        outputs: One logit for each instance, [n] or [n, 1], or a logit for each class, [n, c].
        side: What is said of the classes that accept.

    Returns:
        The scores, [n].

    Raises:
        InputError: If the outputs have another shape, or it cannot be told which class accepts.

    Examples:
        >>> one_score(np.array([[2.0], [-1.0]]), Side()).tolist()
        [2.0, -1.0]
        >>> one_score(np.array([[2.0, 3.0]]), Side(favourable=0)).tolist()
        [-1.0]
    """
    shift = logit(side.threshold)
    if outputs.ndim == 2 and outputs.shape[1] > 1:
        return against_others(outputs, accepting(range(outputs.shape[1]), side, name="the network")) - shift
    if outputs.ndim not in (1, 2):
        shape = tuple(outputs.shape[1:])
        raise InputError(f"a model must give one score for an instance, or one for each class, not of shape {shape}")
    values = outputs.reshape(-1)
    return (values if accepting((0, 1), side, name="the network")[1] else -values) - shift


def _scores(module: Any, side: Side, inputs: Any) -> np.ndarray:
    import torch  # pyright: ignore[reportMissingImports]

    with _evaluating(module), torch.no_grad():
        return one_score(_numbers(_outputs(module, _tensor(module, inputs))), side)


def _scores_and_gradients(module: Any, side: Side, inputs: Any) -> tuple[np.ndarray, np.ndarray]:
    import torch  # pyright: ignore[reportMissingImports]

    with _evaluating(module), torch.enable_grad():
        points = _tensor(module, inputs).requires_grad_()
        outputs = _outputs(module, points)
        scores = one_score(_numbers(outputs), side)
        (slopes,) = torch.autograd.grad((outputs * _tensor(module, _weights(_numbers(outputs), side))).sum(), points)
    return scores, _numbers(slopes)


def _outputs(module: Any, points: Any) -> Any:
    """Ask a module, with a clear error where it takes other columns."""  # noqa: DOC501
    try:
        return module(points)
    except RuntimeError as error:  # PyTorch says so of shapes that do not fit
        first = str(error).splitlines()[0]
        raise InputError(
            f"the network cannot score {points.shape[1]} columns: {first}; rows of a design end with the constant "
            f"column of the intercept, which rb.model(network, split, columns=...) leaves out"
        ) from None


def _weights(outputs: np.ndarray, side: Side) -> np.ndarray:
    """Give the weights with which the outputs enter the score: 1 and −1 for the two classes that it compares."""
    if outputs.ndim == 1 or outputs.shape[1] == 1:
        return np.where(accepting((0, 1), side)[1], np.ones_like(outputs), -np.ones_like(outputs))
    accepts = accepting(range(outputs.shape[1]), side)
    weights, rows = np.zeros_like(outputs), np.arange(len(outputs))
    weights[rows, np.where(accepts, outputs, -np.inf).argmax(axis=1)] = 1.0
    weights[rows, np.where(accepts, -np.inf, outputs).argmax(axis=1)] = -1.0
    return weights


def _tensor(module: Any, inputs: Any) -> Any:
    import torch  # pyright: ignore[reportMissingImports]

    parameter = next((one for one in module.parameters() if one.is_floating_point()), torch.empty(0))
    return torch.tensor(np.asarray(inputs), dtype=parameter.dtype, device=parameter.device)


def _numbers(tensor: Any) -> np.ndarray:
    import torch  # pyright: ignore[reportMissingImports]

    tensor = tensor.detach().to("cpu")
    return np.asarray((tensor if tensor.dtype == torch.float32 else tensor.double()).numpy())


@contextmanager
def _evaluating(module: Any) -> Iterator[None]:
    """Ask a module in evaluation mode inside a ``with`` block, and give each part its mode back afterwards."""
    modes = [(part, part.training) for part in module.modules()]
    module.eval()
    try:
        yield
    finally:
        for part, training in modes:
            part.training = training
