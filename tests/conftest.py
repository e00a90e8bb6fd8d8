"""One strict configuration for every test, and the Hypothesis profiles."""

import os
import shutil
import tempfile
from pathlib import Path

import hypothesis
import jax
import pytest
from hypothesis.database import DirectoryBasedExampleDatabase
from support import typed_imports

typed_imports.install()  # before anything of ours is imported

from empirical import batching  # noqa: E402


def _cache_folder() -> Path:
    """One cache folder for the whole run, new every time.

    Workers, files and the processes that tests start share it, so that each program is compiled once.
    """
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID")
    if run is None:
        return Path(tempfile.mkdtemp(prefix="recourse-bounds-tests-"))
    folder = Path(tempfile.gettempdir()) / f"recourse-bounds-tests-{run}"
    folder.mkdir(exist_ok=True)
    return folder


CACHE = _cache_folder()

PROGRAMS = os.environ.get("JAX_COMPILATION_CACHE_DIR", str(CACHE / "recourse-bounds" / "jax"))
"""Folder of compiled programs; a developer who sets the variable keeps them from run to run."""

jax.config.update("jax_compilation_cache_dir", PROGRAMS)
jax.config.update("jax_persistent_cache_min_compile_time_secs", 0.0)
jax.config.update("jax_persistent_cache_min_entry_size_bytes", -1)
jax.config.update("jax_enable_x64", True)
jax.config.update("jax_numpy_rank_promotion", "raise")
jax.config.update("jax_numpy_dtype_promotion", "strict")

PHASES = tuple(phase for phase in hypothesis.Phase if phase is not hypothesis.Phase.explain)
hypothesis.settings.register_profile("dev", deadline=None, max_examples=100, phases=PHASES)
hypothesis.settings.register_profile(
    "ci", deadline=None, max_examples=100, phases=PHASES, derandomize=True, database=None
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
def _user_cache_of_this_run():
    """The processes that tests start store nothing in the user's cache, and find nothing there."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(CACHE))
        yield


def pytest_unconfigure(config):
    """Remove the cache when the last worker is done."""
    if not hasattr(config, "workerinput"):
        shutil.rmtree(CACHE, ignore_errors=True)


def pytest_configure_node(node):
    """Tell the workers, before they begin, where the cache of this run is."""
    node.workerinput["cache"] = str(CACHE)


def pytest_make_parametrize_id(val, argname):
    """Bytes never name a test: those of `gzip` hold the time, and two workers would collect different tests."""
    return argname if isinstance(val, bytes) else None


@pytest.fixture(autouse=True, scope="module")
def _few_programs():
    """Forget compiled programs between files, when there are many."""
    yield
    if MAPPINGS.exists() and MAPPINGS.read_bytes().count(b"\n") > MANY_MAPPINGS:
        jax.clear_caches()
        batching.forget()
