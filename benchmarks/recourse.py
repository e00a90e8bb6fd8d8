"""Recourses per second, each method against the plain way to do the same, on a ReLU network in float32.

python benchmarks/recourse.py

The network is d → 2d → 2d → 1 with d = 20, trained on labels of a noisy linear rule over features that are uniform in
[0, 1]; 1,000 instances that it rejects. The autoencoder is trained on the same training inputs; as the features are
independent, its latent dimension is theirs. Every time is that of a second call.
"""

import time
from collections.abc import Callable
from functools import partial
from typing import Any

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
import optax

from empirical.autoencoder import VAETraining, train_vae
from empirical.data.space import Relations, Space
from empirical.data.split import Split
from empirical.recourse.methods.cchvae import CCHVAE
from empirical.recourse.methods.growing_spheres import GrowingSpheres
from empirical.recourse.methods.roar import ROAR
from empirical.recourse.methods.scfe import SCFE

WIDTH, INSTANCES, SEED = 20, 1000, 0
TRAINING, NOISE, REFUSED, UPDATES, BATCH = 10_000, 0.3, 0.1, 500, 256

LAM, TARGET, SHIFT = 1e-3, 0.02, 0.01
STEPS, RATE = 1000, 0.01
SAMPLES, SHELL = 1000, 0.05
LATENT_SHELL, LATENT_END = 0.1, 5.0


def network() -> tuple[Any, np.ndarray, np.ndarray]:
    """The network, its training inputs, and instances that it rejects."""
    rng = np.random.default_rng(SEED)
    inputs = rng.uniform(size=(TRAINING, WIDTH)).astype(np.float32)
    rule = rng.normal(size=WIDTH)
    worth = (inputs - 0.5) @ (rule / np.linalg.norm(rule)) + NOISE * rng.normal(size=TRAINING)
    labels = np.where(worth > np.quantile(worth, REFUSED), 1.0, -1.0).astype(np.float32)
    start = eqx.nn.MLP(WIDTH, "scalar", 2 * WIDTH, 2, key=jax.random.key(SEED))
    model = _trained(start, jnp.asarray(inputs), jnp.asarray(labels))
    fresh = rng.uniform(size=(40 * INSTANCES, WIDTH)).astype(np.float32)
    return model, inputs, fresh[np.asarray(jax.vmap(model)(fresh)) <= 0.0][:INSTANCES]


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


class WithoutIntercept(eqx.Module):
    """An autoencoder of instances that have no constant column, from one of instances that do."""

    vae: Any

    def encode(self, x: Any) -> Any:
        """The latent point of one instance."""
        return self.vae.encode(jnp.append(x, jnp.ones((), x.dtype)))

    def decode(self, z: Any) -> Any:
        """The instance of a latent point."""
        return self.vae.decode(z)[:-1]


def autoencoder(inputs: np.ndarray) -> Any:
    """One of the training inputs, in float32."""
    rows, columns = np.column_stack([inputs.astype(np.float64), np.ones(len(inputs))]), WIDTH + 1
    split = Split(
        train=rows,
        train_labels=np.ones(len(rows)),
        test=rows[:0],
        test_labels=np.ones(0),
        test_rows=np.arange(0),
        attacked=np.zeros(columns, bool),
        space=Space.unbounded(columns),
        names=tuple(map(str, range(columns))),
        shift=np.zeros(columns),
        scale=np.ones(columns),
    )
    with jax.enable_x64(True):  # noqa: FBT003
        vae = jax.device_get(train_vae(split, VAETraining(latent=WIDTH), seed=SEED))
    return WithoutIntercept(jax.tree.map(np.float32, vae))


@eqx.filter_jit
def plain_descent(score: Any, inputs: Any) -> Any:
    """A thousand steps of Adam on SCFE's objective, for all instances together: their changes."""
    adam = optax.adam(RATE)

    def one(x: Any) -> Any:
        def objective(change: Any) -> Any:
            return (score(x + change) - TARGET) ** 2 + LAM * change @ change

        def step(state: Any, _: Any) -> Any:
            change, memory = state
            update, memory = adam.update(jax.grad(objective)(change), memory)
            return (change + update, memory), None

        return jax.lax.scan(step, (jnp.zeros_like(x), adam.init(x)), None, length=STEPS)[0][0]

    return jax.vmap(one)(inputs)


@eqx.filter_jit
def plain_spheres(score: Any, inputs: Any, key: jax.Array) -> Any:
    """Every shell as far as the box reaches, for all instances: the closest hit of the first shell that has one."""
    of_ways, of_lengths = jax.random.split(key)
    ways = jax.random.normal(of_ways, (SAMPLES, WIDTH), inputs.dtype)
    ways = ways / jnp.linalg.norm(ways, axis=1, keepdims=True)
    lengths = jax.random.uniform(of_lengths, (SAMPLES, 1), inputs.dtype)

    def shell(best: Any, index: Any, x: Any) -> Any:
        changes = jnp.clip(x + SHELL * (index + lengths) * ways, 0.0, 1.0) - x
        costs = jnp.where(jax.vmap(score)(x + changes) > 0.0, jnp.linalg.norm(changes, axis=1), jnp.inf)
        nearest = jnp.argmin(costs)
        first = jnp.isfinite(costs[nearest]) & ~jnp.isfinite(best[1])
        return jax.tree.map(partial(jnp.where, first), (changes[nearest], costs[nearest]), best), None

    def one(x: Any) -> Any:
        nothing = (jnp.zeros_like(x), jnp.asarray(jnp.inf, x.dtype))
        shells = jnp.arange(0.0, WIDTH**0.5 / SHELL, dtype=x.dtype)
        return jax.lax.scan(partial(shell, x=x), nothing, shells)[0][0]

    return jax.lax.map(one, inputs)


@eqx.filter_jit
def plain_latents(score: Any, vae: Any, inputs: Any, key: jax.Array) -> Any:
    """Every shell about the latent point as far as an end, for all instances: the first with a hit, its cheapest."""
    of_ways, of_lengths = jax.random.split(key)
    ways = jax.random.normal(of_ways, (SAMPLES, WIDTH), inputs.dtype)
    ways = ways / jnp.linalg.norm(ways, axis=1, keepdims=True)
    lengths = jax.random.uniform(of_lengths, (SAMPLES, 1), inputs.dtype)

    def shell(best: Any, index: Any, x: Any, centre: Any) -> Any:
        changes = jnp.clip(jax.vmap(vae.decode)(centre + LATENT_SHELL * (index + lengths) * ways), 0.0, 1.0) - x
        costs = jnp.where(jax.vmap(score)(x + changes) > 0.0, jnp.linalg.norm(changes, axis=1), jnp.inf)
        cheapest = jnp.argmin(costs)
        first = jnp.isfinite(costs[cheapest]) & ~jnp.isfinite(best[1])
        return jax.tree.map(partial(jnp.where, first), (changes[cheapest], costs[cheapest]), best), None

    def one(x: Any) -> Any:
        nothing = (jnp.zeros_like(x), jnp.asarray(jnp.inf, x.dtype))
        shells = jnp.arange(0.0, LATENT_END / LATENT_SHELL, dtype=x.dtype)
        return jax.lax.scan(partial(shell, x=x, centre=vae.encode(x)), nothing, shells)[0][0]

    return jax.lax.map(one, inputs)


class Worst(eqx.Module):
    """The score under the worst shift of the weights."""

    score: Any

    def __call__(self, x: Any) -> Any:
        """Of one instance."""
        return self.score(x) - SHIFT * jnp.sum(jnp.abs(x))


def seconds(call: Callable[[], Any]) -> tuple[float, Any]:
    """The shortest time of the calls of a second, all but the first of which compile nothing, and what they return."""
    result, taken = jax.block_until_ready(call()), []
    while sum(taken) < 1.0:
        start = time.perf_counter()
        result = jax.block_until_ready(call())
        taken.append(time.perf_counter() - start)
    return min(taken), result


_compiled: list[str] = []


def _note_compilation(event: str, duration_secs: float, **kwargs: str | int) -> None:  # noqa: ARG001
    if event.endswith("backend_compile_duration"):
        _compiled.append(event)


def main() -> None:
    """Time every method and the plain way."""  # noqa: DOC501
    jax.monitoring.register_event_duration_secs_listener(_note_compilation)
    model, training, inputs = network()
    vae = autoencoder(training)
    key, wide = jax.random.key(SEED), Space.unbounded(WIDTH)
    box = wide._replace(low=np.zeros(WIDTH), high=np.ones(WIDTH))
    methods = {
        "SCFE": (SCFE(target=TARGET, lam=LAM), lambda: plain_descent(model, inputs)),
        "Growing Spheres": (GrowingSpheres(samples=SAMPLES), lambda: plain_spheres(model, inputs, key)),
        "C-CHVAE": (
            CCHVAE(vae=vae, samples=SAMPLES, largest=LATENT_END),
            lambda: plain_latents(model, vae, inputs, key),
        ),
        "ROAR": (ROAR(target=TARGET, lam=LAM, shift=SHIFT), lambda: plain_descent(Worst(model), inputs)),
    }
    print(f"{INSTANCES} rejected instances of {WIDTH} features, float32, second calls; the box is [0, 1]")
    for name, (method, plainly) in methods.items():
        taken, found = seconds(partial(method, model, inputs, box, key=key))
        plain, changes = seconds(plainly)
        reached = np.asarray(jax.vmap(model)(inputs + changes)) > 0.0
        lengths = np.linalg.norm(np.asarray(changes), axis=1)
        _line(name, taken, found.found, found.costs)
        _line("  plain", plain, reached, lengths)
        print(f"  ratio {plain / taken:.1f}")
        before = len(_compiled)
        method(model, inputs[:900], box, key=key)
        if len(_compiled) != before:
            raise SystemExit(f"{name} compiled again for 900 instances, which are padded like {INSTANCES}")
        if name != "C-CHVAE":
            within, kept = seconds(partial(method, model, inputs, _related(box), key=key))
            _line("  related", within, kept.found, kept.costs)
            print(f"  two relations between numbers take {within / taken:.1f} times as long")


def _related(space: Space) -> Space:
    """The space where one number stays below another, and a sum of three below a number."""
    rows = np.zeros((2, WIDTH))
    rows[0, :2], rows[1, 2:5] = (1.0, -1.0), 1.0
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    return space._replace(relations=Relations(rows, np.array([0.0, 1.0])))


def _line(name: str, taken: float, accepted: np.ndarray, costs: np.ndarray) -> None:
    rate, cost = INSTANCES / taken, costs[accepted].mean()
    print(f"{name:<16} {rate:>9,.0f}/s, valid {accepted.mean():.3f}, mean L2 {cost:.4f}")


if __name__ == "__main__":
    main()
