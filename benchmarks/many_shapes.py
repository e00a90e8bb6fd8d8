"""Many networks of many shapes in one process: whether its memory mappings, and the time for each, stay bounded.

python benchmarks/many_shapes.py [NETWORKS]

Every network has a constant everywhere and eight on balls certified. JAX compiles programs for every shape, each of
which takes memory mappings; Linux allows 65,530 of them, and LLVM ends the process that wants more.
"""

import sys
import time
from itertools import pairwise

import jax
import numpy as np

from empirical import programs
from empirical.lipschitz import Network, global_constant, local_constants

NETWORKS, SHAPES, BALLS, EVERY = 500, 50, 8, 25


def network(index: int, rng: np.random.Generator) -> Network:
    """Draw a network of one hidden layer; the shapes repeat after ``SHAPES`` of them."""
    shape = index % SHAPES
    widths = (2 + shape % 5, 3 + shape // 5, 2)
    layers = list(pairwise(widths))
    weights = tuple(rng.normal(size=(after, before)) / np.sqrt(before) for before, after in layers)
    return Network(weights, tuple(rng.normal(size=after) for _, after in layers), np.ones(2))


def main(networks: int) -> None:
    """Certify networks of all shapes, and print the mappings and the time as they grow."""
    rng, begun, most = np.random.default_rng(0), time.perf_counter(), 0
    print(f"{'networks':>8} {'mappings':>9} {'most':>7} {'forgotten':>10} {'seconds':>8}")
    for index in range(networks):
        one = network(index, rng)
        inputs = one.weights[0].shape[1]
        everywhere = global_constant(one)
        local_constants(one, rng.normal(size=(BALLS, inputs)), np.ones(BALLS), whole=everywhere)
        now = programs.mappings()
        most = max(most, now)
        if index % EVERY == EVERY - 1:
            seconds = time.perf_counter() - begun
            print(f"{index + 1:>8} {now:>9,} {most:>7,} {programs.generation():>10} {seconds:>8.1f}", flush=True)
    print(f"allowed: {programs.allowed_mappings():,} mappings")


if __name__ == "__main__":
    jax.config.update("jax_enable_x64", True)  # noqa: FBT003
    main(int(sys.argv[1]) if len(sys.argv) > 1 else NETWORKS)
