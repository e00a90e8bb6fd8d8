"""Training of penalised linear models to their optimum, with a certificate of how far from it they are."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import jax.numpy as jnp
import numpy as np

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
    for seed in grid.seeds:
        place, training = grid.seeds.index(seed), penalised_training(splits[seed], grid)
        models = {
            epsilon: PenalisedModel(
                known["weights"][place, at],
                training._replace(epsilon=epsilon),
                float(known["distances"][place, at]),
                int(known["passes"][place, at]),
            )
            for at, epsilon in enumerate(epsilons)
        }
        for epsilon, model in models.items():
            if not np.isfinite(model.weights).all():
                raise InputError(f"training at epsilon = {epsilon:g} overflowed; raise penalty or lower epsilon")
        for one in grid.trainings():
            if one.seed == seed:
                yield Pair(splits[seed], models[0.0], models[one.epsilon], one)


def _trained(splits: Mapping[int, Split], grid: PenalisedGrid, epsilons: tuple[float, ...]) -> Arrays:
    """Weights by seed and ε, how far each is from its optimum, and how many passes it took."""
    rows = []
    for seed in grid.seeds:
        training = penalised_training(splits[seed], grid)
        start = np.zeros(training.sample.inputs.shape[1])
        for epsilon in epsilons:
            places = descend(training._replace(epsilon=epsilon), start, MOST, enough=END).places
            ball = places[-1].ball
            rows.append((ball.centre, ball.radius, len(places)))
            if epsilon == 0.0:
                start = ball.centre
    shape = (len(grid.seeds), len(epsilons))
    weights, distances, passes = zip(*rows, strict=True)
    return {
        "weights": np.stack(weights).reshape(*shape, -1),
        "distances": np.array(distances).reshape(shape),
        "passes": np.array(passes).reshape(shape),
    }
