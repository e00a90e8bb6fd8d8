"""Lipschitz constants of decoders: how far above sampled lower bounds, and how long they take.

python benchmarks/lipschitz.py

Networks of three shapes with ReLU between their layers and sigmoids at the end; weights are N(0, 1/inputs), biases
N(0, 0.3²). Times are those of second calls. With cvxpy and Clarabel, an SDP solver finds LipSDP-Neuron's optimum, too.
"""

import importlib.util
import time
from collections.abc import Callable, Sequence
from functools import partial
from itertools import pairwise
from typing import Any

import jax
import numpy as np

from empirical.lipschitz import (
    Constant,
    Network,
    global_constant,
    local_constants,
    product_of_norms,
    sampled_constants,
)

SHAPES = ((5, 20, 20), (5, 20, 50, 20), (10, 100, 100, 20))
SEED, BIAS = 0, 0.3
SOLVED = 80
"""Hidden neurons that an SDP solver is given at most."""

RADII = (0.05, 0.2, 0.5, 1.0, 2.0)
CENTRES = 5
SPREADS = (0.5, 2.0, 8.0)
"""Radii of the balls about 0 in which Jacobians are sampled, in √l."""

MANY, WIDE = 10_000, (8, 32, 100)


def network(shape: Sequence[int]) -> Network:
    """A decoder of this shape."""
    rng = np.random.default_rng(SEED)
    weights = tuple(rng.normal(size=(n, k)) / np.sqrt(k) for k, n in pairwise(shape))
    biases = tuple(BIAS * rng.normal(size=n) for n in shape[1:])
    return Network(weights, biases, np.ones(shape[-1]), "relu", "sigmoid")


def seconds(call: Callable[[], Any]) -> tuple[float, Any]:
    """The time of a second call, and what it returns."""
    call()
    start = time.perf_counter()
    result = call()
    return time.perf_counter() - start, result


def solver_optimum(one: Network) -> float:
    """LipSDP-Neuron as an SDP solver sees it: slopes in [0, 1], those of the outputs at most ¼."""
    import cvxpy

    *hidden, last = one.weights
    sizes = [one.inputs, *map(len, hidden)]
    starts = np.cumsum([0, *sizes])
    bound: Any = cvxpy.Variable()
    given = [np.eye(starts[-1])[a:b] for a, b in pairwise(starts)]
    form = bound * given[0].T @ given[0] - (last @ given[-1]).T @ (last @ given[-1]) / 16.0
    for weights, before, after in zip(hidden, given, given[1:], strict=False):
        multipliers = cvxpy.diag(cvxpy.Variable(len(weights), nonneg=True))
        across = (weights @ before).T @ multipliers @ after / 2.0
        form = form - across - across.T + after.T @ multipliers @ after
    cvxpy.Problem(cvxpy.Minimize(bound), [(form + form.T) / 2.0 >> 0]).solve(solver=cvxpy.CLARABEL)
    return float(np.sqrt(bound.value))


def everywhere(shape: Sequence[int]) -> None:
    """The whole space."""
    one, key = network(shape), jax.random.key(SEED)
    spread = np.array(SPREADS) * np.sqrt(shape[0])
    lower = sampled_constants(one, np.zeros((len(SPREADS), shape[0])), spread, key=key).max()
    taken, found = seconds(lambda: global_constant(one))
    print(
        f"  certified {found.value / lower:.3f} in {taken:.3f} s, product of norms {product_of_norms(one) / lower:.3f}"
    )
    if importlib.util.find_spec("cvxpy") and sum(shape[1:-1]) <= SOLVED:
        start = time.perf_counter()
        best = solver_optimum(one)
        print(f"  Clarabel  {best / lower:.3f} in {time.perf_counter() - start:.3f} s")
    in_balls(one, found)


def in_balls(one: Network, whole: Constant) -> None:
    """Balls about codes from the prior N(0, I), with the median of their ratios."""
    centres = np.random.default_rng(SEED).normal(size=(CENTRES, one.inputs))
    for radius in RADII:
        radii = np.full(CENTRES, radius)
        lower = sampled_constants(one, centres, radii, samples=300, key=jax.random.key(SEED))
        taken, found = seconds(partial(local_constants, one, centres, radii, whole=whole))
        print(f"  radius {radius:<4} {np.median(found.values / lower):.3f} in {taken / CENTRES:.3f} s")


def many_balls() -> None:
    """A constant for each of as many people."""
    one = network(WIDE)
    centres = np.random.default_rng(SEED).normal(size=(MANY, one.inputs))
    radii, whole = np.random.default_rng(SEED).uniform(0.05, 2.0, size=MANY), global_constant(one)
    taken, found = seconds(lambda: local_constants(one, centres, radii, whole=whole))
    best = local_constants(one, centres, radii, whole=whole, close=1e-8)
    lost = found.values / best.values - 1.0
    print(f"{MANY:,} balls, {_name(WIDE)}: {taken:.1f} s")
    print(f"  above the optimum by {np.median(lost):.1e}, at most {lost.max():.1e}")


def _name(shape: Sequence[int]) -> str:
    return f"{'-'.join(map(str, shape))}s"


def main() -> None:
    """Print all of it."""
    jax.config.update("jax_enable_x64", True)  # noqa: FBT003
    print("constants by the best sampled lower bound")
    for shape in SHAPES:
        print(_name(shape))
        everywhere(shape)
    many_balls()


if __name__ == "__main__":
    main()
