"""The kernels of wide ReLU networks in many digits, by the formulas of neural-tangents, and points hard for them."""

import math
from collections.abc import Callable, Sequence

import numpy as np
from flint import arb, ctx

DIGITS = 200
STEP = "1e-30"


def _dot(x: Sequence[arb], y: Sequence[arb]) -> arb:
    return sum((a * b for a, b in zip(x, y, strict=True)), arb(0))


def reference(kind: str, depth: int) -> Callable[[Sequence[arb], Sequence[arb]], arb]:
    """``first``, ``ntk`` or ``nngp``: unnormalised covariances through Dense, (Relu, Dense)*, layer by layer."""

    def kernel(x: Sequence[arb], y: Sequence[arb]) -> arb:
        size = 1 if kind == "first" else len(x)
        xx, xy, yy = (
            sum((a * b for a, b in zip(p, q, strict=True)), arb(0)) / size for p, q in ((x, x), (x, y), (y, y))
        )
        nngp, ntk, first = xy, xy, arb(0)
        for _ in range(depth):
            across = xx * yy - nngp * nngp
            root = across.sqrt() if across > 0 else arb(0)
            turn = arb.pi() - (arb.atan2(root, nngp) if root > 0 or nngp != 0 else arb.pi() / 2)
            nngp, ntk = (root + nngp * turn) / (2 * arb.pi()), ntk * turn / (2 * arb.pi())
            first, ntk = ntk, ntk + nngp
            xx, yy = xx / 2, yy / 2
        return {"first": first, "ntk": ntk, "nngp": nngp}[kind]

    return kernel


def exact_values(kind: str, depth: int, x1: np.ndarray, x2: np.ndarray) -> np.ndarray:
    ctx.dps = DIGITS
    kernel = reference(kind, depth)
    rows, columns = ([[arb(float(entry)) for entry in row] for row in x] for x in (x1, x2))
    return np.array([[float(kernel(x, y)) for y in columns] for x in rows])


def exact_gradients(kind: str, depth: int, x1: np.ndarray, x2: np.ndarray) -> np.ndarray:
    """Central differences ∇ₓK(x_i, y_j), [n, m, d]: the symmetric derivative at a kink."""
    ctx.dps = DIGITS
    kernel = reference(kind, depth)
    rows, columns = ([[arb(float(entry)) for entry in row] for row in x] for x in (x1, x2))
    return np.array([[_difference(kernel, x, y) for y in columns] for x in rows])


def _difference(kernel: Callable, x: list[arb], y: list[arb]) -> list[float]:
    largest = max((abs(float(entry)) for entry in x), default=0.0) or 1.0
    step = arb(STEP) * arb(largest)
    out = []
    for axis in range(len(x)):
        ahead, behind = list(x), list(x)
        ahead[axis], behind[axis] = x[axis] + step, x[axis] - step
        out.append(float((kernel(ahead, y) - kernel(behind, y)) / (2 * step)))
    return out


def hard_points(dim: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Two batches whose pairs are at angles 1e-1 … 1e-12 of 0 and of π, parallel, antiparallel, zero, ordinary."""
    rng = np.random.default_rng(seed)
    x = rng.normal(size=dim)
    side = rng.normal(size=dim)
    side -= x * (side @ x) / (x @ x)
    side *= math.sqrt((x @ x) / (side @ side)) if dim > 1 else 0.0
    tilted = [
        sign * size * (x + angle * side)
        for angle in 10.0 ** np.arange(-12, 0)
        for sign in (1, -1)
        for size in (1.0, 3.7)
    ]
    plain = [x, 2.0 * x, -x, -4.0 * x, np.zeros(dim), *rng.normal(size=(4, dim))]
    return np.array([x, *rng.normal(size=(2, dim))]), np.array([*plain, *tilted])
