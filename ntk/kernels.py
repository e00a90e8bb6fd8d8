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
    """A kernel: a positive semi-definite function of two batches of points."""

    def __call__(
        self, x1: Real[Array | np.ndarray, "n *shape"], x2: Real[Array | np.ndarray, "m *shape"], /
    ) -> Float[Array, "n m"]:
        """Evaluate the kernel on all pairs of points of two batches.

        Args:
            x1: The points of the rows.
            x2: The points of the columns.
        """
        ...


@dataclass(frozen=True)
class Scaled:
    """A profile multiplied by a constant.

    Attributes:
        profile: The profile κ.
        factor: The constant.
    """

    profile: Profile
    factor: float

    def __call__(self, angles: Angles, /) -> Curve:
        """Evaluate κ and κ', times the constant."""
        return Curve(*(self.factor * part for part in self.profile(angles)))


@dataclass(frozen=True)
class HomogeneousKernel:
    """A kernel K(x, y) = ‖x‖‖y‖ κ(cos θ) of the angle θ between x and y, evaluated in float64.

    Kernels are hashable and equal if their names, profiles and constants are equal; so they can be static arguments of
    compiled functions. Values and derivatives by JAX have errors of at most 1e-12 ‖x‖‖y‖. The derivatives are finite
    everywhere: where x and y are parallel they are the symmetric derivative, and at x = 0 they are κ'(0) y. The latter
    is exact for K∞ and a convention for deeper networks, whose kernels have no derivative there.

    Attributes:
        name: The name of the kernel in reports.
        profile: The profile, which gives κ and κ' of angles.
        lipschitz: A proved constant with ‖∇ₓK(x, y)‖ ≤ lipschitz · ‖y‖ for any number of inputs.
        averaged: Whether K is divided by the number d of inputs.
    """

    name: str
    profile: Profile
    lipschitz: float
    averaged: bool = False

    def __call__(
        self, x1: Real[Array | np.ndarray, "n d"], x2: Real[Array | np.ndarray, "m d"], /
    ) -> Float[Array, "n m"]:
        """Evaluate the kernel on all pairs of points of two batches.

        Args:
            x1: The n points of the rows; integers and less precise numbers are promoted to float64.
            x2: The m points of the columns.

        Returns:
            The values K(x1, x2), [n, m].

        Raises:
            RuntimeError: If JAX runs without float64.
        """  # noqa: DOC502
        return _values(self.at(x1.shape[1]), *_float64(x1, x2))

    def diagonal(self, x: Real[Array | np.ndarray, "n d"]) -> Float[Array, " n"]:
        """Evaluate the kernel of each point with itself, without computing an angle.

        Args:
            x: The points.

        Returns:
            The values K(x_i, x_i) = ‖x_i‖² κ(1).

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
        """Compute the coefficients of the gradients in the first argument.

        Args:
            x1: The points at which the gradients are taken.
            x2: The points of the second argument.

        Returns:
            The coefficients (across, along), finite, with ∇ₓK(x1_i, x2_j) = across_ij x2_j + along_ij x1_i. At small
            angles θ both are large and cancel, which leaves a relative error of 1e-16/θ; for this reason
            :func:`ntk.gradient_product` does not use them there.

        Raises:
            RuntimeError: If JAX runs without float64.
        """  # noqa: DOC502
        return _slopes(self.at(x1.shape[1]), *_float64(x1, x2))

    def lipschitz_at(self, inputs: int) -> float:
        """Return the Lipschitz constant for one number of inputs; ``lipschitz`` is that for a single input.

        Args:
            inputs: The number d ≥ 1 of inputs.

        Returns:
            A constant c with ‖∇ₓK(x, y)‖ ≤ c ‖y‖.
        """
        return self.lipschitz / inputs if self.averaged else self.lipschitz

    def at(self, inputs: int) -> Profile:
        """Return the profile for one number of inputs.

        Args:
            inputs: The number d ≥ 1 of inputs.

        Returns:
            The profile κ, divided by d if the kernel is averaged.
        """
        return Scaled(self.profile, 1.0 / inputs) if self.averaged else self.profile


@dataclass(frozen=True)
class FunctionKernel:
    """A kernel given as a differentiable function, such as a ``kernel_fn`` of neural-tangents (Novak et al. 2020).

    Attributes:
        function: The function from two batches to the array [n, m], or to an object with this array as an attribute.
        get: The name of the attribute, ``ntk`` or ``nngp``.
        lipschitz: ``None``, because no Lipschitz constant is known.
    """

    function: Callable[..., Any]
    get: str = "ntk"
    lipschitz: None = None

    def __call__(
        self, x1: Real[Array | np.ndarray, "n *shape"], x2: Real[Array | np.ndarray, "m *shape"], /
    ) -> Float[Array, "n m"]:
        """Evaluate the kernel on all pairs of points of two batches.

        Args:
            x1: The n points of the rows.
            x2: The m points of the columns.

        Returns:
            The values K(x1, x2), [n, m].

        Raises:
            RuntimeError: If JAX runs without float64.
        """  # noqa: DOC502
        value = self.function(*_float64(x1, x2))
        return getattr(value, self.get) if hasattr(value, self.get) else value

    def diagonal(self, x: Real[Array | np.ndarray, "n *shape"]) -> Float[Array, " n"]:
        """Evaluate the kernel of each point with itself, one pair at a time.

        Args:
            x: The points.

        Returns:
            The values K(x_i, x_i).
        """
        return jax.vmap(lambda point: self(point[None], point[None])[0, 0])(x)


def as_kernel(kernel: Callable[..., Any], get: str = "ntk") -> HomogeneousKernel | FunctionKernel:
    """Convert a function of two batches to a kernel that Gram matrices and regressors can use.

    The function must be traceable by JAX and treat each pair of points by itself. Its gradients come from JAX, with the
    precision that automatic differentiation leaves near a kink. Where they are not finite, as on the diagonal of a ReLU
    network's kernel, they come from central differences, to about 1e-9.

    Args:
        kernel: The function from two batches to an array [n, m] or, as in neural-tangents, to an object with the arrays
            ``ntk`` and ``nngp``. A kernel of this module is returned unchanged.
        get: The name of the array to use of such an object.

    Returns:
        The kernel. Kernels made of the same function are equal, so that nothing is compiled twice.

    Examples:
        >>> as_kernel(lambda x, y: x @ y.T)(np.eye(2), np.array([[3.0, 4.0]])).tolist()
        [[3.0], [4.0]]
        >>> as_kernel(first_layer) is first_layer
        True
    """
    return kernel if isinstance(kernel, HomogeneousKernel | FunctionKernel) else FunctionKernel(kernel, get)


def relu_ntk(depth: int, *, weight_std: float = 1.0) -> HomogeneousKernel:
    """Return the tangent kernel of a wide ReLU network in which all layers are trained (Jacot et al. 2018).

    It is the ``ntk`` of neural-tangents for ``depth`` times ``Dense, Relu`` and a last ``Dense``, without biases. Hence
    K(x, y) has the factor 1/d for d inputs, and at depth 1 relu_ntk − relu_nngp = K∞/d.

    Proof of ``lipschitz``: K is 2⁻ᴸ times a sum over j of terms c_j Π_{l=j}^{L−1} κ₀(c_l). Angles do not grow from
    layer to layer: (sin θ_{l+1})² (1 − (dθ_{l+1}/dθ_l)²) is 1 − (T² + T sin 2θ_l + sin² θ_l)/π² with T = π − θ_l,
    which is 0 at θ_l = 0 and increases. Therefore κ₀ = 1 − θ_l/π decreases no faster than 1/π in θ, the gradient of
    ‖x‖ c_j is at most 1 (see :func:`relu_nngp`), and that of the j-th term is at most 1 + (L − j)/π. For L − j = 1 the
    term is twice K∞ of a later angle, with a gradient of at most √(1 + 1/π²). The best constant is at least
    2⁻ᴸ (L + 1) √(1 + (L/2π)²), the limit for θ → 0.

    Args:
        depth: The number L of hidden ReLU layers.
        weight_std: The standard deviation ``W_std`` of the weights before they are divided by the square root of a
            layer's width.

    Returns:
        The kernel.

    Raises:
        ValueError: If ``depth`` is below 1, or ``weight_std`` is not finite and positive.

    Examples:
        >>> kernel = relu_ntk(2)
        >>> kernel.name, kernel.diagonal(np.array([[3.0, 4.0]])).round(6).tolist()
        ('relu-ntk-2', [9.375])
    """  # noqa: DOC502
    variance = _variance(depth, weight_std)
    slope = 1.0 + math.sqrt(1.0 + math.pi**-2) + sum(1.0 + gap / math.pi for gap in range(2, depth + 1))
    return HomogeneousKernel(
        f"relu-ntk-{depth}", ReluLayers(depth, tangent=True, variance=variance), variance * slope, averaged=True
    )


def relu_nngp(depth: int, *, weight_std: float = 1.0) -> HomogeneousKernel:
    """Return the covariance of a wide ReLU network's output over random weights (Lee et al. 2018).

    It is the ``nngp`` of neural-tangents for the network of :func:`relu_ntk`.

    Proof of ``lipschitz``: the features φ of the kernel satisfy
    ‖φ(x) − φ(x')‖² = 2⁻ᴸ (‖x‖² + ‖x'‖² − 2 ‖x‖‖x'‖ c_L) ≤ 2⁻ᴸ ‖x − x'‖², because c_L ≥ cos θ, and
    ‖φ(y)‖ = 2^(−L/2) ‖y‖. Parallel inputs attain the bound.

    Args:
        depth: The number L of hidden ReLU layers.
        weight_std: The standard deviation of the weights, as for :func:`relu_ntk`.

    Returns:
        The kernel.

    Raises:
        ValueError: If ``depth`` is below 1, or ``weight_std`` is not finite and positive.

    Examples:
        >>> kernel = relu_nngp(2)
        >>> kernel.name, kernel.diagonal(np.array([[3.0, 4.0]])).round(6).tolist()
        ('relu-nngp-2', [3.125])
    """  # noqa: DOC502
    variance = _variance(depth, weight_std)
    return HomogeneousKernel(
        f"relu-nngp-{depth}", ReluLayers(depth, tangent=False, variance=variance), variance, averaged=True
    )


first_layer = HomogeneousKernel("first-layer", FirstLayer(), math.sqrt(math.pi**2 + 1) / (2 * math.pi))
"""K∞, the tangent kernel of the first layer of a two-layer ReLU network (Krishna et al. 2024, Definition 2).

Proof of ``lipschitz``: with T = π − θ, ‖∇ₓK‖²/‖y‖² = κ² + κ'² sin² θ = (T² + T sin 2θ + cos² θ)/4π². The derivative
of this is −4 sin θ (T sin θ + cos θ)/4π², which is negative up to an angle beyond π/2 and then positive, because
T + cot θ decreases. Therefore the maximum is at θ = 0 or π; at 0 it is (π² + 1)/4π² = ``lipschitz``², at π it is less.
"""


def require_float64() -> None:
    """Check that JAX computes in float64, because single precision is too coarse for kernels.

    Raises:
        RuntimeError: If JAX runs without float64.

    Examples:
        >>> require_float64()  # no error: float64 is switched on
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
    """The rows, padded with rows of zeros to a multiple of ``GROUP``."""
    missing = -len(rows.norm) % tiles.GROUP
    return Rows(*(jnp.pad(array, ((0, missing),) + ((0, 0),) * (array.ndim - 1)) for array in rows))


def _ratio(top: Float[Array, "..."], bottom: Float[Array, "..."]) -> Float[Array, "..."]:
    return jnp.where(bottom > 0.0, top / jnp.where(bottom > 0.0, bottom, 1.0), 0.0)


@partial(jax.jit, static_argnums=0)
def _plain_values(profile: Profile, x1: Float[Array, "n d"], x2: Float[Array, "m d"]) -> Float[Array, "n m"]:
    return tiles.values(profile, prepare(x1), _padded(prepare(x2)))[:, : len(x2)]


@partial(jax.jit, static_argnums=0)
def _slopes(profile: Profile, x1: Float[Array, "n d"], x2: Float[Array, "m d"]) -> tuple[Array, Array]:
    rows, columns = prepare(x1), prepare(x2)
    across, along = (slopes[:, : len(x2)] for slopes in tiles.slopes(profile, rows, _padded(columns)))
    return across, along * _ratio(columns.norm[None, :], rows.norm[:, None])


_values = jax.custom_jvp(_plain_values, nondiff_argnums=(0,))


@_values.defjvp
def _values_jvp(profile: Profile, primals: Any, tangents: Any) -> tuple[Array, Array]:
    (x1, x2), (tangent1, tangent2) = primals, tangents
    across, along = _slopes(profile, x1, x2)
    ratio = _ratio(prepare(x1).norm[:, None], prepare(x2).norm[None, :])
    change = across * (tangent1 @ x2.T + x1 @ tangent2.T)
    change = change + along * jnp.sum(x1 * tangent1, axis=1)[:, None]
    change = change + along * ratio * ratio * jnp.sum(x2 * tangent2, axis=1)[None, :]
    return _values(profile, x1, x2), change
