"""The golden values of tests/ntk/ are what neural-tangents gives, up to the last digits of another processor."""

import json
from pathlib import Path

import jax
import numpy as np
from support import golden

FILE = Path(__file__).parents[1] / "ntk" / "golden.json"


def test_made_again_they_are_the_same():
    kept, made = json.loads(FILE.read_text(encoding="utf-8")), json.loads(golden.text(golden.golden()))
    assert jax.tree.structure(kept) == jax.tree.structure(made)
    for case, values in made["cases"].items():
        for part in ("x1", "x2", "w", "differentiable"):
            assert kept["cases"][case][part] == values[part]
        for part in ("kernels", "gradients"):
            for name, value in values[part].items():
                theirs = np.array(value)
                np.testing.assert_allclose(
                    kept["cases"][case][part][name], theirs, rtol=0, atol=1e-14 * np.abs(theirs).max()
                )
