"""Where a user waits: first calls in a new process, calls for one person, and an autoencoder on adult.

python benchmarks/waiting.py

Each method searches recourses for the 1,000 rejected instances of ``benchmarks/recourse.py``, in float32, in a process
of its own: first with an empty compilation cache, then with what the first process left there; then for one person,
and for all. Below stands what CARLA takes. The autoencoder is that of C-CHVAE on adult, in float64; it needs the file.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

PEOPLE, CALLS = 1000, 30

METHODS = ("SCFE", "Growing Spheres", "C-CHVAE")

CARLA = {"SCFE": (2.3, None), "Growing Spheres": (3.3, 6.6), "C-CHVAE": (None, 4.4)}
"""What CARLA 0.0.5 takes in all for as many people of such a network, in seconds, and for one, in milliseconds."""


def main() -> None:
    """Print a line for each method, and one for the autoencoder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--method", choices=METHODS, help="measure in this process, as JSON")
    parser.add_argument("--autoencoder", action="store_true", help="train the autoencoder in this process, as JSON")
    given = parser.parse_args()
    if given.method or given.autoencoder:
        print(json.dumps(searches(given.method) if given.method else autoencoder()))
        return
    print(f"{'':17s}{'first call':>12s}{'cached':>10s}{'one person':>13s}{'all':>12s}{'programs':>10s}{'memory':>10s}")
    for name in METHODS:
        with tempfile.TemporaryDirectory() as cache:
            cold, cached = (_alone(cache, "--method", name) for _ in range(2))
        print(
            f"{name:17s}{cold['first']:10.2f} s{cached['first']:8.2f} s{cached['one'] * 1e3:10.2f} ms"
            f"{PEOPLE / cached['all']:10,.0f}/s{cold['programs']:10d}{cached['memory']:6.2f} GiB"
        )
    for name, (whole, one) in CARLA.items():
        print(f"  CARLA, {name}: {whole or '–'} s in all, one person {one or '–'} ms")
    with tempfile.TemporaryDirectory() as cache:
        told = _alone(cache, "--autoencoder")
    print(f"autoencoder on adult: {told['seconds']:.1f} s, {told['quality']}")


def _alone(cache: str, *options: str) -> dict[str, Any]:
    environment = {**os.environ, "JAX_COMPILATION_CACHE_DIR": cache, "JAX_PERSISTENT_CACHE_MIN_COMPILE_TIME_SECS": "0"}
    command = [sys.executable, __file__, *options]
    return json.loads(subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout)


def searches(name: str) -> dict[str, Any]:
    """Seconds of the first call of a method, of a later one, and of one for a single person."""  # noqa: DOC501
    import jax
    import recourse

    from empirical.data.space import Space
    from empirical.recourse.methods.cchvae import CCHVAE
    from empirical.recourse.methods.growing_spheres import GrowingSpheres
    from empirical.recourse.methods.scfe import SCFE

    model, training, inputs = recourse.network()
    width, key = recourse.WIDTH, jax.random.key(0)
    box = Space.unbounded(width)._replace(low=inputs.min(axis=0) * 0.0, high=inputs.max(axis=0) * 0.0 + 1.0)
    methods: dict[str, Callable[[], Any]] = {
        "SCFE": lambda: SCFE(target=recourse.TARGET, lam=recourse.LAM),
        "Growing Spheres": lambda: GrowingSpheres(samples=recourse.SAMPLES),
        "C-CHVAE": lambda: CCHVAE(
            vae=recourse.autoencoder(training), samples=recourse.SAMPLES, largest=recourse.LATENT_END
        ),
    }
    method, compiled = methods[name](), list[str]()

    def note(event: str, duration_secs: float, **kwargs: str | int) -> None:  # noqa: ARG001
        if event.endswith("backend_compile_duration"):
            compiled.append(event)

    jax.monitoring.register_event_duration_secs_listener(note)
    found, first = timed(lambda: method(model, inputs, box, key=key))
    programs = len(compiled)
    if not found.found.all():
        raise SystemExit(f"{name} finds nothing for {(~found.found).sum()} of {len(inputs)}")
    every = min(timed(lambda: method(model, inputs, box, key=key))[1] for _ in range(5))
    people = [inputs[place : place + 1] for place in range(CALLS)]
    method(model, people[0], box, key=key)
    one = sorted(timed(lambda x=x: method(model, x, box, key=key))[1] for x in people)[CALLS // 2]
    return {"first": first, "all": every, "one": one, "programs": programs, "memory": memory()}


def autoencoder() -> dict[str, Any]:
    """Seconds of training the autoencoder of adult, and how well it rebuilds test instances."""
    import jax

    jax.config.update("jax_enable_x64", True)  # noqa: FBT003
    from empirical.autoencoder import VAETraining, train_vae
    from empirical.autoencoder.quality import quality
    from empirical.data import load, split

    designs = split(load("adult"), seed=0)
    vae, seconds = timed(lambda: jax.block_until_ready(train_vae(designs, VAETraining(), seed=0)))
    return {"seconds": seconds, "quality": str(quality(vae, designs)), "memory": memory()}


def timed(call: Callable[[], Any]) -> tuple[Any, float]:
    """What a call returns, and its seconds."""
    start = time.perf_counter()
    return call(), time.perf_counter() - start


def memory() -> float:
    """The largest memory of this process, in GiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parent))
    main()
