"""The command line as a process: it begins at once, and ends with one line whatever happens to it.

Exit status: 0 done; 1 a claim that is called true was violated although all its premises hold, or a proof did not come
out as its theory says (defects of this project, or of a claim of the user's own), or an interval of a forecast does not
hold its value, or a part of a study failed; 2 bad input; 130 after Ctrl-C.

Nothing that takes time to load is imported here, so that Ctrl-C finds its handler from the beginning.
"""

import gc
import sys

from recourse_bounds.interrupts import end_interrupted, ignore_interrupts, remember_interrupts, was_interrupted

OBJECTS_BETWEEN_COLLECTIONS = 100_000
"""Number of new objects after which Python looks for cycles among them: after 700, as it would, looking takes a seventh
of a short command, whose libraries make millions when they are loaded."""


def main() -> None:
    """Run the command line: the entry point of ``recourse-bounds``.

    Examples:
        >>> import signal
        >>> before, handler, sys.argv = sys.argv, signal.getsignal(signal.SIGINT), ["recourse-bounds", "--version"]
        >>> try:
        ...     main()
        ... except SystemExit as end:
        ...     print(end.code)
        ... finally:
        ...     sys.argv, _ = before, signal.signal(signal.SIGINT, handler)
        0.1.0
        0
    """
    remember_interrupts()
    gc.set_threshold(OBJECTS_BETWEEN_COLLECTIONS)
    status = None
    try:
        from recourse_bounds.streams import mend_streams

        mend_streams()
        from recourse_bounds.app import run

        status = run()
    except KeyboardInterrupt:
        pass
    except Exception:  # one of a library that was interrupted
        if not was_interrupted():
            raise
    ignore_interrupts()
    if was_interrupted():
        end_interrupted()
    gc.freeze()  # nothing is left to collect for: a last look at all objects of JAX takes most of a second
    sys.exit(status)


if __name__ == "__main__":
    main()
