"""JAX as we need it: float64, started in one place by the command line, and compilations kept between runs."""

import os
import warnings
from collections.abc import Callable
from functools import wraps
from typing import Any

from platformdirs import user_cache_path

from empirical.errors import InputError
from recourse_bounds.address_space import check_address_space

SETTINGS: dict[str, Any] = {
    "jax_enable_x64": True,
    "jax_default_dtype_bits": "64",
    "jax_debug_nans": False,
    "jax_debug_infs": False,
    "jax_disable_jit": False,
    "jax_transfer_guard": None,
    "jax_default_device": None,
    "jax_default_matmul_precision": None,
    "jax_default_prng_impl": "threefry2x32",
    "jax_threefry_partitionable": True,
}
"""Settings that decide results, or whether there are any: those of the environment are for somebody's other work."""


def configure_jax() -> None:
    """Start JAX with float64 and our settings, as only the command line does; and keep compilations.

    Raises:
        InputError: If JAX cannot start, as on a platform that this machine lacks, or in too little address space.

    Examples:
        >>> configure_jax()
        >>> import jax
        >>> jax.config.read("jax_enable_x64")
        True
    """  # noqa: DOC502
    check_address_space()
    _start()
    keep_compilations()


def keep_compilations() -> None:
    """Let JAX keep compiled programs in the user's cache folder, for this process and later ones.

    Examples:
        >>> keep_compilations()
        >>> import jax
        >>> jax.config.values["jax_compilation_cache_dir"].endswith("jax")
        True
    """
    import jax
    from jax.experimental.compilation_cache.compilation_cache import reset_cache

    try:
        cache = user_cache_path("recourse-bounds", ensure_exists=True) / "jax"
    except OSError:
        return  # no place to keep them: compile every time
    # A cache that cannot be read or written, as on a full disk, costs time and nothing else.
    warnings.filterwarnings("ignore", message=".*persistent compilation cache.*")
    jax.config.update("jax_compilation_cache_dir", str(cache))
    jax.config.update("jax_persistent_cache_min_compile_time_secs", 0.0)
    reset_cache()  # who has compiled before, without a folder, would go on without one


def _start() -> None:
    """Load JAX and its devices with our settings."""  # noqa: DOC501
    try:
        import jax

        for name, value in SETTINGS.items():
            if hasattr(jax.config, name):  # an older JAX lacks some
                jax.config.update(name, value)
        jax.devices()
    except (RuntimeError, ValueError, AssertionError) as error:  # the last is all that a missing GPU comes to
        named = [name for name in sorted(os.environ) if name.startswith("JAX_")]
        remedy = f"the environment sets {', '.join(named)}; unset what is wrong" if named else "reinstall jax"
        why = str(error) or "a device is missing"
        raise InputError(f"JAX cannot start ({why}): {remedy}") from None


def with_jax(command: Callable[..., Any]) -> Callable[..., Any]:
    """Let a command configure JAX before it does its work, so that its help is shown without loading JAX.

    Args:
        command: The command.

    Returns:
        The same command, with the same signature.

    Examples:
        >>> with_jax(len)("abc")
        3
    """

    @wraps(command)
    def configured(*arguments: Any, **options: Any) -> Any:
        configure_jax()
        return command(*arguments, **options)

    return configured
