"""Two stops on the way to robust optima of penalised training on one instance, and the optimum between them.

The instance and its robust optimum at ε are those of :mod:`bounds.constructions.optima`. The stops, at ε₀ ≤ ε ≤ ε₁,
have any weights; θ is such that the mix of the stops is about ε. On one instance with the label 1, v = αx, and
π = κ sign(z) is of the length κ in ℓ∞, so that u = α(x − ε_a sign(z))/μ at a stop.
"""

from collections.abc import Mapping
from typing import NamedTuple

from bounds.constructions.construction import Construction, Fields, gathered, non_negative, positive, share, vector
from bounds.constructions.vectors import Vector, dot, minus, norm, norm_1, plus, sign, times
from bounds.ops import Scalar
from bounds.readings.angles import PlaneOps


class _Stop(NamedTuple):
    """Weights w, α, 1 − α without cancellation, κ = εα, the minimiser u of the lower bound, ‖w_T‖₁ − ⟨sign(z), w⟩."""

    w: Vector
    alpha: Scalar
    rest: Scalar
    kappa: Scalar
    u: Vector
    off: Scalar


def stops(dim: int, *, fixed: int = 0) -> Construction:
    """Make the construction of the training of one instance, with two stops.

    Args:
        dim: The number of columns.
        fixed: The number of columns that are not attacked, which are the last ones.

    Returns:
        The construction.

    Examples:
        >>> from bounds.readings.angles import NUMPY_PLANE
        >>> point = {"attacked[0]": 1.0, "margin": 1.0, "w[0]": 1.0, "turn[0]": 0.0, "epsilon": 0.5}
        >>> fields = stops(1).fields(NUMPY_PLANE, point | {"below": 0.1, "above": 0.05})
        >>> round(float(fields["mix"]), 2), bool(fields["centre_gap"] < 0.05)
        (0.48, True)
    """
    attacked = dim - fixed

    def fields(xp: PlaneOps, given: Mapping[str, Scalar]) -> Fields:
        z, margin, epsilon = gathered(given, "attacked", dim), given["margin"], given["epsilon"]
        square = dot(z, z)
        signs = (*(sign(xp, one) for one in z[:attacked]), *times(0.0, z[attacked:]))
        x, w_r = plus(z, times(epsilon, signs)), times(margin / square, z)
        penalty = xp.sigmoid(-margin) * square / margin

        def stop(w: Vector, at: Scalar) -> _Stop:
            size = norm_1(xp, w[:attacked])
            margin = dot(w, x) - at * size
            alpha = xp.sigmoid(-margin)
            u = times(alpha / penalty, minus(x, times(at, signs)))
            return _Stop(w, alpha, xp.sigmoid(margin), at * alpha, u, size - dot(signs, w))

        w = gathered(given, "w", dim)
        below, above = epsilon * given["below"], given["above"]
        low, high = stop(w, epsilon - below), stop(plus(w, gathered(given, "turn", dim)), epsilon + above)
        mix = xp.divide(below * low.alpha, below * low.alpha + above * high.alpha)
        mixed = _mixed(mix, low, high)
        size = norm_1(xp, mixed.w[:attacked])
        return _fields(xp, (low, mixed, high), mix, penalty, w_r) | {
            "push_slack": mixed.kappa * (size - dot(signs, mixed.w)),
            **_lag(xp, mixed, dot(mixed.w, x) - epsilon * size),
        }

    columns = f"{dim} column{'s' * (dim > 1)}" + f", {fixed} of them not attacked" * (fixed > 0)
    return Construction(
        f"stops-{dim}" + "-fixed" * (fixed > 0),
        "vector",
        f"penalised training on one instance of {columns}, and two stops about ε",
        (
            positive("attacked[0]", 1 / 9, 10.0),
            *vector("attacked", dim, 10.0)[1:],
            positive("margin", 1 / 9999, 5.0),
            *vector("w", dim, 10.0),
            *vector("turn", dim, 10.0),
            non_negative("epsilon", 5.0),
            share("below"),
            positive("above", 1 / 9999, 5.0),
        ),
        lambda xp, given: _with_gap(fields(xp, given)),
    )


def _mixed(mix: Scalar, low: _Stop, high: _Stop) -> _Stop:
    def both(before: Scalar, after: Scalar) -> Scalar:
        return (1.0 - mix) * before + mix * after

    def each(before: Vector, after: Vector) -> Vector:
        return tuple(map(both, before, after))

    alpha, rest, kappa = both(low.alpha, high.alpha), both(low.rest, high.rest), both(low.kappa, high.kappa)
    return _Stop(each(low.w, high.w), alpha, rest, kappa, each(low.u, high.u), both(low.off, high.off))


def _fields(xp: PlaneOps, ends: tuple[_Stop, _Stop, _Stop], mix: Scalar, penalty: Scalar, w_r: Vector) -> Fields:
    low, mixed, high = ends
    centre = times(0.5, plus(mixed.w, mixed.u))
    return {
        "mix": mix,
        "penalty": penalty,
        "stop_distance": xp.maximum(norm(xp, minus(low.w, low.u)), norm(xp, minus(high.w, high.u))),
        "stop_slack": xp.maximum(low.kappa * low.off, high.kappa * high.off),
        "slack_across": low.kappa * high.off + high.kappa * low.off,
        "start_gap": norm(xp, minus(mixed.w, w_r)),
        "dual_start_gap": norm(xp, minus(mixed.u, w_r)),
        "dual_distance": norm(xp, minus(mixed.w, mixed.u)),
        "centre_gap": norm(xp, minus(centre, w_r)),
    }


def _lag(xp: PlaneOps, mixed: _Stop, margin: Scalar) -> Fields:
    """F of one instance, and the square of how far its margin is from that of α."""
    of_alpha, of_rest = xp.log(mixed.alpha), xp.log(mixed.rest)
    apart = margin + of_alpha - of_rest
    entropy = -mixed.alpha * of_alpha - mixed.rest * of_rest
    return {
        "margin_lag": xp.log(1.0 + xp.exp(-margin)) + mixed.alpha * margin - entropy,
        "margin_square": apart * apart,
    }


def _with_gap(fields: Fields) -> Fields:
    """G, written out."""
    apart = fields["penalty"] * fields["dual_distance"] * fields["dual_distance"] / 2.0
    return fields | {"duality_gap": apart + fields["push_slack"] + fields["margin_lag"]}


STOPS = (stops(1), stops(2), stops(2, fixed=1))
"""Constructions of two stops for one and two columns, all attacked or but for one."""
