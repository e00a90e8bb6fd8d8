"""A pair of models, robust and non-robust, that differ in ε alone; and whole grids of them, trained at once."""

import math
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import product
from typing import Any, NamedTuple

import jax
import numpy as np

from empirical.autoencoder.decoder_constants import Autoencoder
from empirical.data.split import Split
from empirical.errors import InputError
from empirical.families.linear.logistic import ATTACK_NORMS, Run, trajectory
from empirical.families.relu.network import MLP, ReluTraining
from empirical.families.wide.settings import KernelGap, WideTraining
from ntk import KernelRegressor


@dataclass(frozen=True)
class Training:
    """How both models of one pair are trained.

    Attributes:
        epsilon: Radius ε ≥ 0 of the attack on the robust model, in scaled feature units.
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


@dataclass(frozen=True)
class Grid:
    """The training settings of a report: a pair for every seed, number of steps and ε.

    Attributes:
        epsilons: Radii ε.
        seeds: Seeds of the split and the start.
        steps: Numbers N of steps; all of one run.
        norm: As for :class:`Training`, like the others.
        learning_rate: η.
        init: Start of all models.
    """

    epsilons: tuple[float, ...] = (0.1,)
    seeds: tuple[int, ...] = (0,)
    steps: tuple[int, ...] = (1000,)
    norm: float = math.inf
    learning_rate: float = 0.1
    init: str = "zero"

    def __post_init__(self) -> None:
        """Reject settings that no run can have.

        Raises:
            InputError: If a setting is out of range, stands twice, or there is none.
        """
        for name, values in (("epsilon", self.epsilons), ("seed", self.seeds), ("steps", self.steps)):
            if not values:
                raise InputError(f"{name} needs a value")
            if len(set(values)) < len(values):
                raise InputError(f"{name} has a value twice: {', '.join(f'{value:g}' for value in values)}")
        list(self.trainings())  # each of them checks itself

    def trainings(self) -> Iterator[Training]:
        """The settings of every pair, ε varying fastest.

        Yields:
            One after the other.
        """
        for seed, steps, epsilon in product(self.seeds, self.steps, self.epsilons):
            yield Training(epsilon, self.norm, steps, self.learning_rate, self.init, seed)


class Model(NamedTuple):
    """One model of a pair.

    Attributes:
        score: From inputs [m, k] to scores [m]; accepted where positive.
        weights: float64 [k] of a linear score; ``None`` for others.
        run: How it was trained; ``None`` if that was done elsewhere.
        gradient: From inputs [m, k] to the score's gradients [m, k]; of a linear score not needed.
        kernel: The regressor whose score this is; ``None`` for others.
        network: The network whose score this is; ``None`` for others.
    """

    score: Callable[[Any], Any]
    weights: np.ndarray | None = None
    run: Run | None = None
    gradient: Callable[[Any], Any] | None = None
    kernel: KernelRegressor | None = None
    network: MLP | None = None

    def value_and_gradient(self, inputs: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Score and gradient at once, of a model that has a gradient.

        Args:
            inputs: [m, k].

        Returns:
            Scores [m] and gradients [m, k].

        Raises:
            TypeError: If there is no gradient.
        """
        if self.kernel is not None:
            return self.kernel.value_and_gradient(inputs)
        if self.gradient is None:
            raise TypeError("this model has no gradient; give one")
        return np.asarray(self.score(inputs)), np.asarray(self.gradient(inputs))


class Pair(NamedTuple):
    """Two models of the same inputs, one robust.

    Attributes:
        split: The data.
        natural: The non-robust model.
        robust: The robust model.
        training: How both were trained, from the same start with the same steps; ``None`` if that was done elsewhere.
        gap: What is known of two kernel regressors together; ``None`` for others.
        autoencoder: The autoencoder of C-CHVAE, one for both; ``None`` where no such recourses are looked for.
    """

    split: Split
    natural: Model
    robust: Model
    training: Training | WideTraining | ReluTraining | None = None
    gap: KernelGap | None = None
    autoencoder: Autoencoder | None = None

    @property
    def weights(self) -> tuple[np.ndarray, np.ndarray] | None:
        """Of the non-robust and the robust model, if both are linear."""
        if self.natural.weights is None or self.robust.weights is None:
            return None
        return self.natural.weights, self.robust.weights


def linear_model(weights: Any, run: Run | None = None) -> Model:
    """A model with the score wᵀx.

    Args:
        weights: [k], the last one of the intercept's constant column.
        run: How it was trained, if that is known.

    Returns:
        The model.
    """
    fixed = np.asarray(weights, np.float64)
    return Model(lambda inputs: inputs @ fixed, fixed, run)


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
    """  # noqa: DOC502
    seed, one = training.seed, training
    grid = Grid((one.epsilon,), (seed,), (one.steps,), one.norm, one.learning_rate, one.init)
    return next(train_linear_grid({seed: split}, grid))


def train_linear_grid(splits: Mapping[int, Split], grid: Grid) -> Iterator[Pair]:
    """Train all pairs of a grid in one program, vectorised over ε and seeds. Needs float64.

    Args:
        splits: The data of every seed, all of one shape.
        grid: The settings.

    Yields:
        A pair for each of ``grid.trainings()``, in that order; with ε = 0 both of its models are the same bits.

    Raises:
        RuntimeError: If JAX runs without float64.
        InputError: If training overflowed.
    """  # noqa: DOC502
    if not jax.config.read("jax_enable_x64"):
        raise RuntimeError("training needs float64: call jax.config.update('jax_enable_x64', True) first")
    # The natural models are the first lane: ε = 0 from another program would differ from them in the last bits.
    epsilons = (0.0, *(epsilon for epsilon in grid.epsilons if epsilon))
    stops = sorted(grid.steps)
    chosen = [splits[seed] for seed in grid.seeds]
    starts = [_start(seed, one.train.shape[1], grid.init) for seed, one in zip(grid.seeds, chosen, strict=True)]
    runs: Run = jax.device_get(
        _train_all(
            np.stack([one.train for one in chosen]),
            np.stack([one.train_labels for one in chosen]),
            np.stack(starts),
            np.stack([one.attacked for one in chosen]),
            np.array(epsilons),
            np.array(stops),
            grid.learning_rate,
            norm=grid.norm,
        )
    )

    def model(seed: int, epsilon: float, steps: int) -> Model:
        place = (grid.seeds.index(seed), epsilons.index(epsilon), stops.index(steps))
        run = Run(*(np.asarray(part)[place] for part in runs))
        if not np.isfinite(run.weights).all():
            which = "robust" if epsilon else "non-robust"
            raise InputError(f"training of the {which} model overflowed; lower learning-rate, steps or epsilon")
        return linear_model(run.weights, run)

    for one in grid.trainings():
        natural, robust = (model(one.seed, epsilon, one.steps) for epsilon in (0.0, one.epsilon))
        yield Pair(splits[one.seed], natural, robust, one)


def _start(seed: int, width: int, init: str) -> np.ndarray:
    return np.zeros(width) if init == "zero" else np.asarray(jax.random.normal(jax.random.key(seed), (width,)))


@partial(jax.jit, static_argnames="norm")
def _train_all(
    inputs: Any,
    labels: Any,
    starts: Any,
    attacked: Any,
    epsilons: Any,
    stops: Any,
    learning_rate: Any,
    *,
    norm: float,
) -> Run:
    """Runs by seed, ε and stop."""

    def one(inputs: Any, labels: Any, start: Any, attacked: Any, epsilon: Any) -> Run:
        return trajectory(
            inputs,
            labels,
            start=start,
            attacked=attacked,
            epsilon=epsilon,
            norm=norm,
            stops=stops,
            learning_rate=learning_rate,
        )

    by_epsilon = jax.vmap(one, in_axes=(None, None, None, None, 0))
    return jax.vmap(by_epsilon, in_axes=(0, 0, 0, 0, None))(inputs, labels, starts, attacked, epsilons)
