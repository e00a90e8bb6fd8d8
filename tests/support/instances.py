"""Instances of the linear claims, built so that their premises hold by construction."""

from collections.abc import Callable
from typing import Any, NamedTuple

import hypothesis.strategies as st
import numpy as np

from empirical.numerics import row_norms

SHAPES = (1, 2, 5)
"""Numbers of columns: few, since every new shape would be a new problem to shrink towards."""


class Models(NamedTuple):
    """Two linear models, an instance, and what SCFE is asked for."""

    w_nr: np.ndarray
    w_r: np.ndarray
    x: np.ndarray
    actionable: np.ndarray
    target: float
    lam: float

    def fields(self, *, printed_cost: bool = False) -> dict[str, Any]:
        """Every field of theorems 1 and 4, from vectors, with Δ = ‖w_NR − w_R‖."""
        zeta_nr, zeta_r = (recourse(w, self) for w in (self.w_nr, self.w_r))
        factor = self.lam if printed_cost else 1.0
        length = row_norms  # plain norms underflow for the small numbers that Hypothesis finds
        return {
            "lam": self.lam,
            "target": self.target,
            "threshold": 0.0,
            "delta": length(self.w_nr - self.w_r),
            "weight_gap": length(self.w_nr - self.w_r),
            "input_norm": length(self.x),
            "norm_nr": length(self.w_nr[self.actionable]),
            "norm_r": length(self.w_r[self.actionable]),
            "residual_nr": self.target - self.w_nr @ self.x,
            "residual_r": self.target - self.w_r @ self.x,
            "cost_nr": factor * length(zeta_nr),
            "cost_r": factor * length(zeta_r),
            "recourse_gap": factor * length(zeta_nr - zeta_r),
            "score_nr": self.w_nr @ self.x,
            "score_nr_nr": self.w_nr @ (self.x + zeta_nr),
            "score_nr_r": self.w_nr @ (self.x + zeta_r),
            "score_r_r": self.w_r @ (self.x + zeta_r),
            "recourse_norm_r": length(self.x + zeta_r),
        }


def recourse(w: np.ndarray, models: Models) -> np.ndarray:
    """The minimiser of (f(x + ζ) − s)² + λ‖ζ‖², by solving its normal equations rather than by the closed form."""
    free = np.flatnonzero(models.actionable)
    v = w[free]
    zeta = np.zeros_like(w)
    zeta[free] = np.linalg.solve(np.outer(v, v) + models.lam * np.eye(len(free)), (models.target - w @ models.x) * v)
    return zeta


def numbers(low: float, high: float) -> st.SearchStrategy[float]:
    """Floats in a range, without subnormals: JAX flushes them to 0."""
    return st.floats(low, high, allow_nan=False, allow_infinity=False, allow_subnormal=False)


@st.composite
def models(draw: Callable[[st.SearchStrategy[Any]], Any]) -> Models:
    """Any two linear models and any instance; the last column may be barred from change."""
    dim = draw(st.sampled_from(SHAPES))
    vector = st.lists(numbers(-8, 8), min_size=dim, max_size=dim).map(np.array)
    actionable = np.ones(dim, bool)
    actionable[-1] = dim == 1 or draw(st.booleans())
    scale = draw(st.sampled_from([1.0, 0.1, 1e-3]))
    w_nr = draw(vector)
    return Models(
        w_nr, w_nr + scale * draw(vector), draw(vector), actionable, draw(numbers(-2, 2)), draw(numbers(1e-3, 4))
    )


def random_models(seed: int, count: int) -> list[Models]:
    """Many models at once, for tests that check a claim in one call."""
    rng = np.random.default_rng(seed)
    made = []
    for _ in range(count):
        dim = int(rng.choice(SHAPES))
        w_nr = rng.normal(size=dim) * rng.choice([0.3, 1, 3])
        w_r = w_nr + rng.normal(size=dim) * rng.choice([1e-3, 0.1, 1])
        actionable = np.ones(dim, bool)
        actionable[-1] = dim == 1 or rng.random() < 0.5
        lam, target = rng.choice([0.01, 0.3, 1, 3]), rng.normal()
        made.append(
            Models(w_nr, w_r, rng.normal(size=dim) * rng.choice([0.1, 1, 5]), actionable, float(target), float(lam))
        )
    return made


def stacked(rows: list[dict[str, float]]) -> dict[str, np.ndarray]:
    """Fields of many instances as arrays."""
    return {name: np.array([row[name] for row in rows]) for name in rows[0]}


def of(claim: Any, fields: dict[str, Any]) -> dict[str, Any]:
    """The fields that a claim reads."""
    return {name: fields[name] for name in claim.read if name in fields}
