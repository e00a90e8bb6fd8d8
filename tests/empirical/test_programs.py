"""Compiled programs are forgotten before a process has as many memory mappings as it may have."""

import itertools
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from empirical import programs
from empirical.batching import over_instances, sizes_of_some
from empirical.lipschitz.constants import global_constant
from empirical.lipschitz.network import Network
from empirical.programs import allowed_mappings, generation, keep_few_programs, mappings

pytestmark = pytest.mark.skipif(not programs.MAPPINGS.exists(), reason="only Linux counts memory mappings")


@pytest.fixture(autouse=True)
def _always_look(monkeypatch):
    monkeypatch.setattr(programs, "PAUSE", 0.0)


@jax.jit
def program(inputs: Any) -> Any:
    return jnp.sin(inputs)


@pytest.mark.parametrize(("share", "kept"), [(0.39, 1), (0.41, 0)])
def test_programs_are_forgotten_beyond_the_share_and_not_before(monkeypatch, share, kept):
    jax.clear_caches()
    program(np.ones(3))
    monkeypatch.setattr(programs, "mappings", lambda: int(share * allowed_mappings()))
    before = generation()
    keep_few_programs()
    assert program._cache_size() == kept  # type: ignore[attr-defined]
    assert generation() == before + 1 - kept


def test_a_search_compiles_again_what_was_forgotten(monkeypatch):
    sizes = []

    def search(inputs: Any) -> None:
        sizes.append(len(inputs))

    for _ in range(2):
        sizes_of_some(search, (), np.ones((3, 1)))
    assert sizes == [64]
    monkeypatch.setattr(programs, "SHARE", 0.0)
    sizes_of_some(search, (), np.ones((3, 1)))
    assert sizes == [64, 64]


def test_mappings_are_counted_where_the_system_says(monkeypatch, tmp_path):
    assert 10 < mappings() < allowed_mappings()
    monkeypatch.setattr(programs, "MAPPINGS", tmp_path / "none")
    monkeypatch.setattr(programs, "MOST", tmp_path / "none")
    assert (mappings(), allowed_mappings()) == (0, programs.USUAL)


def test_few_programs_are_kept_and_the_mappings_are_not_counted_all_the_time(monkeypatch):
    monkeypatch.setattr(programs, "SHARE", 0.0)
    monkeypatch.setattr(programs, "PAUSE", 1000.0)
    before = generation()
    for _ in range(3):
        keep_few_programs()
    assert generation() <= before + 1


@pytest.mark.parametrize("where", ["batches", "searches", "constants"])
def test_whatever_compiles_for_many_shapes_looks(monkeypatch, where):
    calls = itertools.count()
    for module in ("empirical.batching", "empirical.lipschitz.constants"):
        monkeypatch.setattr(f"{module}.keep_few_programs", lambda: next(calls))
    if where == "batches":
        over_instances(lambda inputs: inputs, np.ones((3, 1)))
    elif where == "searches":
        sizes_of_some(lambda inputs: inputs, (), np.ones((3, 1)))
    else:
        global_constant(Network((np.eye(2),), (np.zeros(2),), np.ones(2)))
    assert next(calls) > 0


def test_results_are_the_same_after_programs_were_forgotten(monkeypatch):
    network = Network(
        (np.array([[1.0, -2.0], [0.5, 1.0]]), np.array([[1.0, -1.0]])), (np.zeros(2), np.zeros(1)), np.ones(1)
    )
    before = global_constant(network)
    monkeypatch.setattr(programs, "SHARE", 0.0)
    assert global_constant(network) == before
