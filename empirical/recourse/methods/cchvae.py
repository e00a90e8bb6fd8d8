"""C-CHVAE (Pawelczyk et al. 2020; Krishna et al. 2024, Eq. 3): accepted points near the instance in latent space.

If the model accepts the decoded latent point of an instance, that is the recourse. Else candidates are drawn in a layer
around the latent point, between half a radius and the radius of an ℓ_p ball. A few of them decide how far the layer
must grow or shrink, by doubling or halving, until one of these few is accepted. Then all candidates are tried there.
The best ones are cut back along the segment to the centre, and the cheapest one is taken.
"""

import math
from dataclasses import dataclass
from functools import partial
from typing import Any, NamedTuple, cast

import jax
import jax.numpy as jnp
import numpy as np

from empirical.batching import over_instances, padded_like
from empirical.data.split import Space
from empirical.errors import InputError
from empirical.models.model import LinearModel, Model, TracedModel, as_model
from empirical.models.tracing import traced_scores
from empirical.numerics import lp_norms
from empirical.recourse.out_of_reach import out_of_reach
from empirical.recourse.problem import Problem, conclude, pose
from empirical.recourse.result import Recourses
from empirical.recourse.sampling.draws import WAYS
from empirical.recourse.sampling.latent_space import (
    Autoencoder,
    Batch,
    Shared,
    reached,
    search,
    soft,
    unit_layer,
)
from empirical.recourse.sampling.stages import batches

SPREAD = 4.0
"""Number of standard deviations of a latent column within which nearly all instances are encoded."""


class _Found(NamedTuple):
    """What a search found: latent points [b, l], NaN where there are none, their changes [b, k], and bool [b]."""

    latents: np.ndarray
    changes: np.ndarray
    accepted: np.ndarray


@dataclass(frozen=True, kw_only=True, eq=False)  # arrays do not compare
class CCHVAE:
    """The recourse method C-CHVAE with its settings.

    Attributes:
        vae: The autoencoder, which maps instances to latent points and back. Its numbers are rounded to the type of the
            inputs.
        norm: The norm p of the balls in latent space: 1, 2 or ∞.
        samples: The number of candidates in a layer.
        feasible: Whether every category takes the level nearest to the decoded point, whole numbers stay whole, and
            relations between numbers and transitions of categories are kept. Theorem 3 speaks of recourses that keep
            the decoded point.
        radius: The radius of the first layer; that of the others is this radius times a power of 2.
        largest: The radius at which the search ends; ``None`` for ‖z‖_p + 4 l^(1/p), where z is the centre. The ball of
            this radius holds all latent points within 4 standard deviations of 0 in every column, under the prior N(0,
            I).
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
        """Search a recourse for every instance that the model rejects.

        Args:
            model: The model f, as for :func:`~empirical.models.model.as_model`.
            inputs: The instances, [m, k].
            space: What may change, and how far; ``None`` if everything may change in any way.
            cost_weights: The cost weights D, [k], of the costs by which accepted points are compared; ``None`` for 1.
            key: The key of the candidates: the same candidates lie around every latent point.

        Returns:
            The recourses; ``more["latent"]`` is the latent point z' of the recourse, [m, l], ``more["centre"]`` the
            latent point z of the instance, and ``more["radius"]`` the distance ‖z' − z‖_p, [m].

        Raises:
            InputError: If a category may move in one direction only or by some transitions, or numbers are related,
                and recourses stay as decoded.
            ValueError: If shapes do not fit, or a cost weight is not positive and finite.
        """  # noqa: DOC502
        if not self.feasible and space is not None and (space.direction[space.category >= 0] != 0).any():
            raise InputError(
                "a category has a direction, which decoded points between its levels cannot keep: "
                "take whole levels, by --feasible or feasible=True"
            )
        if not self.feasible and space is not None and (len(space.relations.limits) or not space.transitions.all()):
            raise InputError(
                "decoded points do not keep relations between numbers, nor the transitions of a category: "
                "take feasible ones, by --feasible or feasible=True"
            )
        with padded_like(inputs):
            return self._everybody(pose(model, inputs, space, cost_weights), key)

    def _everybody(self, problem: Problem, key: Any) -> Recourses:
        space = problem.space if self.feasible else soft(problem.space)
        searched = problem.searched & space.actionable.any() & ~out_of_reach(problem._replace(space=space))
        if isinstance(problem.model, LinearModel):
            problem = problem._replace(model=problem.model.traced())
        kind = problem.inputs.dtype
        encode, decode = (_argument(way, kind) for way in (self.vae.encode, self.vae.decode))
        layer = unit_layer(key, self.samples, _latent_width(encode, decode, problem.inputs), self.norm, kind)
        first = kind.type(self.radius)
        shared = Shared(decode, space, problem.cost_weights, first, layer)
        centres = over_instances(partial(traced_scores, encode), problem.inputs)
        latents, changes = np.full_like(centres, np.nan), np.full_like(problem.inputs, np.nan)
        accepted = np.zeros(len(centres), bool)
        encoded = np.isfinite(centres).all(axis=1)
        for rows in batches(problem.model, np.flatnonzero(searched & encoded)):
            found = self._search(problem.model, problem.inputs[rows], centres[rows], shared)
            latents[rows], changes[rows], accepted[rows] = found
        radii = lp_norms(latents - centres, self.norm)
        return conclude(problem, changes, accepted, more={"latent": latents, "centre": centres, "radius": radii})

    def _search(self, model: Model, x: np.ndarray, centres: np.ndarray, shared: Shared) -> _Found:
        """Search latent points whose decoded points the model accepts."""
        found = _Found(centres.copy(), *map(np.array, reached(model, x, centres, shared)))
        rejected = np.flatnonzero(~found.accepted)
        if rejected.size:
            around = self._around(model, x[rejected], centres[rejected], shared)
            for part, there in zip(found, around, strict=True):
                part[rejected] = there
        return found

    def _around(self, model: Model, x: np.ndarray, centres: np.ndarray, shared: Shared) -> _Found:
        """Search around the centres, where the model rejects the decoded latent points of the instances themselves."""
        steps = search(model, Batch(x, centres, self._ends(centres)), shared).steps
        return _verified(model, x, centres[:, None] + steps, shared)

    def _ends(self, centres: np.ndarray) -> np.ndarray:
        """Give the largest radius of each instance."""
        prior = SPREAD * centres.shape[1] ** (1.0 / self.norm)
        ends = lp_norms(centres, self.norm) + prior if self.largest is None else np.full(len(centres), self.largest)
        return ends.astype(centres.dtype)


def _argument(function: Any, kind: Any) -> Any:
    """Make a function of a point an argument of compiled code, with its arrays in a type of floats."""

    def converted(leaf: Any) -> Any:
        other = leaf.dtype != kind and jnp.issubdtype(leaf.dtype, jnp.floating)
        return leaf.astype(kind) if other else leaf

    return jax.tree.map(converted, cast("TracedModel", as_model(function)).function)


@jax.jit
def _at(way: Any, point: Any) -> Any:
    """Give the value of a function at a point; JAX remembers the shape of it, as it is always this function."""
    return way(point)


def _latent_width(encode: Any, decode: Any, inputs: np.ndarray) -> int:
    """Give the latent dimension of an autoencoder of such inputs."""  # noqa: DOC501
    given = jax.ShapeDtypeStruct(inputs.shape[1:], inputs.dtype)
    misfit = (
        f"the autoencoder must map an instance of {inputs.shape[1]} columns to a latent vector, and back to as many"
        " columns: train it on these"
    )
    try:
        code = jax.eval_shape(_at, encode, given)
        back = jax.eval_shape(_at, decode, code)
    except (TypeError, ValueError) as error:
        raise ValueError(misfit) from error
    if len(code.shape) != 1 or back.shape != given.shape:
        raise ValueError(misfit)
    return code.shape[0]


def _verified(model: Model, x: np.ndarray, latents: np.ndarray, shared: Shared) -> _Found:
    """Take the first of two latent points of each instance, or where rounding spoiled it the second."""
    short, sure = latents[:, 0], latents[:, 1]
    found = _reached(model, x, short, shared)
    return found if found.accepted.all() else _reached(model, x, np.where(found.accepted[:, None], short, sure), shared)


def _reached(model: Model, x: np.ndarray, latents: np.ndarray, shared: Shared) -> _Found:
    """Ask the model about latent points; it accepts none that is not known."""
    changes, accepted = reached(model, x, latents, shared)
    return _Found(latents, changes, accepted & np.isfinite(latents).all(axis=1))
