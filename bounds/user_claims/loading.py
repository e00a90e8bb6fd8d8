"""Loading of claims from a Python file of a user, which is executed."""

import ast
import re
import sys
import traceback
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

from bounds.claim import Claim, require_sealed
from bounds.claims import CLAIMS
from bounds.errors import ClaimError, told
from bounds.plain_file import open_plain

ID = re.compile(r"[A-Za-z][\w-]*\.[\w-]+")
"""The pattern of the id of a claim, ``name.variant``."""

MODULE = "_own_claims"
"""The ``__name__`` of a file of claims while it is executed."""


class Loaded(NamedTuple):
    """The claims of a file.

    Attributes:
        claims: The claims by id, in the order of the file.
        sha256: The SHA-256 of the bytes that were executed, in hexadecimal digits.
    """

    claims: dict[str, Claim]
    sha256: str


def load(path: str | Path) -> dict[str, Claim]:
    """Load the claims that a Python file defines, by executing the file.

    The claims are the values of module-level names: a :class:`Claim`, or a tuple, list or mapping that contains claims.
    Names with a leading underscore, and claims of this package that the file imports, are left out.

    Args:
        path: The Python file, whose name ends in ``.py``.

    Returns:
        The claims by id, in the order of the file.

    Raises:
        ClaimError: If the file cannot be read or executed, defines no claim, or defines a claim that cannot be used.

    Examples:
        >>> import tempfile
        >>> text = '''
        ... from bounds import Claim
        ...
        ... TRIANGLE = Claim(
        ...     id="triangle.sides",
        ...     fields=("a", "b"),
        ...     premises=(),
        ...     value=lambda xp, a, b: xp.abs(a + b),
        ...     interval=lambda xp, a, b: (0.0, xp.abs(a) + xp.abs(b)),
        ...     trivial=lambda xp: (0.0, xp.inf),
        ...     source="the triangle inequality",
        ... )
        ... '''
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     _ = Path(folder, "mine.py").write_text(text)
        ...     list(load(Path(folder, "mine.py")))
        ['triangle.sides']
    """  # noqa: DOC502
    return load_file(path).claims


def load_file(path: str | Path, *, may_run: Callable[[str], bool] | None = None) -> Loaded:
    """Load the claims that a Python file defines together with a checksum, by which reports name the file's version.

    Args:
        path: The Python file, as for :func:`load`.
        may_run: A function that says by the SHA-256 of the bytes that are about to be executed, in hexadecimal digits,
            whether they may be; ``None`` if the file is run whatever it holds.

    Returns:
        The claims and the checksum, from one reading of the file.

    Raises:
        ClaimError: If the file cannot be used, as for :func:`load`, or may not be run.

    Examples:
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     _ = Path(folder, "mine.py").write_text("x = 1")
        ...     try:
        ...         load_file(Path(folder, "mine.py"))
        ...     except ClaimError as error:
        ...         print(str(error).removeprefix(folder))
        /mine.py: defines no claim; assign a bounds.Claim to a name at module level
    """
    content = _content(Path(path))
    checksum = sha256(content).hexdigest()
    if may_run is not None and not may_run(checksum):
        raise ClaimError(f"{path}: has changed a moment ago, and is not run; look at it first")
    tree = _parsed(content, path)
    lines = _lines(tree)
    claims: dict[str, Claim] = {}
    names = _run(tree, path)
    for name, claim in _claims(names):
        if any(claim is known for known in (*claims.values(), *CLAIMS.values())):
            continue  # the same claim under another name
        place = f"{path}:{lines[name]}" if name in lines else f"{path}"
        _check(claim, claims, place)
        claims[claim.id] = claim
    if not claims:
        raise ClaimError(f"{path}: defines no claim; {_remedy(names)}")
    return Loaded(claims, checksum)


def _content(path: Path) -> bytes:
    if path.suffix != ".py":
        raise ClaimError(f"{path}: claims are defined in a Python file; name one that ends in .py")
    try:
        with open_plain(path) as file:
            return file.read()
    except OSError as error:
        raise ClaimError(f"{path}: cannot be read ({error.strerror}); name a file of claims") from None


def _parsed(content: bytes, path: str | Path) -> ast.Module:
    try:
        return ast.parse(content, str(path))
    except SyntaxError as error:
        place = f"{path}:{error.lineno}" if error.lineno else f"{path}"
        raise ClaimError(f"{place}: this is no Python: {error.msg}") from None
    except (ValueError, RecursionError, MemoryError) as error:  # null bytes; nested without end
        raise ClaimError(f"{path}: this is no Python: {error}") from None


def _run(tree: ast.Module, path: str | Path) -> dict[str, Any]:
    """Execute a file and return the values of its module-level names; no bytecode is written."""  # noqa: DOC501
    module = ModuleType(MODULE)
    module.__file__ = str(path)
    try:
        with _registered(module):
            exec(compile(tree, str(path), "exec"), vars(module))  # noqa: S102
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # whatever a file may raise
        lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == str(path)]
        place = f"{path}:{lines[-1]}: " if lines else f"{path}: "
        message = str(error) if isinstance(error, ClaimError) else told(error)
        raise ClaimError(message if message.startswith(f"{path}:") else f"{place}{message}") from None
    return vars(module)


@contextmanager
def _registered(module: ModuleType) -> Iterator[None]:
    """Register a module by its name, because dataclasses look up the module that defines them."""
    before = sys.modules.get(module.__name__)
    sys.modules[module.__name__] = module
    try:
        yield
    finally:
        sys.modules.pop(module.__name__, None)
        if before is not None:  # a file that loads another one
            sys.modules[module.__name__] = before


def _lines(tree: ast.Module) -> dict[str, int]:
    """Find the lines at which names are assigned at module level."""
    assigned = {}
    for node in tree.body:
        if isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            assigned |= {target.id: node.lineno for target in targets if isinstance(target, ast.Name)}
    return assigned


def _claims(names: Mapping[str, Any]) -> Iterator[tuple[str, Claim]]:
    """Yield the claims that are values of public names, each with its name."""
    for name, value in _public(names):
        items = _items(value) if isinstance(value, Mapping | tuple | list) else (value,)
        yield from ((name, item) for item in items if isinstance(item, Claim))


def _public(names: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    return ((name, value) for name, value in names.items() if not name.startswith("_"))


def _items(value: Any) -> tuple[Any, ...]:
    """Return the items of a collection, and no items of any other value."""
    if isinstance(value, Mapping):
        return tuple(value.values())
    return tuple(value) if isinstance(value, tuple | list | set | frozenset) else ()


def _remedy(names: Mapping[str, Any]) -> str:
    """Write the remedy for a file without claims, about the first value that is nearly a claim if there is one."""
    remedies = (f"{name} is {mistake}" for name, value in _public(names) if (mistake := _mistake(value)))
    return next(remedies, "assign a bounds.Claim to a name at module level")


def _mistake(value: Any) -> str:
    if isinstance(value, type) and issubclass(value, Claim) and value is not Claim:
        return "a class: assign an instance of it"
    if isinstance(value, Iterator):
        return "read only once: write tuple(...) around it"
    if isinstance(value, set | frozenset) and any(isinstance(item, Claim) for item in value):
        return "a set, which has no order: write a tuple"
    nested = any(isinstance(inner, Claim) for item in _items(value) for inner in _items(item))
    return "a collection of collections of claims: write one tuple of all" if nested else ""


def _check(claim: Claim, taken: Mapping[str, Claim], place: str) -> None:
    try:
        name = require_sealed(claim).id
    except ClaimError as error:
        raise ClaimError(f"{place}: {error}") from None
    if not ID.fullmatch(name):
        raise ClaimError(f"{place}: the id {name!r:.60} is not of the form name.variant, like theorem1.mine")
    if name in CLAIMS:
        raise ClaimError(f"{place}: the id {name!r} is that of a claim of this package; choose another")
    from bounds.misreadings import MISREADINGS

    if name in MISREADINGS:
        raise ClaimError(f"{place}: the id {name!r} is that of a misreading on the errata page; choose another")
    if name in taken:
        raise ClaimError(f"{place}: two claims have the id {name!r}; choose another for one of them")
