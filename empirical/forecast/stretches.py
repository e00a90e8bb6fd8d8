"""Whole ranges of ε: between two places on the way to robust models, every robust model between is certified.

Let w₀ be weights at ε₀ with their α₀, v₀, κ₀ = ε₀ᾱ₀ and π₀, defined in :mod:`empirical.families.penalised.balls`, and
w₁ at ε₁ likewise. For θ from 0 to 1 mix all of them: w = (1 − θ)w₀ + θw₁, and α, v, κ, π likewise. π is no longer than
κ, so that α and π bound P_ε from below as they do at one ε, for the ε at which κ = εᾱ,

    ε(θ) = ((1 − θ)κ₀ + θκ₁)/((1 − θ)ᾱ₀ + θᾱ₁),    which rises from ε₀ to ε₁.

The minimiser u = (v − π)/μ of the lower bound is mixed likewise. So w_R(ε(θ)) is in the ball about (w + u)/2 with
R² = ‖w − u‖²/4 + (κN − ⟨π, w⟩ + F)/μ, N = ‖w_T‖_q, of which

- ‖w − u‖ is no longer than at the longer end,
- κN − ⟨π, w⟩ ≤ max(S, S/2 + (s₀₁ + s₁₀)/4) with S = max(s₀₀, s₁₁) and s_ab = κ_a N_b − ⟨π_a, w_b⟩, which is 0 between
  optima where no weight enters,
- F = mean v_i(log(1 + e^(−m)) + αm − H(α)) ≤ mean v_i D_i²/8, where D_i is how far the margin m_i is from that of
  α_i. Both are near the chord between their ends, up to second order in the length of the stretch.

So the radius falls with the square of the length, where the radius about any fixed weights falls with the length.
"""

import math
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Float

from bounds.batching import require_float64
from empirical.families.linear.logistic import Sample
from empirical.families.penalised.balls import UNIT, dual_slack, extent, nearest_push, rounding
from empirical.families.penalised.descent import Place
from empirical.families.penalised.objective import Pass, PenalisedTraining

FARTHEST = 30.0
"""The largest difference of the margins of an instance at two ends between which anything is certified."""


class Stop(NamedTuple):
    """A place on the way to the robust model of one ε, with what its pass over the data tells of a dual bound.

    Attributes:
        training: The training, whose ε is that of the stop.
        place: The place.
        push: π, [k].
        centre: (w + u)/2, where the ball of the place is centred, [k].
        apart: ‖w − u‖.
        margins: The margins m_i, [n].
    """

    training: PenalisedTraining
    place: Place
    push: Float[np.ndarray, " k"]
    centre: Float[np.ndarray, " k"]
    apart: float
    margins: Any


class Stretch(NamedTuple):
    """Robust models of a range of ε: each is within a radius of a point on a line.

    Attributes:
        epsilon_low: The lowest ε.
        epsilon_high: The highest ε.
        first: Where the line begins, at the lowest ε, [k].
        last: Where it ends, [k].
        radius: The radius R, rounding included.
    """

    epsilon_low: float
    epsilon_high: float
    first: Float[np.ndarray, " k"]
    last: Float[np.ndarray, " k"]
    radius: float


def stop_at(training: PenalisedTraining, place: Place) -> Stop:
    """Make a stop of a place, which takes half a pass over the data. Needs float64.

    Args:
        training: The training.
        place: A place on the way to its robust model.

    Returns:
        The stop.

    Raises:
        RuntimeError: If JAX runs without float64.

    Examples:
        >>> from empirical.families.penalised.descent import descend
        >>> sample = Sample(np.array([[2.0, 1.0], [-2.0, 1.0]]), np.array([1.0, -1.0]), np.ones(2))
        >>> training = PenalisedTraining(sample, np.array([True, False]), 0.5, np.inf, 0.1)
        >>> stop_at(training, descend(training, np.zeros(2), 1).end).centre.tolist()
        [3.75, 0.0]
    """  # noqa: DOC502
    require_float64()
    push = nearest_push(training, place.seen)
    dual = (place.seen.pull - push) / training.penalty
    centre, apart = (place.weights + dual) / 2.0, float(np.linalg.norm(place.weights - dual))
    return Stop(training, place, push, centre, apart, _margins(training.sample, training.epsilon, *place[:2]))


def stretch(low: Stop, high: Stop) -> Stretch:
    """Certify all robust models between two stops, without another pass over the data.

    Args:
        low: The stop at the lowest ε.
        high: The stop at the highest ε, of the same training but for ε.

    Returns:
        The stretch; its radius is infinite where nothing is certain.

    Examples:
        >>> from empirical.families.penalised.descent import descend
        >>> sample = Sample(np.array([[2.0, 1.0], [-2.0, 1.0]]), np.array([1.0, -1.0]), np.ones(2))
        >>> low = PenalisedTraining(sample, np.array([True, False]), 0.50, np.inf, 0.1)
        >>> ends = [stop_at(one, descend(one, np.zeros(2), 30).end) for one in (low, low._replace(epsilon=0.52))]
        >>> 0.0 < stretch(*ends).radius < 1e-3
        True
    """
    training = low.training
    lag = float(_lag(training.sample.weights, low.margins, high.margins, _bend(low, high)))
    slack = max(_slack(low, low), _slack(high, high))
    slack = max(slack, slack / 2.0 + (_slack(low, high) + _slack(high, low)) / 4.0)
    size = extent(training)
    off = [rounding(stop.training, stop.place.weights, stop.place.seen, size) for stop in (low, high)]
    gap = slack + lag * (1.0 + 2.0**-20) + max(one.gap for one in off)
    square = max(low.apart, high.apart) ** 2 / 4.0 + gap / training.penalty
    radius = math.sqrt(square) + max(one.pull for one in off) / training.penalty if square >= 0.0 else math.nan
    radius *= 1.0 + 64.0 * len(low.centre) * UNIT
    epsilons = training.epsilon, high.training.epsilon
    return Stretch(*epsilons, low.centre, high.centre, radius if math.isfinite(radius) else math.inf)


def _slack(pushed: Stop, at: Stop) -> float:
    """s_ab = κ_a N_b − ⟨π_a, w_b⟩, which is at least 0."""
    return dual_slack(pushed.training, pushed.push, float(pushed.place.seen.push), at.place.weights)


def _bend(low: Stop, high: Stop) -> float:
    """How far εN is from its chord at most, N and ε mixed as in the module's text: the same for every instance."""
    before, after = low.place.seen, high.place.seen
    longer = high.training.epsilon - low.training.epsilon
    pushes, sizes = (before.push, after.push), (before.size, after.size)
    kink = min(
        after.size - before.direction @ high.place.weights,
        before.size - after.direction @ low.place.weights,
    )
    with np.errstate(divide="ignore", invalid="ignore"):
        turned = np.abs(longer * (pushes[1] - pushes[0])) / (4.0 * min(pushes)) * max(sizes)
    bend = turned + high.training.epsilon * max(kink, 0.0) + abs(longer * (sizes[1] - sizes[0])) / 4.0
    return float(bend) * (1.0 + 2.0**-20) + 64.0 * UNIT * high.training.epsilon * float(max(sizes))


@jax.jit
def _margins(sample: Sample, epsilon: Any, weights: Any, seen: Pass) -> Any:
    return sample.labels * (sample.inputs @ weights) - epsilon * seen.size


@jax.jit
def _lag(losses: Any, first: Any, last: Any, bend: Any) -> Any:
    """Bound F by mean v_i D_i²/8, from the margins at both ends.

    The margin of α is −logit α, whose second derivative along the mix is (Δα/α(1 − α))² |1 − 2α|, at most that at an
    end: it is within an eighth of it from the chord. The margin of w is within ``bend`` of the chord.
    """
    apart = jnp.maximum(_curved(first, last), _curved(last, first)) / 8.0 + bend
    known = jnp.max(jnp.abs(last - first)) <= FARTHEST
    return jnp.where(known, jnp.mean(losses * apart * apart) / 8.0, jnp.inf)


def _curved(margin: Any, other: Any) -> Any:
    """(Δα/α(1 − α))² |1 − 2α| at one end, α = σ(−margin), without cancellation."""
    alpha, growth = jax.nn.sigmoid(-margin), jnp.expm1(margin - other)
    ratio = growth / (1.0 + alpha * growth)
    return ratio * ratio * jnp.abs(jnp.tanh(margin / 2.0))
