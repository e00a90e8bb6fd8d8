"""Small networks whose Lipschitz constants are asked for, from drawn weights."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from empirical.lipschitz import Network


def drawn_network(
    seed: int, widths: Sequence[int] = (3, 6, 4), *, hidden: str = "relu", output: str = "identity", bias: float = 0.3
) -> Network:
    """Weights N(0, 1/inputs), biases N(0, bias²), scale uniform in [½, 2]."""
    rng = np.random.default_rng(seed)
    weights = tuple(rng.normal(size=(n, k)) / np.sqrt(k) for k, n in pairwise(widths))
    biases = tuple(bias * rng.normal(size=n) for n in widths[1:])
    return Network(weights, biases, rng.uniform(0.5, 2.0, size=widths[-1]), hidden, output)
