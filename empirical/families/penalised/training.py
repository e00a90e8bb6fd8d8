"""Training of penalised linear models to their optimum, with a certificate of how far from it they are."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

import jax.numpy as jnp
import numpy as np
from jaxtyping import Float

from empirical.checkpoints import Arrays, Checkpoint, without_checkpoints
from empirical.data.split import Split
from empirical.errors import InputError
from empirical.families.linear.logistic import Sample
from empirical.families.linear.training import sample_of
from empirical.families.penalised.descent import END, MOST, descend
from empirical.families.penalised.objective import PenalisedTraining
from empirical.families.penalised.settings import PenalisedGrid
from empirical.models.model import LinearModel
from empirical.models.pair import Pair
from empirical.programs import keep_few_programs


@dataclass(frozen=True, eq=False)
class PenalisedModel(LinearModel):
    """A linear model at the optimum of penalised training, or as near to it as rounding lets one come.

    Attributes:
        training: What it minimises.
        distance: A bound on ‖w − w_R‖ to the optimum w_R, rounding included.
        passes: The number of passes over the data that the training took.
    """

    training: PenalisedTraining
    distance: float
    passes: int


def penalised_training(split: Split, grid: PenalisedGrid) -> PenalisedTraining:
    """Give the training of the natural model; that of a robust one has another ε.

    Args:
        split: The data.
        grid: The settings, but for ε and the seed.

    Returns:
        The training for ε = 0, its instances where JAX computes.

    Examples:
        >>> from empirical.data import load, split
        >>> training = penalised_training(split(load("breast-cancer"), seed=0), PenalisedGrid(penalty=0.1))
        >>> training.epsilon, training.penalty, training.sample.inputs.shape
        (0.0, 0.1, (455, 31))
    """
    sample = Sample(*map(jnp.asarray, sample_of(split, grid.class_weights)))
    return PenalisedTraining(sample, split.attacked, 0.0, grid.norm, grid.penalty).checked()


def to_the_end(training: PenalisedTraining, start: Float[np.ndarray, " k"]) -> PenalisedModel:
    """Train one model to its optimum.

    Args:
        training: The training.
        start: The weights to start from, [k].

    Returns:
        The model, within ``END`` of the optimum, or as near as rounding lets the descent come.

    Examples:
        >>> from empirical.data import load, split
        >>> training = penalised_training(split(load("breast-cancer"), seed=0), PenalisedGrid(penalty=0.1))
        >>> to_the_end(training, np.zeros(31)).distance < 1e-6
        True
    """
    places = descend(training, start, MOST, enough=END).places
    return PenalisedModel(places[-1].ball.centre, training, places[-1].ball.radius, len(places))


def train_penalised_grid(
    splits: Mapping[int, Split], grid: PenalisedGrid, checkpoint: Checkpoint = without_checkpoints
) -> Iterator[Pair]:
    """Train all pairs of a grid to the end. Needs float64.

    The natural model is found from 0, and every robust one from the natural one, so that no model depends on which
    others the grid has.

    Args:
        splits: The data of every seed, all of one shape.
        grid: The settings of all pairs.
        checkpoint: The store of finished work; all of it is one checkpoint.

    Yields:
        A pair for each of ``grid.trainings()``, in that order. All pairs of a seed share one natural model, which is
        also the robust model of ε = 0.

    Raises:
        RuntimeError: If JAX runs without float64.
        InputError: If training overflowed.

    Examples:
        >>> from empirical.data import load, split
        >>> grid = PenalisedGrid(epsilons=(0.0, 0.1), penalty=0.1)
        >>> pairs = list(train_penalised_grid({0: split(load("breast-cancer"), seed=0)}, grid))
        >>> [pair.robust is pair.natural for pair in pairs], pairs[1].robust.distance < 1e-6
        ([True, False], True)
    """  # noqa: DOC502
    keep_few_programs()
    epsilons = (0.0, *(epsilon for epsilon in grid.epsilons if epsilon))
    known = checkpoint(("penalised linear models",), lambda: _trained(splits, grid, epsilons))

    @cache
    def training(seed: int) -> PenalisedTraining:
        return penalised_training(splits[seed], grid)

    @cache
    def model(seed: int, epsilon: float) -> PenalisedModel:
        place = grid.seeds.index(seed), epsilons.index(epsilon)
        weights, distance, passes = (known[name][place] for name in ("weights", "distances", "passes"))
        if not np.isfinite(weights).all():
            raise InputError(f"training at epsilon = {epsilon:g} overflowed; raise penalty or lower epsilon")
        return PenalisedModel(weights, training(seed)._replace(epsilon=epsilon), float(distance), int(passes))

    for one in grid.trainings():
        yield Pair(splits[one.seed], model(one.seed, 0.0), model(one.seed, one.epsilon), one)


def _trained(splits: Mapping[int, Split], grid: PenalisedGrid, epsilons: tuple[float, ...]) -> Arrays:
    """Weights by seed and ε, how far each is from its optimum, and how many passes it took."""
    rows = []
    for seed in grid.seeds:
        training = penalised_training(splits[seed], grid)
        natural = to_the_end(training, np.zeros(training.sample.inputs.shape[1]))
        rows += [
            to_the_end(training._replace(epsilon=epsilon), natural.weights) if epsilon else natural
            for epsilon in epsilons
        ]
    shape = (len(grid.seeds), len(epsilons))
    return {
        "weights": np.stack([one.weights for one in rows]).reshape(*shape, -1),
        "distances": np.array([one.distance for one in rows]).reshape(shape),
        "passes": np.array([one.passes for one in rows]).reshape(shape),
    }
