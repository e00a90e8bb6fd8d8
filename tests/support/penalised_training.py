"""Penalised adversarial training by numpy and scipy, apart from the code that is tested."""

import math
from typing import Any, NamedTuple

import numpy as np
from scipy.optimize import minimize
from scipy.special import expit, xlogy


class Task(NamedTuple):
    """Instances with their labels and weights of mean 1, attacked columns first, and the settings of the training."""

    X: np.ndarray
    y: np.ndarray
    v: np.ndarray
    attacked: int
    norm: float
    penalty: float

    @property
    def dual(self) -> float:
        return {math.inf: 1.0, 2.0: 2.0, 1.0: math.inf}[self.norm]

    def size(self, w: np.ndarray) -> float:
        return float(np.linalg.norm(w[: self.attacked], self.dual))

    def margins(self, w: np.ndarray, epsilon: float) -> np.ndarray:
        return self.y * (self.X @ w) - epsilon * self.size(w)

    def objective(self, w: np.ndarray, epsilon: float) -> float:
        loss = self.v @ np.logaddexp(0.0, -self.margins(w, epsilon)) / len(self.y)
        return float(loss + self.penalty / 2 * w @ w)

    def alphas(self, w: np.ndarray, epsilon: float) -> np.ndarray:
        return expit(-self.margins(w, epsilon))

    def direction(self, w: np.ndarray) -> np.ndarray:
        """A subgradient of ‖w_T‖_q."""
        part, n = w[: self.attacked], np.zeros_like(w)
        if self.norm == math.inf:
            n[: self.attacked] = np.sign(part)
        elif self.norm == 2.0:
            n[: self.attacked] = part / np.linalg.norm(part)
        else:
            largest = int(np.argmax(np.abs(part)))
            n[largest] = np.sign(part[largest])
        return n

    def subgradient(self, w: np.ndarray, epsilon: float) -> np.ndarray:
        pulls = self.v * self.alphas(w, epsilon) / len(self.y)
        return self.penalty * w - (pulls * self.y) @ self.X + epsilon * pulls.sum() * self.direction(w)

    def dual_minimum(self, alphas: np.ndarray, epsilon: float) -> tuple[float, np.ndarray]:
        """The minimum of the lower bound that α_i give, and its minimiser."""
        pulls = self.v * alphas / len(self.y)
        pull, push = (pulls * self.y) @ self.X, epsilon * pulls.sum()
        entropy = -(xlogy(alphas, alphas) + xlogy(1.0 - alphas, 1.0 - alphas))
        u = (pull - nearest(pull, push, self)) / self.penalty
        value = float(self.v @ entropy) / len(self.y) - pull @ u + push * self.size(u) + self.penalty / 2 * u @ u
        return value, u

    def robust(self, epsilon: float) -> np.ndarray:
        """w_R, by the smooth problem with a bound t on ‖w_T‖_q."""
        if self.norm == math.inf:
            return self._split(epsilon)
        k = self.X.shape[1]

        def cone(z: np.ndarray) -> np.ndarray:
            part = z[: self.attacked]
            return np.concatenate([z[-1] - part, z[-1] + part]) if self.norm == 1.0 else z[-1:] ** 2 - part @ part

        def value(z: np.ndarray) -> tuple[float, np.ndarray]:
            m = self.y * (self.X @ z[:k]) - epsilon * z[-1]
            pulls = self.v * expit(-m) / len(m)
            slope = np.append(self.penalty * z[:k] - (pulls * self.y) @ self.X, epsilon * pulls.sum())
            loss = self.v @ np.logaddexp(0.0, -m) / len(m) + self.penalty / 2 * z[:k] @ z[:k]
            return float(loss), slope

        start = np.append(np.full(k, 0.01), 1.0)
        limits: Any = [(None, None)] * k + [(0.0, None)]
        constraints: Any = {"type": "ineq", "fun": cone}
        options = {"ftol": 1e-15, "maxiter": 2000}
        found = minimize(
            value, start, jac=True, bounds=limits, constraints=constraints, method="SLSQP", options=options
        )
        return found.x[:k]

    def _split(self, epsilon: float) -> np.ndarray:
        k = self.X.shape[1]
        T = np.arange(k) < self.attacked

        def value(z: np.ndarray) -> tuple[float, np.ndarray]:
            w, size = z[:k] - z[k:], (z[:k] + z[k:])[T].sum()
            m = self.y * (self.X @ w) - epsilon * size
            pulls = self.v * expit(-m) / len(m)
            slope, push = self.penalty * w - (pulls * self.y) @ self.X, epsilon * pulls.sum() * T
            loss = self.v @ np.logaddexp(0.0, -m) / len(m) + self.penalty / 2 * w @ w
            return float(loss), np.append(slope + push, push - slope)

        options = {"maxiter": 5000, "maxfun": 20000, "ftol": 0.0, "gtol": 1e-13}
        found = minimize(value, np.zeros(2 * k), jac=True, bounds=[(0.0, None)] * (2 * k), options=options)
        return found.x[:k] - found.x[k:]


def nearest(pull: np.ndarray, push: float, task: Task) -> np.ndarray:
    """The point of the ball ‖·‖_p ≤ κ on the attacked columns that is nearest to v."""
    part, out = pull[: task.attacked], np.zeros_like(pull)
    if task.norm == math.inf:
        out[: task.attacked] = np.clip(part, -push, push)
    elif task.norm == 2.0:
        out[: task.attacked] = part * min(1.0, push / max(float(np.linalg.norm(part)), 1e-300))
    else:
        low, high = 0.0, float(np.abs(part).max())
        for _ in range(200):  # the soft threshold at which the ℓ1 norm is κ
            cut = (low + high) / 2
            low, high = (cut, high) if np.maximum(np.abs(part) - cut, 0.0).sum() > push else (low, cut)
        out[: task.attacked] = np.sign(part) * np.maximum(np.abs(part) - high, 0.0)
    return out


def task(seed: int, norm: float) -> Task:
    """Twelve instances of three attacked columns and an intercept, with labels that a line tells apart badly."""
    rng = np.random.default_rng(seed)
    X = np.column_stack([rng.normal(size=(12, 3)), np.ones(12)])
    y = np.where(X @ rng.normal(size=4) + rng.normal(size=12) > 0.0, 1.0, -1.0)
    v = rng.uniform(0.5, 1.5, 12)
    return Task(X, y, v / v.mean(), 3, norm, 10.0 ** rng.uniform(-2.0, 0.0))
