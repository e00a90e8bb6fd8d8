"""A pair of models, robust and non-robust, that differ in ε alone; and the persons on whom they are compared."""

import math
import sys
from dataclasses import dataclass
from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np

from empirical.data.splitting import Split
from empirical.errors import InputError
from empirical.models.logistic import ATTACK_NORMS, Run, train


@dataclass(frozen=True)
class Training:
    """How both models of a pair are trained.

    Attributes:
        epsilon: Radius ε ≥ 0 of the attack on the robust model, a fraction of a column's range.
        norm: p of the attack ball: ∞, 2 or 1.
        steps: Number N ≥ 1 of full-batch gradient steps.
        learning_rate: η > 0.
        init: Start of both: ``zero``, or ``normal`` for independent standard normal weights.
        seed: Of the split and the start.
    """

    epsilon: float = 0.1
    norm: float = math.inf
    steps: int = 1000
    learning_rate: float = 0.1
    init: str = "zero"
    seed: int = 0

    def __post_init__(self) -> None:
        """Reject settings that no run can have.

        Raises:
            InputError: If a setting is out of range.
        """
        if not (math.isfinite(self.epsilon) and self.epsilon >= 0.0):
            raise InputError(f"epsilon must be finite and at least 0, not {self.epsilon:g}")
        if self.norm not in ATTACK_NORMS:
            raise InputError(f"norm must be one of inf, 2, 1, not {self.norm:g}")
        if not 1 <= self.steps < 2**31:
            raise InputError(f"steps must be at least 1 and below 2³¹, not {self.steps}")
        if not (math.isfinite(self.learning_rate) and self.learning_rate >= sys.float_info.min):
            raise InputError(f"learning-rate must be finite and positive, not {self.learning_rate:g}")
        if self.init not in ("zero", "normal"):
            raise InputError(f"init must be zero or normal, not {self.init!r}")
        if not 0 <= self.seed < 2**32:
            raise InputError(f"seed must be between 0 and {2**32 - 1}, not {self.seed}")


class Pair(NamedTuple):
    """Two runs from the same start over the same instances with the same steps; only ε differs.

    Attributes:
        split: The data.
        training: The settings.
        natural: The non-robust model's run.
        robust: The robust model's run.
    """

    split: Split
    training: Training
    natural: Run
    robust: Run


def train_pair(split: Split, training: Training) -> Pair:
    """Train both models. Needs float64.

    Args:
        split: The data.
        training: The settings.

    Returns:
        The pair; with ε = 0 both models are the same bits.

    Raises:
        RuntimeError: If JAX runs without float64.
        InputError: If training overflowed.
    """
    if not jax.config.read("jax_enable_x64"):
        raise RuntimeError("training needs float64: call jax.config.update('jax_enable_x64', True) first")
    width = split.train.shape[1]
    key = jax.random.key(training.seed)
    start = jnp.zeros(width) if training.init == "zero" else jax.random.normal(key, (width,))

    def run(epsilon: float) -> Run:
        return train(
            jnp.asarray(split.train),
            jnp.asarray(split.train_labels),
            start=start,
            attacked=jnp.asarray(split.attacked),
            epsilon=epsilon,
            norm=training.norm,
            steps=training.steps,
            learning_rate=training.learning_rate,
        )

    pair = Pair(split, training, run(0.0), run(training.epsilon))
    for name, weights in (("non-robust", pair.natural.weights), ("robust", pair.robust.weights)):
        if not np.isfinite(weights).all():
            raise InputError(f"training of the {name} model overflowed; lower learning-rate, steps or epsilon")
    return pair
