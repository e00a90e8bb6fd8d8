"""C-CHVAE (Pawelczyk et al. 2020; Krishna et al. 2024, Eq. 3): an accepted point near the instance's in latent space.

The latent point of an instance, decoded, may be accepted already. Where it is not, candidates lie in a layer around
it, between half a radius and the radius of an ℓ_p ball. A few of them tell how far the layer must grow or shrink, by
doubling or halving, for one of these few to be accepted; then all are tried there. The best are
cut back along the segment to the centre, and the one that costs least is taken.
"""

import math
from dataclasses import dataclass
from functools import partial
from typing import Any, cast

import jax
import jax.numpy as jnp
import numpy as np

from empirical.batching import over_instances, padded_like
from empirical.data.split import Space
from empirical.models.model import LinearModel, Model, TracedModel, as_model, traced_scores
from empirical.numerics import lp_norms
from empirical.recourse.problem import Problem, conclude, pose
from empirical.recourse.result import Recourses
from empirical.recourse.sampling.latent_space import (
    WAYS,
    Autoencoder,
    Batch,
    Shared,
    in_layer,
    reached,
    shortened,
    soft,
    unit_layer,
)
from empirical.recourse.sampling.radius_search import smallest_radii
from empirical.recourse.sampling.stages import batches

SPREAD = 4.0
"""Standard deviations of a latent column within which nearly all instances are encoded."""


@dataclass(frozen=True, kw_only=True, eq=False)  # arrays do not compare
class CCHVAE:
    """The method and its settings.

    Attributes:
        vae: Maps instances to latent points and back. Its numbers are rounded to the type of the inputs.
        norm: p, of the balls in the latent space: 1, 2 or ∞.
        samples: Candidates in a layer.
        feasible: Whether every category takes the level nearest to what is decoded. Theorem 3 speaks of recourses that
            keep what is decoded.
        radius: Of the first layer; of the others it is this times a power of 2.
        largest: Radius at which the search ends; ``None`` for ‖z‖_p + 4 l^(1/p), z being the centre: the ball of this
            radius holds all latent points within 4 standard deviations of 0 in every column, under the prior N(0, I).
    """

    vae: Autoencoder
    norm: float = 2.0
    samples: int = 1000
    feasible: bool = False
    radius: float = 0.25
    largest: float | None = None

    def __post_init__(self) -> None:
        """Reject settings that no search can have.

        Raises:
            ValueError: If a setting is out of range.
        """
        if self.norm not in WAYS:
            raise ValueError(f"norm must be 1, 2 or inf, not {self.norm:g}")
        if self.samples < 1:
            raise ValueError(f"samples must be at least 1, not {self.samples}")
        if not 0.0 < self.radius < math.inf:
            raise ValueError(f"radius must be finite and positive, not {self.radius:g}")
        if self.largest is not None and not self.radius <= self.largest < math.inf:
            raise ValueError(f"largest must be finite and at least the radius {self.radius:g}, not {self.largest:g}")

    def __call__(
        self, model: Any, inputs: Any, space: Space | None = None, *, cost_weights: Any = None, key: Any
    ) -> Recourses:
        """Search a recourse for every instance that the score rejects.

        Args:
            model: As for :func:`~empirical.models.model.as_model`.
            inputs: Instances, [m, k].
            space: What may change, and how far; ``None`` for everything, any way.
            cost_weights: D, [k], of the costs by which accepted points are compared; ``None`` for 1.
            key: Decides the candidates: the same around every latent point.

        Returns:
            The recourses; ``more["latent"]`` is z', [m, l], ``more["centre"]`` the latent point z of the instance, and
            ``more["radius"]`` is ‖z' − z‖_p, [m].

        Raises:
            ValueError: If shapes do not fit, or a cost weight is not positive and finite.
        """  # noqa: DOC502
        with padded_like(inputs):
            return self._everybody(pose(model, inputs, space, cost_weights), key)

    def _everybody(self, problem: Problem, key: Any) -> Recourses:
        if isinstance(problem.model, LinearModel):
            problem = problem._replace(model=problem.model.traced())
        kind = problem.inputs.dtype
        encode, decode = (_argument(way, kind) for way in (self.vae.encode, self.vae.decode))
        layer = unit_layer(key, self.samples, _latent_width(encode, decode, problem.inputs), self.norm, kind)
        space = problem.space if self.feasible else soft(problem.space)
        shared = Shared(decode, space, problem.cost_weights, layer)
        centres = over_instances(partial(traced_scores, encode), problem.inputs)
        latents, changes = np.full_like(centres, np.nan), np.full_like(problem.inputs, np.nan)
        accepted = np.zeros(len(centres), bool)
        encoded = np.isfinite(centres).all(axis=1)
        searched = np.flatnonzero(problem.searched & encoded & space.actionable.any())
        for rows in batches(problem.model, searched):
            latents[rows] = self._search(problem.model, problem.inputs[rows], centres[rows], shared)
            changes[rows], accepted[rows] = reached(problem.model, problem.inputs[rows], latents[rows], shared)
        radii = lp_norms(latents - centres, self.norm)
        return conclude(problem, changes, accepted, more={"latent": latents, "centre": centres, "radius": radii})

    def _search(self, model: Model, x: np.ndarray, centres: np.ndarray, shared: Shared) -> np.ndarray:
        """Latent points that the score accepts, decoded, [b, l]; NaN where none was found."""
        latents = centres.copy()
        left = np.flatnonzero(~reached(model, x, centres, shared)[1])
        if left.size:
            latents[left] = self._around(model, x[left], centres[left], shared)
        return latents

    def _around(self, model: Model, x: np.ndarray, centres: np.ndarray, shared: Shared) -> np.ndarray:
        """The same where those of the instances themselves are rejected."""

        def hit(rows: np.ndarray, radii: np.ndarray, samples: int | None) -> np.ndarray:
            some = shared._replace(layer=shared.layer[:samples])
            return in_layer(model, Batch(x[rows], centres[rows], radii), some).accepted.any(axis=1)

        radii = smallest_radii(hit, self.radius, self._ends(centres))
        latents, found = np.full_like(centres, np.nan), ~np.isnan(radii)
        if found.any():
            layer = in_layer(model, Batch(x[found], centres[found], radii[found]), shared)
            latents[found] = _verified(model, layer, shortened(model, layer, shared), shared)
        return latents

    def _ends(self, centres: np.ndarray) -> np.ndarray:
        """The largest radius of each instance."""
        prior = SPREAD * centres.shape[1] ** (1.0 / self.norm)
        ends = lp_norms(centres, self.norm) + prior if self.largest is None else np.full(len(centres), self.largest)
        return ends.astype(centres.dtype)


def _argument(function: Any, kind: Any) -> Any:
    """A function of a point as an argument of compiled code: its arrays are, of that type."""
    traced = cast("TracedModel", as_model(function)).function
    return jax.tree.map(lambda leaf: leaf.astype(kind) if jnp.issubdtype(leaf.dtype, jnp.floating) else leaf, traced)


def _latent_width(encode: Any, decode: Any, inputs: np.ndarray) -> int:
    """The latent dimension of an autoencoder of such inputs."""  # noqa: DOC501
    given = jax.ShapeDtypeStruct(inputs.shape[1:], inputs.dtype)
    misfit = (
        f"the autoencoder must map an instance of {inputs.shape[1]} columns to a latent vector, and back to as many"
        " columns: train it on these"
    )
    try:
        code = jax.eval_shape(encode, given)
        back = jax.eval_shape(decode, code)
    except (TypeError, ValueError) as error:
        raise ValueError(misfit) from error
    if len(code.shape) != 1 or back.shape != given.shape:
        raise ValueError(misfit)
    return code.shape[0]


def _verified(model: Model, layer: Batch, short: Batch, shared: Shared) -> np.ndarray:
    """Latent points cut back, or candidates of the layer where rounding spoiled those."""
    latents, spare = (batch.centre + batch.steps[:, 0] for batch in (short, layer))
    accepted = reached(model, layer.x, latents, shared)[1]
    return np.where(accepted[:, None], latents, spare)
