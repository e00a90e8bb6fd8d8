"""Eight devices give the numbers of one device."""

import os
import subprocess
import sys

import numpy as np

PROGRAM = """
import sys
import jax, numpy as np
import ntk
jax.config.update("jax_enable_x64", True)
rng = np.random.default_rng(0)
x, y, w = rng.normal(size=(700, 5)), rng.normal(size=(613, 5)), rng.normal(size=(613, 3))
y[:20] = x[:20]
y[20:30] = x[:10] + 1e-6
def plain(a, b):
    return (a @ b.T + 1.0) ** 2
results = {"devices": np.int64(len(jax.devices()))}
for kernel in (ntk.first_layer, plain):
    name = getattr(kernel, "name", "plain")
    results[name + " gram"] = ntk.gram(kernel, x)
    results[name + " panel"] = ntk.panel(kernel, x, 100, 300, ridge=1.0)
    results[name + " across"] = ntk.gram(kernel, x[:7], y)
    results[name + " product"] = ntk.matmul(kernel, x, y, w)
    results[name + " gradients"] = ntk.gradient_product(kernel, x, y, w[:, 0])
    results[name + " norms"] = ntk.kernel_norms(kernel, x, y)
    results[name + " gradient norms"] = ntk.gradient_norms(kernel, x[:9], y, np.arange(4))
np.savez(sys.argv[1], **results)
"""


def run(devices: int, path: str) -> dict[str, np.ndarray]:
    flags = f"--xla_force_host_platform_device_count={devices}"
    subprocess.run(
        [sys.executable, "-c", PROGRAM, path], check=True, env={**os.environ, "XLA_FLAGS": flags}, timeout=600
    )
    with np.load(path) as arrays:
        return dict(arrays)


def test_eight_devices_give_the_numbers_of_one(tmp_path):
    single, eight = (run(devices, str(tmp_path / f"{devices}.npz")) for devices in (1, 8))
    assert (single.pop("devices"), eight.pop("devices")) == (1, 8)
    for name, value in single.items():
        np.testing.assert_allclose(eight[name], value, rtol=1e-12, atol=1e-12 * np.abs(value).max(), err_msg=name)
    for name in ("first-layer gram", "plain gram"):
        np.testing.assert_array_equal(eight[name], eight[name].T)
