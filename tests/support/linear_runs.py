"""Single runs of gradient descent on instances that all weigh the same."""

from functools import partial
from typing import Any

import jax
import jax.numpy as jnp

from empirical.families.linear.logistic import Run, Sample, trajectory


@partial(jax.jit, static_argnames="norm")
def train(inputs: Any, labels: Any, *, steps: Any, norm: float, **settings: Any) -> Run:
    """The run after a number of steps."""
    sample = Sample(inputs, labels, jnp.ones_like(labels))
    return jax.tree.map(lambda part: part[0], trajectory(sample, stops=jnp.asarray(steps)[None], norm=norm, **settings))
