"""Training of linear models: whole grids of pairs in one program."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache, cached_property, partial
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from empirical.checkpoints import Arrays, Checkpoint, without_checkpoints
from empirical.data.split import Split
from empirical.errors import InputError
from empirical.families.class_weights import loss_weights
from empirical.families.linear.logistic import Run, Sample, smoothness, trajectory
from empirical.families.linear.settings import LinearGrid, LinearTraining, step_size
from empirical.families.logistic_end import LogisticEnd, logistic_end
from empirical.models.model import LinearModel
from empirical.models.pair import Pair
from empirical.programs import keep_few_programs


@dataclass(frozen=True, eq=False)
class TrainedLinearModel(LinearModel):
    """A linear model with the run that trained it.

    Attributes:
        run: The training run, with what Lemma 1 reads of it.
        sample: The instances that it was trained on, with the weights of their losses.
    """

    run: Run
    sample: Sample

    @cached_property
    def end(self) -> LogisticEnd:
        """The end of natural training on these instances."""
        return logistic_end(*self.sample)


def train_linear_pair(split: Split, training: LinearTraining) -> Pair:
    """Train one pair of linear models. Needs float64.

    Args:
        split: The data.
        training: The settings of the training.

    Returns:
        The pair; with ε = 0 both models are the same bits.

    Raises:
        RuntimeError: If JAX runs without float64.
        InputError: If training overflowed.

    Examples:
        >>> from empirical.data import load, split
        >>> pair = train_linear_pair(split(load("breast-cancer"), seed=0), LinearTraining(epsilon=0.1, steps=5))
        >>> pair.natural.weights.shape, int(pair.robust.run.steps)
        ((31,), 5)
    """  # noqa: DOC502
    return next(train_linear_grid({training.seed: split}, training.grid))


def train_linear_grid(
    splits: Mapping[int, Split], grid: LinearGrid, checkpoint: Checkpoint = without_checkpoints
) -> Iterator[Pair]:
    """Train all pairs of a grid in one program, vectorised over ε and seeds. Needs float64.

    Args:
        splits: The data of every seed, all of one shape.
        grid: The settings of all pairs.
        checkpoint: The store of finished work; all of it is one checkpoint.

    Yields:
        A pair for each of ``grid.trainings()``, in that order; with ε = 0 both of its models are the same bits.

    Raises:
        RuntimeError: If JAX runs without float64.
        InputError: If training overflowed.

    Examples:
        >>> from empirical.data import load, split
        >>> grid = LinearGrid(epsilons=(0.0, 0.1), steps=(5,))
        >>> pairs = list(train_linear_grid({0: split(load("breast-cancer"), seed=0)}, grid))
        >>> [bool((pair.natural.weights == pair.robust.weights).all()) for pair in pairs]
        [True, False]
    """  # noqa: DOC502
    if not jax.config.read("jax_enable_x64"):
        raise RuntimeError("training needs float64: call jax.config.update('jax_enable_x64', True) first")
    keep_few_programs()
    # The natural models are the first lane: ε = 0 from another program would differ from them in the last bits.
    epsilons = (0.0, *(epsilon for epsilon in grid.epsilons if epsilon))
    stops = sorted(grid.steps)
    chosen = [splits[seed] for seed in grid.seeds]
    samples = [sample_of(split, grid.class_weights) for split in chosen]

    def trained() -> Arrays:
        starts = [_start(seed, split.train.shape[1], grid.init) for seed, split in zip(grid.seeds, chosen, strict=True)]
        given = grid.learning_rate
        rates = np.array([learning_rate(sample) if given is None else given for sample in samples], np.float64)
        runs = _train_all(
            Sample(*map(np.stack, zip(*samples, strict=True))),
            np.stack(starts),
            np.stack([split.attacked for split in chosen]),
            np.array(epsilons),
            np.array(stops),
            rates,
            norm=grid.norm,
        )
        return {"rates": rates, **jax.device_get(runs)._asdict()}

    known = checkpoint(("linear models",), trained)
    rates, runs = known["rates"].tolist(), Run(*(known[name] for name in Run._fields))

    @cache
    def model(seed: int, epsilon: float, steps: int) -> TrainedLinearModel:
        place = (grid.seeds.index(seed), epsilons.index(epsilon), stops.index(steps))
        run = Run(*(np.asarray(part)[place] for part in runs))
        if not np.isfinite(run.weights).all():
            which = "robust" if epsilon else "non-robust"
            raise InputError(f"training of the {which} model overflowed; lower learning-rate, steps or epsilon")
        return TrainedLinearModel(np.asarray(run.weights, np.float64), run, samples[place[0]])

    for training in grid.trainings():
        natural, robust = (model(training.seed, epsilon, training.steps) for epsilon in (0.0, training.epsilon))
        used = replace(training, learning_rate=rates[grid.seeds.index(training.seed)])
        yield Pair(splits[training.seed], natural, robust, used)


def sample_of(split: Split, class_weights: str) -> Sample:
    """Give the training instances of a split with the weights of their losses.

    Args:
        split: The data.
        class_weights: The class weights of a training.

    Returns:
        The training instances.

    Examples:
        >>> from empirical.data import load, split
        >>> sample = sample_of(split(load("breast-cancer"), seed=0), "balanced")
        >>> sample.inputs.shape, float(sample.weights.mean().round(12))
        ((455, 31), 1.0)
    """
    return Sample(split.train, split.train_labels, loss_weights(class_weights, split.train_labels))


def learning_rate(sample: Sample) -> float:
    """Choose the learning rate for some training instances, as :func:`step_size` says.

    Args:
        sample: The training instances.

    Returns:
        The learning rate η ≤ 1/L.

    Examples:
        >>> learning_rate(Sample(np.ones((2, 80)), np.array([1.0, -1.0]), np.ones(2)))
        0.05
    """
    return step_size(float(smoothness(jnp.asarray(np.sqrt(sample.weights)[:, None] * sample.inputs))))


def _start(seed: int, width: int, init: str) -> np.ndarray:
    return np.zeros(width) if init == "zero" else np.asarray(jax.random.normal(jax.random.key(seed), (width,)))


@partial(jax.jit, static_argnames="norm")
def _train_all(
    samples: Sample, starts: Any, attacked: Any, epsilons: Any, stops: Any, rates: Any, *, norm: float
) -> Run:
    """Runs by seed, ε and stop."""

    def run_of(sample: Sample, start: Any, attacked: Any, rate: Any, epsilon: Any) -> Run:
        return trajectory(
            sample, start=start, attacked=attacked, epsilon=epsilon, norm=norm, stops=stops, learning_rate=rate
        )

    by_epsilon = jax.vmap(run_of, in_axes=(None, None, None, None, 0))
    return jax.vmap(by_epsilon, in_axes=(0, 0, 0, 0, None))(samples, starts, attacked, rates, epsilons)
