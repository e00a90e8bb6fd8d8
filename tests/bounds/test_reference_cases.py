"""Agreement with cases that were computed independently, under every transformation, in every process."""

import json
import math
import os
import subprocess
import sys
from pathlib import Path

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from support import explanation_cases, penalised_cases

from bounds import CLAIMS, Status, check
from bounds.claims import EXPLANATION_CLAIMS, FORECAST_CLAIMS

FOLDER = Path(__file__).parents[1]
FILES = [FOLDER / f"{name}_cases.json" for name in ("reference", "explanation", "penalised")]
CASES = {name: case for file in FILES for name, case in json.loads(file.read_text()).items()}
COVERED = [name for name in CASES if name in CLAIMS]


def expected(name: str, end: str) -> np.ndarray:
    infinite = -math.inf if end == "lower" else math.inf
    return np.array([infinite if value is None else value for value in CASES[name]["expected"][end]], float)


def fields(name: str) -> dict[str, jax.Array]:
    return {field: jnp.asarray(values, jnp.float64) for field, values in CASES[name]["fields"].items()}


def assert_agrees(name: str, verdict) -> None:
    for end in ("lower", "value", "upper"):
        np.testing.assert_allclose(getattr(verdict, end), expected(name, end), rtol=1e-12, atol=0.0, err_msg=end)
    applicable = np.asarray(verdict.status) != Status.INAPPLICABLE
    np.testing.assert_array_equal(applicable, CASES[name]["expected"]["applicable"])


def test_every_claim_with_cases_is_covered():
    assert set(CASES) == set(COVERED)
    assert len(COVERED) == 28 + len(EXPLANATION_CLAIMS) + len(FORECAST_CLAIMS)


def test_the_cases_about_explanations_are_those_of_the_integrals():
    """The file is what ``python -m support.explanation_cases`` writes."""
    assert explanation_cases.cases(lambda name: CLAIMS[name].read) == json.loads(FILES[1].read_text())


def test_the_cases_of_penalised_training_are_those_of_the_statements():
    """The file is what ``python -m support.penalised_cases`` writes."""
    assert penalised_cases.cases(lambda name: CLAIMS[name].read) == json.loads(FILES[2].read_text())


@pytest.mark.parametrize("name", COVERED)
def test_check_agrees(name):
    assert_agrees(name, check(name, **fields(name)))


@pytest.mark.parametrize("name", COVERED)
def test_check_agrees_under_jit(name):
    assert_agrees(name, jax.jit(lambda given: check(name, **given))(fields(name)))


@pytest.mark.parametrize("name", COVERED)
def test_check_agrees_under_vmap(name):
    assert_agrees(name, jax.vmap(lambda given: check(name, **given))(fields(name)))


@pytest.mark.parametrize("name", COVERED)
def test_check_agrees_with_a_loop(name):
    whole = check(name, **fields(name))
    count = len(whole.status)
    one_by_one = [check(name, **{field: values[i] for field, values in fields(name).items()}) for i in range(count)]
    for part, parts in zip(whole, zip(*one_by_one, strict=True), strict=True):
        np.testing.assert_array_equal(part, np.stack(parts))


def test_same_bits_in_every_process():
    script = (
        "import hashlib, json, sys, numpy as np, bounds\n"
        "cases = json.load(open(sys.argv[1]))\n"
        "digest = hashlib.sha256()\n"
        "for name in cases:\n"
        "    if name in bounds.CLAIMS:\n"
        "        for part in bounds.check(name, **cases[name]['fields']):\n"
        "            digest.update(np.asarray(part).tobytes())\n"
        "print(digest.hexdigest())\n"
    )
    path = str(Path(__file__).parents[1] / "reference_cases.json")

    def digest(hash_seed: str) -> str:
        environment = {**os.environ, "JAX_ENABLE_X64": "1", "PYTHONHASHSEED": hash_seed}
        command = [sys.executable, "-c", script, path]
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout

    first = digest("0")
    assert len(first.strip()) == 64
    assert [digest("1"), digest("random")] == [first, first]
