"""JAX as the command line needs it: float64, and compilations that are kept between runs."""

import warnings
from collections.abc import Callable
from functools import wraps
from typing import Any

from platformdirs import user_cache_path


def configure_jax() -> None:
    """Switch JAX to float64 and let it keep compilations in the user's cache folder; only the command line does that.

    Examples:
        >>> configure_jax()
        >>> import jax
        >>> jax.config.read("jax_enable_x64")
        True
    """
    import jax

    jax.config.update("jax_enable_x64", True)  # noqa: FBT003
    try:
        cache = user_cache_path("recourse-bounds", ensure_exists=True) / "jax"
    except OSError:
        return  # no place to keep them: compile every time
    # A cache that cannot be read or written, as on a full disk, costs time and nothing else.
    warnings.filterwarnings("ignore", message=".*persistent compilation cache.*")
    jax.config.update("jax_compilation_cache_dir", str(cache))
    jax.config.update("jax_persistent_cache_min_compile_time_secs", 0.0)


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
