"""Kernels of wide ReLU networks, with their gradients in closed form."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol, runtime_checkable

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float, Real

from ntk import tiles
from ntk.angles import Angles
from ntk.profiles import Curve, FirstLayer, Profile, ReluLayers
from ntk.rows import Rows, prepare


@runtime_checkable
class Kernel(Protocol):
    """A positive semi-definite function of two batches."""

    def __call__(
        self, x1: Real[Array | np.ndarray, "n *shape"], x2: Real[Array | np.ndarray, "m *shape"], /
    ) -> Float[Array, "n m"]:
        """K(x1, x2)."""
        ...


@dataclass(frozen=True)
class Scaled:
    """A profile times a constant.

    Attributes:
        profile: κ.
        factor: The constant.
    """

    profile: Profile
    factor: float

    def __call__(self, angles: Angles, /) -> Curve:
        """The constant times κ and κ'."""
        return Curve(*(self.factor * part for part in self.profile(angles)))


@dataclass(frozen=True)
class HomogeneousKernel:
    """K(x, y) = ‖x‖‖y‖ κ(cos θ), θ the angle between x and y, in float64.

    Hashable, equal to others of the same name, profile and constants, and so a static argument of compiled functions.
    Its values have errors of at most 1e-12 ‖x‖‖y‖, and so have derivatives by JAX, which are finite everywhere: where x
    and y are parallel the symmetric derivative, at x = 0 κ'(0) y: exact for K∞, for deeper networks, whose kernels have
    no derivative there, a choice.

    Attributes:
        name: For people.
        profile: κ and κ', from angles.
        lipschitz: ‖∇ₓK(x, y)‖ ≤ lipschitz · ‖y‖, proved, whatever the number of inputs.
        averaged: Whether K is divided by the number of inputs d.
    """

    name: str
    profile: Profile
    lipschitz: float
    averaged: bool = False

    def __call__(
        self, x1: Real[Array | np.ndarray, "n d"], x2: Real[Array | np.ndarray, "m d"], /
    ) -> Float[Array, "n m"]:
        """K(x1, x2).

        Args:
            x1: n points; integers and less precise numbers are promoted to float64.
            x2: m points.

        Returns:
            The values.

        Raises:
            RuntimeError: If JAX runs without float64.
        """  # noqa: DOC502
        return _values(self.at(x1.shape[1]), *_float64(x1, x2))

    def diagonal(self, x: Real[Array | np.ndarray, "n d"]) -> Float[Array, " n"]:
        """K(x_i, x_i), without an angle.

        Args:
            x: Points.

        Returns:
            ‖x_i‖² κ(1).

        Raises:
            RuntimeError: If JAX runs without float64.
        """  # noqa: DOC502
        (points,) = _float64(x)
        nothing = jnp.zeros(())
        same = Angles(jnp.ones((), bool), nothing, nothing, nothing)
        return jnp.sum(points * points, axis=1) * self.at(x.shape[1])(same).value

    def slopes(
        self, x1: Real[Array | np.ndarray, "n d"], x2: Real[Array | np.ndarray, "m d"]
    ) -> tuple[Float[Array, "n m"], Float[Array, "n m"]]:
        """Coefficients of the gradients in the first argument.

        Args:
            x1: Where the gradients are taken.
            x2: The other points.

        Returns:
            (across, along) with ∇ₓK(x1_i, x2_j) = across_ij x2_j + along_ij x1_i. Both are finite; at angles θ near 0
            they are large and cancel but for 1e-16/θ of them, so :func:`ntk.gradient_product` does not use them there.

        Raises:
            RuntimeError: If JAX runs without float64.
        """  # noqa: DOC502
        return _slopes(self.at(x1.shape[1]), *_float64(x1, x2))

    def lipschitz_at(self, inputs: int) -> float:
        """The Lipschitz constant at one number of inputs.

        Args:
            inputs: d ≥ 1.

        Returns:
            ‖∇ₓK(x, y)‖ ≤ this · ‖y‖; ``lipschitz`` is what it is at d = 1.
        """
        return self.lipschitz / inputs if self.averaged else self.lipschitz

    def at(self, inputs: int) -> Profile:
        """κ for one number of inputs.

        Args:
            inputs: d ≥ 1.

        Returns:
            The profile with the kernel's constant.
        """
        return Scaled(self.profile, 1.0 / inputs) if self.averaged else self.profile


@dataclass(frozen=True)
class FunctionKernel:
    """Any differentiable kernel function of two batches: a ``kernel_fn`` of neural-tangents (Novak et al. 2020).

    Attributes:
        function: From x1, x2 to [n, m], or to something that has that as its attribute ``get``.
        get: ``ntk`` or ``nngp``.
    """

    function: Callable[..., Any]
    get: str = "ntk"
    lipschitz: None = None

    def __call__(
        self, x1: Real[Array | np.ndarray, "n *shape"], x2: Real[Array | np.ndarray, "m *shape"], /
    ) -> Float[Array, "n m"]:
        """K(x1, x2).

        Args:
            x1: n points.
            x2: m points.

        Returns:
            The values.

        Raises:
            RuntimeError: If JAX runs without float64.
        """  # noqa: DOC502
        value = self.function(*_float64(x1, x2))
        return getattr(value, self.get) if hasattr(value, self.get) else value

    def diagonal(self, x: Real[Array | np.ndarray, "n *shape"]) -> Float[Array, " n"]:
        """K(x_i, x_i), each as the kernel of one point with itself.

        Args:
            x: Points.

        Returns:
            The values.
        """
        return jax.vmap(lambda one: self(one[None], one[None])[0, 0])(x)


def as_kernel(kernel: Callable[..., Any], get: str = "ntk") -> HomogeneousKernel | FunctionKernel:
    """A kernel that everything here can use.

    Args:
        kernel: One of this module, which is returned as it is, or a function from two batches to their kernel: an array
            [n, m], or, as in neural-tangents, an object with the arrays ``ntk`` and ``nngp``. It must be traceable by
            JAX and treat each pair of points on its own. Its gradients come from JAX, with the digits that it leaves
            of them beside a kink; where they are not finite, as on the diagonal of a ReLU network's, they come from
            central differences, to about 1e-9.
        get: Which of the two.

    Returns:
        The kernel; it equals another made of the same function, so that nothing is compiled twice.
    """
    return kernel if isinstance(kernel, HomogeneousKernel | FunctionKernel) else FunctionKernel(kernel, get)


def relu_ntk(depth: int, *, weight_std: float = 1.0) -> HomogeneousKernel:
    """The tangent kernel of a wide ReLU network in which all layers are trained (Jacot et al. 2018).

    It is neural-tangents' ``ntk`` of ``depth`` times ``Dense, Relu`` and a last ``Dense``, without biases. Hence
    K(x, y) carries 1/d for inputs [d], and at depth 1 relu_ntk − relu_nngp = K∞/d.

    ``lipschitz``: K is a sum over j of terms c_j Π_{l=j}^{L−1} κ₀(c_l), times 2⁻ᴸ. Angles do not grow from layer to
    layer: (sin θ_{l+1})² (1 − (dθ_{l+1}/dθ_l)²) is 1 − (T² + T sin 2θ_l + sin² θ_l)/π² with T = π − θ_l, which is 0 at
    θ_l = 0 and rises. So κ₀ = 1 − θ_l/π falls no faster than 1/π in θ, the gradient of ‖x‖ c_j is at most 1 (see
    :func:`relu_nngp`), and the j-th term's at most 1 + (L − j)/π; for L − j = 1 it is twice K∞'s of a later angle, at
    most √(1 + 1/π²). The truth is at least 2⁻ᴸ (L + 1) √(1 + (L/2π)²), the limit at θ → 0.

    Args:
        depth: Number of hidden ReLU layers.
        weight_std: Standard deviation of the weights before their division by the root of a layer's width, ``W_std``.

    Returns:
        The kernel.

    Raises:
        ValueError: If there is no hidden layer, or no weight.
    """  # noqa: DOC502
    variance = _variance(depth, weight_std)
    slope = 1.0 + math.sqrt(1.0 + math.pi**-2) + sum(1.0 + gap / math.pi for gap in range(2, depth + 1))
    return HomogeneousKernel(
        f"relu-ntk-{depth}", ReluLayers(depth, tangent=True, variance=variance), variance * slope, averaged=True
    )


def relu_nngp(depth: int, *, weight_std: float = 1.0) -> HomogeneousKernel:
    """The covariance of a wide ReLU network's output over random weights (Lee et al. 2018).

    It is neural-tangents' ``nngp`` of the network of :func:`relu_ntk`. ``lipschitz``: its features φ have
    ‖φ(x) − φ(x')‖² = 2⁻ᴸ (‖x‖² + ‖x'‖² − 2 ‖x‖‖x'‖ c_L) ≤ 2⁻ᴸ ‖x − x'‖², as c_L ≥ cos θ, and ‖φ(y)‖ = 2^(−L/2) ‖y‖;
    it is attained at parallel inputs.

    Args:
        depth: Number of hidden ReLU layers.
        weight_std: As for :func:`relu_ntk`.

    Returns:
        The kernel.

    Raises:
        ValueError: If there is no hidden layer, or no weight.
    """  # noqa: DOC502
    variance = _variance(depth, weight_std)
    return HomogeneousKernel(
        f"relu-nngp-{depth}", ReluLayers(depth, tangent=False, variance=variance), variance, averaged=True
    )


first_layer = HomogeneousKernel("first-layer", FirstLayer(), math.sqrt(math.pi**2 + 1) / (2 * math.pi))
"""K∞, the tangent kernel of the first layer of a two-layer ReLU network (Krishna et al. 2024, Definition 2).

With T = π − θ, ‖∇ₓK‖²/‖y‖² = κ² + κ'² sin² θ = (T² + T sin 2θ + cos² θ)/4π². Its derivative is
−4 sin θ (T sin θ + cos θ)/4π², negative up to an angle past π/2, then positive, as T + cot θ falls: the maximum
is at θ = 0 or π; at 0 it is (π² + 1)/4π² = ``lipschitz``², at π it is less."""


def require_float64() -> None:
    """Refuse to compute in single precision.

    Raises:
        RuntimeError: If JAX runs without float64.
    """
    if not jax.config.read("jax_enable_x64"):
        raise RuntimeError(
            "kernels need float64: call jax.config.update('jax_enable_x64', True) first, or set JAX_ENABLE_X64=1"
        )


def _variance(depth: int, weight_std: float) -> float:
    if depth < 1:
        raise ValueError(f"depth must be at least 1 hidden layer, not {depth}; first_layer has its own name")
    if not (math.isfinite(weight_std) and weight_std > 0.0):
        raise ValueError(f"weight_std must be finite and positive, not {weight_std:g}")
    return weight_std ** (2 * depth + 2) / 2.0**depth


def _float64(*batches: Any) -> tuple[Array, ...]:
    require_float64()
    return tuple(jnp.asarray(batch, jnp.float64) for batch in batches)


def _padded(rows: Rows) -> Rows:
    """Rows of zeros up to a multiple of a group."""
    more = -len(rows.norm) % tiles.GROUP
    pad = [jnp.pad(part, ((0, more),) + ((0, 0),) * (part.ndim - 1)) for part in rows]
    return Rows(*pad)


def _ratio(top: Float[Array, "..."], bottom: Float[Array, "..."]) -> Float[Array, "..."]:
    return jnp.where(bottom > 0.0, top / jnp.where(bottom > 0.0, bottom, 1.0), 0.0)


@partial(jax.jit, static_argnums=0)
def _plain_values(profile: Profile, x1: Float[Array, "n d"], x2: Float[Array, "m d"]) -> Float[Array, "n m"]:
    return tiles.values(profile, prepare(x1), _padded(prepare(x2)))[:, : len(x2)]


@partial(jax.jit, static_argnums=0)
def _slopes(profile: Profile, x1: Float[Array, "n d"], x2: Float[Array, "m d"]) -> tuple[Array, Array]:
    rows, columns = prepare(x1), prepare(x2)
    across, along = (part[:, : len(x2)] for part in tiles.slopes(profile, rows, _padded(columns)))
    return across, along * _ratio(columns.norm[None, :], rows.norm[:, None])


_values = jax.custom_jvp(_plain_values, nondiff_argnums=(0,))


@_values.defjvp
def _values_jvp(profile: Profile, primals: Any, tangents: Any) -> tuple[Array, Array]:
    (x1, x2), (move1, move2) = primals, tangents
    across, along = _slopes(profile, x1, x2)
    ratio = _ratio(prepare(x1).norm[:, None], prepare(x2).norm[None, :])
    change = across * (move1 @ x2.T + x1 @ move2.T)
    change = change + along * jnp.sum(x1 * move1, axis=1)[:, None]
    change = change + along * ratio * ratio * jnp.sum(x2 * move2, axis=1)[None, :]
    return _values(profile, x1, x2), change
