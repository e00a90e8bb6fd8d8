"""Values of neural-tangents for the tests of the default environment: `make golden`.

The inputs stand in the file too. Numbers are written so that they are read back bit for bit. ``lattice`` has points at
which neural-tangents is exact on its diagonal as well (``tangents.py``), ``anywhere`` random pairs of points.
"""

import json
import sys
from pathlib import Path
from typing import Any

import jax
import numpy as np

from support import tangents


def golden() -> dict[str, Any]:
    """Everything that the file holds."""
    rng = np.random.default_rng(5)
    lattice = tangents.lattice(4, 8)
    pairs = {"lattice": (lattice, lattice), "anywhere": (rng.normal(size=(5, 8)), rng.normal(size=(6, 8)))}
    return {
        "what": "K(x1, x2), [n, m], and the sums over j of w_j times the gradient of K(x1_i, x2_j) in x1_i, [n, d]",
        "how": "make golden, tests/support/golden.py: stax.serial of Dense(1) and Relu(), all defaults; "
        "gradients by jax.grad; first_layer is d times the tangent kernel of Dense, Relu",
        "versions": tangents.versions(),
        "cases": {case: values(x1, x2, rng.normal(size=len(x2))) for case, (x1, x2) in pairs.items()},
    }


def values(x1: np.ndarray, x2: np.ndarray, w: np.ndarray) -> dict[str, Any]:
    """Inputs and all kernels of them."""
    return {
        "x1": x1.tolist(),
        "x2": x2.tolist(),
        "w": w.tolist(),
        "kernels": {name: tangents.value(name, x1, x2).tolist() for name in tangents.OURS},
        "differentiable": {name: tangents.differentiable(name, x1).tolist() for name in tangents.OURS},
        "gradients": {name: tangents.gradient_product(name, x1, x2, w).tolist() for name in tangents.OURS},
    }


def text(data: Any, indent: str = "") -> str:
    """JSON with a line per row of numbers."""
    if isinstance(data, dict):
        inner = ",\n".join(f"{indent} {json.dumps(key)}: {text(one, indent + ' ')}" for key, one in data.items())
        return f"{{\n{inner}\n{indent}}}"
    if isinstance(data, list) and data and isinstance(data[0], list):
        return "[\n" + ",\n".join(f"{indent} {json.dumps(row)}" for row in data) + f"\n{indent}]"
    return json.dumps(data)


if __name__ == "__main__":
    jax.config.update("jax_enable_x64", True)
    Path(sys.argv[1]).write_text(text(golden()) + "\n", encoding="utf-8")
