"""One strict configuration for every test, and the Hypothesis profiles."""

import os
from pathlib import Path

import hypothesis
import jax
import pytest
from hypothesis.database import DirectoryBasedExampleDatabase

from empirical import batching

jax.config.update("jax_enable_x64", True)
jax.config.update("jax_numpy_rank_promotion", "raise")
jax.config.update("jax_numpy_dtype_promotion", "strict")

PHASES = tuple(phase for phase in hypothesis.Phase if phase is not hypothesis.Phase.explain)
hypothesis.settings.register_profile("dev", deadline=None, max_examples=100, phases=PHASES)
hypothesis.settings.register_profile(
    "ci", deadline=None, max_examples=200, phases=PHASES, derandomize=True, database=None
)
hypothesis.settings.register_profile(
    "hunt",
    deadline=None,
    max_examples=20_000,
    phases=PHASES,
    derandomize=False,
    database=DirectoryBasedExampleDatabase(Path(__file__).parents[1] / ".hypothesis"),
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci" if os.environ.get("CI") else "dev"))

MAPPINGS = Path("/proc/self/maps")
MANY_MAPPINGS = 20_000
"""Every compiled program takes some, and Linux allows a process 65,530: at that number JAX aborts."""


@pytest.fixture(autouse=True, scope="session")
def _cache_of_this_run(tmp_path_factory, worker_id):
    """Nothing that was stored before the run, or by its user, is used; workers share one folder, to compile once."""
    own = tmp_path_factory.getbasetemp()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str((own if worker_id == "master" else own.parent) / "cache"))
        yield


@pytest.fixture(autouse=True, scope="module")
def _few_programs():
    """Forget compiled programs between files, when there are many."""
    yield
    if MAPPINGS.exists() and MAPPINGS.read_bytes().count(b"\n") > MANY_MAPPINGS:
        jax.clear_caches()
        batching.forget()
