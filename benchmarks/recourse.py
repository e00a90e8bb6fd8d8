"""Recourses per second, each method against the plain way to do the same, on a ReLU network in float32.

python benchmarks/recourse.py

The network is d → 2d → 2d → 1 with d = 20, trained on labels of a noisy linear rule over features that are uniform in
[0, 1]; 1,000 instances that it rejects. Every time is that of a second call.
"""

import time
from collections.abc import Callable
from typing import Any

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
import optax

from empirical.data.splitting import Space
from empirical.recourse.result import Recourses
from empirical.recourse.scfe import SCFE

WIDTH, INSTANCES, SEED = 20, 1000, 0
TRAINING, NOISE, REFUSED, UPDATES, BATCH = 10_000, 0.3, 0.1, 500, 256

LAM, TARGET = 1e-3, 0.02
STEPS, RATE = 1000, 0.01


def network() -> tuple[eqx.Module, np.ndarray]:
    """The network, and instances that it rejects."""
    rng = np.random.default_rng(SEED)
    inputs = rng.uniform(size=(TRAINING, WIDTH)).astype(np.float32)
    rule = rng.normal(size=WIDTH)
    worth = (inputs - 0.5) @ (rule / np.linalg.norm(rule)) + NOISE * rng.normal(size=TRAINING)
    labels = np.where(worth > np.quantile(worth, REFUSED), 1.0, -1.0).astype(np.float32)
    start = eqx.nn.MLP(WIDTH, "scalar", 2 * WIDTH, 2, key=jax.random.key(SEED))
    model = _trained(start, jnp.asarray(inputs), jnp.asarray(labels))
    fresh = rng.uniform(size=(40 * INSTANCES, WIDTH)).astype(np.float32)
    return model, fresh[np.asarray(jax.vmap(model)(fresh)) <= 0.0][:INSTANCES]


@eqx.filter_jit
def _trained(model: Any, inputs: Any, labels: Any) -> Any:
    arrays, rest = eqx.partition(model, eqx.is_array)
    adam = optax.adam(1e-3)

    def loss(arrays: Any, rows: Any) -> Any:
        scores = jax.vmap(eqx.combine(arrays, rest))(inputs[rows])
        return jnp.mean(jnp.logaddexp(0.0, -labels[rows] * scores))

    def update(state: Any, rows: Any) -> Any:
        arrays, memory = state
        change, memory = adam.update(jax.grad(loss)(arrays, rows), memory)
        return (optax.apply_updates(arrays, change), memory), None

    rows = jax.random.randint(jax.random.key(SEED), (UPDATES, BATCH), 0, TRAINING)
    (arrays, _), _ = jax.lax.scan(update, (arrays, adam.init(arrays)), rows)
    return eqx.combine(arrays, rest)


@eqx.filter_jit
def plain_scfe(model: Any, inputs: Any) -> Any:
    """A thousand steps of Adam on the objective, for all instances together."""
    adam = optax.adam(RATE)

    def one(x: Any) -> Any:
        def objective(change: Any) -> Any:
            return (model(x + change) - TARGET) ** 2 + LAM * change @ change

        def step(state: Any, _: Any) -> Any:
            change, memory = state
            update, memory = adam.update(jax.grad(objective)(change), memory)
            return (change + update, memory), None

        return jax.lax.scan(step, (jnp.zeros_like(x), adam.init(x)), None, length=STEPS)[0][0]

    return jax.vmap(one)(inputs)


def seconds(call: Callable[[], Any], repeats: int = 5) -> tuple[float, Any]:
    """The shortest time of some calls, all but the first of which compile nothing, and what they return."""
    jax.block_until_ready(call())
    taken = []
    for _ in range(repeats):
        start = time.perf_counter()
        result = jax.block_until_ready(call())
        taken.append(time.perf_counter() - start)
    return min(taken), result


def main() -> None:
    """Time every method and its plain baseline."""
    model, inputs = network()
    everywhere = Space.unbounded(WIDTH)
    box = everywhere._replace(low=np.zeros(WIDTH), high=np.ones(WIDTH))
    key = jax.random.key(SEED)
    methods = {"SCFE": (SCFE(target=TARGET, lam=LAM), lambda: plain_scfe(model, inputs))}
    for name, (method, baseline) in methods.items():
        taken, found = seconds(lambda: method(model, inputs, box, key=key))  # noqa: B023
        plain, changes = seconds(baseline)
        report(name, taken, found)
        before = np.linalg.norm(changes, axis=1).mean()
        print(f"  plain {INSTANCES / plain:>10,.0f}/s, mean L2 {before:.4f}: ratio {plain / taken:.1f}")


def report(name: str, taken: float, found: Recourses) -> None:
    """Print speed, validity and cost."""
    cost = found.costs[found.found].mean()
    print(f"{name:<16} {len(found.costs) / taken:>10,.0f}/s, valid {found.found.mean():.3f}, mean L2 {cost:.4f}")


if __name__ == "__main__":
    main()
