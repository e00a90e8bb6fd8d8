"""Training a grid of pairs in one program, against one pair after the other, on data of the size of Adult; and memory.

python benchmarks/sweep.py
"""

import resource
import time

import jax
import numpy as np

from empirical.data import Dataset, Feature, split
from empirical.families.linear.settings import LinearGrid
from empirical.families.linear.training import train_linear_grid, train_linear_pair

ROWS, NUMBERS, CATEGORIES, LEVELS = 48_842, 6, 8, 11
EPSILONS = (0.0, 0.02, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3)
STEPS = 100


def dataset() -> Dataset:
    """Numbers and categories with as many rows and columns as Adult once encoded."""
    rng = np.random.default_rng(0)
    numbers = [Feature(f"number {index}") for index in range(NUMBERS)]
    levels = tuple(f"level {index}" for index in range(LEVELS))
    categories = [Feature(f"category {index}", levels) for index in range(CATEGORIES)]
    values = np.hstack([rng.normal(size=(ROWS, NUMBERS)), rng.integers(LEVELS, size=(ROWS, CATEGORIES)).astype(float)])
    labels = np.where(values[:, 0] + rng.normal(size=ROWS) > 0.7, 1.0, -1.0)
    return Dataset("made up", (*numbers, *categories), values, labels, "good", "made up", "")


def main() -> None:
    """Time both, compiled before."""
    jax.config.update("jax_enable_x64", True)  # noqa: FBT003
    data = dataset()
    grid = LinearGrid(EPSILONS, (0, 1, 2), (STEPS,), learning_rate=0.1)
    splits = {seed: split(data, seed=seed, scaling="minmax") for seed in grid.seeds}

    def at_once() -> None:
        list(train_linear_grid(splits, grid))

    def one_by_one() -> None:
        for training in grid.trainings():
            train_linear_pair(splits[training.seed], training)

    seconds = {}
    for way in (at_once, one_by_one):
        way()
        start = time.perf_counter()
        way()
        seconds[way.__name__] = time.perf_counter() - start
    pairs = len(list(grid.trainings()))
    print(f"{pairs} pairs, {STEPS} steps, {len(splits[0].train)} × {splits[0].train.shape[1]} inputs, float64")
    for name, taken in seconds.items():
        print(f"{name.replace('_', ' '):<12} {taken:6.2f} s")
    print(f"ratio        {seconds['one_by_one'] / seconds['at_once']:6.2f}")
    print(f"peak memory  {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20:6.2f} GiB")


if __name__ == "__main__":
    main()
