"""Instances of the claims, built so that their premises hold by construction: linear models and kernel models."""

import math
from collections.abc import Callable
from functools import cache
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
    """SCFE's recourse for a linear model."""
    return minimiser(w, float(models.target - w @ models.x), models.lam, models.actionable)


def minimiser(slope: np.ndarray, residual: float, lam: float, actionable: np.ndarray) -> np.ndarray:
    """The minimiser of (slopeᵀζ − m)² + λ‖ζ‖², by solving its normal equations rather than by the closed form."""
    free = np.flatnonzero(actionable)
    v = slope[free]
    zeta = np.zeros_like(slope)
    zeta[free] = np.linalg.solve(np.outer(v, v) + lam * np.eye(len(free)), residual * v)
    return zeta


KERNEL_SHAPES = ((1, 1), (2, 2), (4, 3))
"""Training rows and columns."""

LIPSCHITZ = math.sqrt(math.pi**2 + 1) / (2 * math.pi)
"""κ: ‖∇ₓK∞(x, y)‖ ≤ κ‖y‖."""

KERNEL_ERRORS = dict.fromkeys(("residual_nr", "residual_r", "score_r", "score_nr_nr", "score_nr_r", "score_r_r"), 1e-11)
"""Scores are sums that cancel: of at most 4 products k_j w_j with k up to 1e2, w up to 1e2 and off by 1e-15 of it."""


class KernelModels(NamedTuple):
    """Two kernel models with K∞, the second trained on attacked rows, an instance, and what SCFE is asked for."""

    X: np.ndarray
    X_R: np.ndarray
    Y: np.ndarray
    ridge: float
    x: np.ndarray
    actionable: np.ndarray
    target: float
    lam: float

    def matrices(self) -> tuple[np.ndarray, np.ndarray]:
        """K + βI and K_R + βI."""
        ridge = self.ridge * np.eye(len(self.Y))
        return kernel(self.X, self.X) + ridge, kernel(self.X_R, self.X_R) + ridge

    def weights(self) -> tuple[np.ndarray, np.ndarray]:
        """w_NR and w_R."""
        natural, robust = self.matrices()
        return np.linalg.solve(natural, self.Y), np.linalg.solve(robust, self.Y)

    def fields(self) -> dict[str, Any]:
        """Every field of Lemma 2 and of Theorems 2 and 5, the recourses those of the tangents at x.

        Scores are those of the kernel models themselves, also at x', so that Theorem 5 is asked about real ones.
        """
        length = row_norms
        w_nr, w_r = self.weights()
        natural, robust = self.matrices()
        delta_k = np.linalg.norm(np.linalg.solve(natural, (robust - natural) @ np.linalg.inv(robust)), 2)
        label_norm = length(self.Y)
        k, k_r = kernel(self.x[None], self.X)[0], kernel(self.x[None], self.X_R)[0]
        slopes, slopes_r = (gradients(self.x, rows)[self.actionable] for rows in (self.X, self.X_R))
        # of one product each: where rows cancel, two products differ as much as they are
        slope_nr, slope_r = (gradients(self.x, rows) @ w for rows, w in ((self.X, w_nr), (self.X_R, w_r)))
        residual_nr, residual_r = self.target - k @ w_nr, self.target - k_r @ w_r
        zeta_nr = minimiser(slope_nr, residual_nr, self.lam, self.actionable)
        zeta_r = minimiser(slope_r, residual_r, self.lam, self.actionable)
        at_nr = kernel((self.x + zeta_nr)[None], self.X)[0]
        at_r = kernel((self.x + zeta_r)[None], self.X_R)[0]
        return {
            "lam": self.lam,
            "weight_gap": length(np.linalg.solve(natural, (robust - natural) @ w_r)),
            "norm_nr": length(w_nr),
            "norm_r": length(w_r),
            "delta_k": delta_k,
            "label_norm": label_norm,
            "slope_nr": length(slope_nr[self.actionable]),
            "slope_r": length(slope_r[self.actionable]),
            "residual_nr": residual_nr,
            "residual_r": residual_r,
            "residual_radius": abs((k_r - k) @ w_nr) + length(k_r) * delta_k * label_norm,
            "slope_radius": length((slopes_r - slopes) @ w_nr) + np.linalg.norm(slopes_r, 2) * delta_k * label_norm,
            "cost_nr": length(zeta_nr),
            "cost_r": length(zeta_r),
            "recourse_gap": length(zeta_nr - zeta_r),
            "score_r": k_r @ w_r,
            "kernel_lipschitz": LIPSCHITZ * np.abs(w_r) @ np.linalg.norm(self.X_R, axis=1),
            "score_nr_nr": at_nr @ w_nr,
            "score_nr_r": at_r @ w_nr,
            "score_r_r": at_r @ w_r,
            # a little less than is reached: a violation is none where rounding alone says that the threshold is reached
            "threshold": at_r @ w_r - 1e-9 * (1.0 + abs(at_r @ w_r)),
            "kernel_norm_r": length(at_r),
        }

    def closer_residual_radius(self) -> float:
        """e_f from w_NR − w_R = (K_R + βI)⁻¹(K_R − K)w_NR, without Δ_K."""
        natural, robust = self.matrices()
        w_nr, _ = self.weights()
        k, k_r = kernel(self.x[None], self.X)[0], kernel(self.x[None], self.X_R)[0]
        least = np.linalg.eigvalsh(robust)[0]
        here = kernel(self.x[None], self.x[None])[0, 0]
        factor = min(row_norms(k_r) / least, math.sqrt(here / least))
        return abs((k_r - k) @ w_nr) + factor * row_norms((robust - natural) @ w_nr)


def kernel(A: np.ndarray, B: np.ndarray) -> np.ndarray:
    """K∞(a, b) = aᵀb (π − θ) / 2π for every row of A and of B."""
    angle, cosine = _angles(A, B)
    return row_norms(A)[:, None] * row_norms(B)[None, :] * cosine * (math.pi - angle) / (2 * math.pi)


def gradients(x: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """∇ₓK∞(x, x_j) as column j; where x is parallel to x_j, the symmetric derivative."""
    (angle,), (cosine,) = _angles(x[None], rows)
    here, there = _directions(x[None])[0], _directions(rows)
    across = there - cosine[:, None] * here
    sine = np.linalg.norm(across, axis=1)
    turned = np.where(sine > 1e-12, cosine / np.where(sine > 1e-12, sine, 1.0), 0.0)
    columns = there * (math.pi - angle)[:, None] + across * turned[:, None]
    return (row_norms(rows)[:, None] * columns / (2 * math.pi)).T


def _angles(A: np.ndarray, B: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Angles and their cosines; arccos would lose half of the digits near 0 and π."""
    a, b = _directions(A)[:, None], _directions(B)[None]
    angle = 2 * np.arctan2(np.linalg.norm(a - b, axis=-1), np.linalg.norm(a + b, axis=-1))
    return angle, np.sum(a * b, axis=-1)


def _directions(rows: np.ndarray) -> np.ndarray:
    lengths = row_norms(rows)[:, None]
    return rows / np.where(lengths > 0.0, lengths, 1.0)


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


@st.composite
def kernel_models(draw: Callable[[st.SearchStrategy[Any]], Any]) -> KernelModels:
    """Any kernel model, any attack on its rows, and any instance; the last column may be barred from change."""
    rows, dim = draw(st.sampled_from(KERNEL_SHAPES))
    matrix = st.lists(numbers(-4, 4), min_size=rows * dim, max_size=rows * dim).map(
        lambda entries: np.array(entries).reshape(rows, dim)
    )
    actionable = np.ones(dim, bool)
    actionable[-1] = dim == 1 or draw(st.booleans())
    X, scale = draw(matrix), draw(st.sampled_from([1.0, 0.1, 1e-3]))
    labels = draw(st.lists(st.sampled_from([1.0, -1.0]), min_size=rows, max_size=rows))
    return KernelModels(
        X=X,
        X_R=X + scale * draw(matrix),
        Y=np.array(labels),
        ridge=draw(st.sampled_from([0.1, 1.0])),
        x=np.array(draw(st.lists(numbers(-4, 4), min_size=dim, max_size=dim))),
        actionable=actionable,
        target=draw(numbers(-2, 2)),
        lam=draw(numbers(1e-3, 4)),
    )


def random_kernel_models(seed: int, count: int) -> list[KernelModels]:
    """Many kernel models at once."""
    rng = np.random.default_rng(seed)
    made = []
    for _ in range(count):
        rows, dim = KERNEL_SHAPES[rng.integers(len(KERNEL_SHAPES))]
        X = rng.normal(size=(rows, dim)) * rng.choice([0.3, 1, 3])
        actionable = np.ones(dim, bool)
        actionable[-1] = dim == 1 or rng.random() < 0.5
        made.append(
            KernelModels(
                X=X,
                X_R=X + rng.normal(size=X.shape) * rng.choice([1e-3, 0.1, 1]),
                Y=rng.choice([-1.0, 1.0], rows),
                ridge=float(rng.choice([0.1, 1])),
                x=rng.normal(size=dim) * rng.choice([0.1, 1, 3]),
                actionable=actionable,
                target=float(rng.normal() * rng.choice([0.3, 2])),
                lam=float(rng.choice([0.01, 0.3, 1, 3])),
            )
        )
    return made


class Many(NamedTuple):
    """Kernel models, and their fields as arrays."""

    models: list[KernelModels]
    fields: dict[str, np.ndarray]


@cache
def many_kernel_models() -> Many:
    """Kernel models enough to meet every case; made once for all tests."""
    made = random_kernel_models(1, 2000)
    return Many(made, stacked([one.fields() for one in made]))


def stacked(rows: list[dict[str, float]]) -> dict[str, np.ndarray]:
    """Fields of many instances as arrays."""
    return {name: np.array([row[name] for row in rows]) for name in rows[0]}


def of(claim: Any, fields: dict[str, Any]) -> dict[str, Any]:
    """The fields that a claim reads."""
    return {name: fields[name] for name in claim.read if name in fields}
