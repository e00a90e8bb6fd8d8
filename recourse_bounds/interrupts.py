"""Ctrl-C: it ends the process with one line at any moment, also if a library swallows the exception."""

import os
import signal
import sys
from types import FrameType, TracebackType

from recourse_bounds.exit_status import INTERRUPTED

_IMPORTLIB = "<frozen importlib._bootstrap>"
"""The file that frames of an import are from."""

_interrupted = False
"""Whether Ctrl-C was pressed since :func:`remember_interrupts`."""


def remember_interrupts() -> None:
    """Let Ctrl-C be noticed at the next stage even if it was raised in a callback that swallows exceptions.

    Examples:
        >>> before, hooks = signal.getsignal(signal.SIGINT), (sys.excepthook, sys.unraisablehook)
        >>> remember_interrupts()
        >>> signal.getsignal(signal.SIGINT) is before
        False
        >>> _ = signal.signal(signal.SIGINT, before)
        >>> sys.excepthook, sys.unraisablehook = hooks
    """
    global _interrupted  # noqa: PLW0603
    _interrupted = False
    signal.signal(signal.SIGINT, _interrupt)
    sys.excepthook = _end
    sys.unraisablehook = _ignore_interrupts_of_callbacks


def was_interrupted() -> bool:
    """Tell whether Ctrl-C was pressed, whatever became of the exception.

    Returns:
        Whether it was, since :func:`remember_interrupts`.

    Examples:
        >>> was_interrupted()
        False
    """
    return _interrupted


def raise_if_interrupted() -> None:
    """Raise the exception of Ctrl-C once more, where somebody has swallowed it.

    Raises:
        KeyboardInterrupt: If Ctrl-C was pressed.

    Examples:
        >>> raise_if_interrupted()
    """
    if _interrupted:
        raise KeyboardInterrupt


def ignore_interrupts() -> None:
    """Ignore Ctrl-C from now on: the process has its exit status and is about to end.

    Examples:
        >>> before = signal.getsignal(signal.SIGINT)
        >>> ignore_interrupts()
        >>> _ = signal.signal(signal.SIGINT, before)
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def end_interrupted() -> None:
    """End the process with one line and the exit status of Ctrl-C, at once.

    Python's own way to the end waits for threads and takes down libraries that were interrupted, which may crash.

    Examples:
        >>> import subprocess
        >>> code = "from recourse_bounds.interrupts import end_interrupted; end_interrupted()"
        >>> subprocess.run([sys.executable, "-c", code], capture_output=True, check=False).returncode
        130
    """
    ignore_interrupts()
    try:
        sys.stdout.flush()
        sys.stderr.write("recourse-bounds: interrupted\n")
        sys.stderr.flush()
    except (OSError, ValueError, AttributeError):  # closed, or not yet open
        pass
    os._exit(INTERRUPTED)


def _interrupt(_: int, frame: FrameType | None) -> None:
    """Raise the exception of Ctrl-C; while a module is loaded, end at once, for compiled modules may crash of it."""  # noqa: DOC501
    global _interrupted  # noqa: PLW0603
    _interrupted = True
    if _is_loading(frame):
        end_interrupted()
    raise KeyboardInterrupt


def _is_loading(frame: FrameType | None) -> bool:
    """Whether a module is being loaded in a frame or one that called it."""
    while frame is not None:
        if frame.f_code.co_filename == _IMPORTLIB:
            return True
        frame = frame.f_back
    return False


def _end(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """End at an exception that nobody handled: a second Ctrl-C may come while the first is handled."""
    if issubclass(kind, KeyboardInterrupt):
        end_interrupted()
    sys.__excepthook__(kind, error, trace)


def _ignore_interrupts_of_callbacks(unraisable: "sys.UnraisableHookArgs") -> None:
    """Print an exception that nobody can handle, unless it is Ctrl-C, which is remembered."""
    if not issubclass(unraisable.exc_type, KeyboardInterrupt):
        sys.__unraisablehook__(unraisable)
