"""Which ``bounds``, ``ntk`` and ``empirical`` are imported: those of this project, whatever lies beside a script.

The three names are common words, and Python looks first where a script lies: a user's own ``bounds.py`` beside it would
be taken for ours. :func:`secure` prevents that. It changes nothing where no other module has one of the names. Only the
standard library is used here, and nothing of this project is imported.
"""

import sys
import warnings
from importlib.machinery import ModuleSpec, PathFinder
from pathlib import Path
from types import ModuleType

PACKAGES = ("bounds", "ntk", "empirical")
"""The packages of this project that lie beside ``recourse_bounds``."""

HOME = Path(__file__).resolve().parent.parent
"""The folder that holds the packages."""


def secure() -> None:
    """Make sure that ``bounds``, ``ntk`` and ``empirical`` are the packages of this project.

    Where a module of another origin would be imported in the place of one of them, ours is imported, with a warning
    that names the hidden file. It is too late where the other module has been imported already: one process holds one
    module of a name.

    Raises:
        ImportError: If another module has one of the names already; the message says what to rename.

    Examples:
        >>> secure()
        >>> import bounds
        >>> Path(bounds.__file__).parent.parent == HOME
        True
    """
    for name in PACKAGES:
        module = sys.modules.get(name)
        if module is not None and not _is_ours(module, name):
            raise ImportError(
                f"recourse_bounds needs its package {name!r}, but {_origin(module)} was imported by this name before; "
                "rename that file"
            )
    if any(name not in sys.modules and _other(name) for name in PACKAGES) and _OURS_FIRST not in sys.meta_path:
        sys.meta_path.insert(0, _OURS_FIRST)


def leave_out_working_folder() -> None:
    """Stop looking for modules in the current folder, where ``python -m`` looks first; the command line needs none.

    Examples:
        >>> import contextlib, tempfile
        >>> before = list(sys.path)
        >>> with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        ...     sys.path.insert(0, "")
        ...     leave_out_working_folder()
        >>> sys.path == before
        True
    """
    if sys.flags.safe_path or not sys.path:
        return
    if Path(sys.path[0]).resolve() == Path.cwd() != HOME:  # the empty text is the current folder, too
        del sys.path[0]


class _OursFirst:
    """A finder of modules that prefers the packages of this project to other modules of their names."""

    def find_spec(self, name: str, path: object = None, target: object = None) -> ModuleSpec | None:  # noqa: ARG002
        """Find the package of this project where another module would be imported in its place."""
        other = _other(name) if path is None and name in PACKAGES else None
        if other is None:
            return None
        message = f"{other} is hidden by the package {name!r} of recourse-bounds; rename it if you want to import it"
        warnings.warn(message, stacklevel=2)
        return PathFinder.find_spec(name, [str(HOME)])


_OURS_FIRST = _OursFirst()


def _other(name: str) -> str | None:
    """The file of another module that an import of this name would find; ``None`` if it finds ours."""
    spec = PathFinder.find_spec(name)
    if spec is None or spec.origin is None or Path(spec.origin).resolve() == HOME / name / "__init__.py":
        return None
    return spec.origin


def _is_ours(module: ModuleType, name: str) -> bool:
    file = getattr(module, "__file__", None)
    return file is not None and Path(file).resolve() == HOME / name / "__init__.py"


def _origin(module: ModuleType) -> str:
    return getattr(module, "__file__", None) or repr(module)
