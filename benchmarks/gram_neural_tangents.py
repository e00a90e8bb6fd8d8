"""Times of Gram matrices of n points beside those of neural-tangents (``make benchmark-neural-tangents``).

    python benchmarks/gram_neural_tangents.py [n]

Both libraries get the same points and compute all n² values in float64 on all cores. The kernel function of
neural-tangents is compiled as a whole and computes its Gram matrix from one batch. Each time is the shortest of a few
runs after one to compile.
"""

# pyright: reportMissingImports=false

import resource
import sys
import time
import warnings
from collections.abc import Callable

import jax
import numpy as np

import ntk

with warnings.catch_warnings():  # names that jax 0.5 has deprecated
    warnings.simplefilter("ignore")
    import neural_tangents
    from neural_tangents import stax

COLUMNS = 20
"""Number of inputs of a point."""

REPEATS = 5
"""Number of timed runs of every function."""


def seconds(works: dict[str, Callable[[], object]]) -> dict[str, float]:
    """Time functions in turn, so that a slow minute slows all of them, and return the shortest run of each.

    Args:
        works: The functions by name.

    Returns:
        The times in seconds by name.

    Examples:
        >>> list(seconds({"sum": lambda: np.ones(3).sum()}))
        ['sum']
    """
    times: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(REPEATS + 1):
        for name, work in works.items():
            start = time.perf_counter()
            work()
            times[name].append(time.perf_counter() - start)
    return {name: min(runs[1:]) for name, runs in times.items()}


def main() -> None:
    """Print the time of every kernel, and how many times as fast as neural-tangents it is.

    Examples:
        >>> main()  # doctest: +SKIP
    """
    jax.config.update("jax_enable_x64", True)  # noqa: FBT003
    n = int(sys.argv[1]) if len(sys.argv) > 1 else 8000
    X = np.random.default_rng(0).normal(size=(n, COLUMNS))
    kernel_fn = stax.serial(stax.Dense(1), stax.Relu(), stax.Dense(1))[2]
    tangent_kernel = jax.jit(lambda x: kernel_fn(x, None, "ntk"))
    works: dict[str, Callable[[], object]] = {
        "neural-tangents, Dense Relu Dense": lambda: tangent_kernel(X).block_until_ready(),
        "first_layer": lambda: ntk.gram(ntk.first_layer, X),
        "relu_ntk(1)": lambda: ntk.gram(ntk.relu_ntk(1), X),
        "relu_ntk(3)": lambda: ntk.gram(ntk.relu_ntk(3), X),
        "the inner products alone, numpy": lambda: X @ X.T,
    }
    difference = np.abs(ntk.gram(ntk.relu_ntk(1), X) - np.asarray(tangent_kernel(X)))
    np.fill_diagonal(difference, 0.0)  # where neural-tangents is off by 1e-9, see tests/with_neural_tangents
    assert difference.max() < 1e-12
    print(
        f"Gram, n = {n}, d = {COLUMNS}, float64; jax {jax.__version__}, neural-tangents {neural_tangents.__version__}"
    )
    times = seconds(works)
    reference = times[next(iter(works))]
    for name, shortest in times.items():
        print(f"{name:36s}{shortest:8.3f} s{reference / shortest:8.2f} × as fast")
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20:.2f} GiB")


if __name__ == "__main__":
    main()
