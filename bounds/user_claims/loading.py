"""From a Python file to the claims that it defines. The file is run."""

import ast
import re
import sys
import traceback
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

from bounds.claim import Claim
from bounds.claims import CLAIMS
from bounds.misreadings import MISREADINGS
from bounds.user_claims.errors import ClaimError, told
from bounds.user_claims.validation import validate

ID = re.compile(r"[A-Za-z][\w-]*\.[\w-]+")
"""``name.variant``."""

MODULE = "_own_claims"
"""What a file of claims sees as its ``__name__``."""


class Loaded(NamedTuple):
    """The claims of a file.

    Attributes:
        claims: By id, in the order of the file.
        sha256: Checksum of the bytes that were run.
    """

    claims: dict[str, Claim]
    sha256: str


def load(path: str | Path) -> dict[str, Claim]:
    """The claims that a Python file defines.

    The file is run, with whatever it does. Its claims are the values of its module-level names: a :class:`Claim`, or a
    tuple, list or mapping that holds some. Names with a leading underscore, and claims of this package that the file
    imports, do not count.

    Args:
        path: The file, ending in ``.py``.

    Returns:
        The claims by id, in the order of the file.

    Raises:
        ClaimError: If the file cannot be read or run, defines no claim, or one that cannot be used.
    """  # noqa: DOC502
    return load_file(path).claims


def load_file(path: str | Path) -> Loaded:
    """The claims that a Python file defines, and its checksum.

    Args:
        path: As for :func:`load`.

    Returns:
        Both, from one reading of the file.

    Raises:
        ClaimError: As for :func:`load`.
    """
    content = _content(Path(path))
    tree = _parsed(content, path)
    lines = _lines(tree)
    claims: dict[str, Claim] = {}
    places: dict[str, str] = {}
    names = _run(tree, path)
    for name, claim in _claims(names):
        if any(claim is known for known in (*claims.values(), *CLAIMS.values())):
            continue  # the same claim under another name
        place = f"{path}:{lines[name]}" if name in lines else f"{path}"
        _check_id(claim.id, claims, place)
        claims[claim.id], places[claim.id] = claim, place
    if not claims:
        raise ClaimError(f"{path}: defines no claim; {_remedy(names)}")
    for name, claim in claims.items():
        validate(claim, f"{places[name]}: ")
    return Loaded(claims, sha256(content).hexdigest())


def _content(path: Path) -> bytes:
    if path.suffix != ".py":
        raise ClaimError(f"{path}: claims are defined in a Python file; name one that ends in .py")
    try:
        return path.read_bytes()
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
    """What the module-level names of a file stand for; nothing is written beside it."""  # noqa: DOC501
    module = ModuleType(MODULE)
    module.__file__ = str(path)
    try:
        with _registered(module):
            exec(compile(tree, str(path), "exec"), vars(module))  # noqa: S102
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # whatever a file may raise
        lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == str(path)]
        place = f"{path}:{lines[-1]}" if lines else f"{path}"
        raise ClaimError(f"{place}: {told(error)}") from None
    return vars(module)


@contextmanager
def _registered(module: ModuleType) -> Iterator[None]:
    """Dataclasses look up the module that defines them by its name."""
    before = sys.modules.get(module.__name__)
    sys.modules[module.__name__] = module
    try:
        yield
    finally:
        sys.modules.pop(module.__name__, None)
        if before is not None:  # a file that loads another one
            sys.modules[module.__name__] = before


def _lines(tree: ast.Module) -> dict[str, int]:
    """Where names are assigned at module level."""
    assigned = {}
    for node in tree.body:
        if isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            assigned |= {target.id: node.lineno for target in targets if isinstance(target, ast.Name)}
    return assigned


def _claims(names: Mapping[str, Any]) -> Iterator[tuple[str, Claim]]:
    """The claims behind public names, with the name of each."""  # noqa: DOC402
    for name, value in _public(names):
        held = _held(value) if isinstance(value, Mapping | tuple | list) else (value,)
        yield from ((name, one) for one in held if isinstance(one, Claim))


def _public(names: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    return ((name, value) for name, value in names.items() if not name.startswith("_"))


def _held(value: Any) -> tuple[Any, ...]:
    """What a collection holds; nothing for what is none."""
    if isinstance(value, Mapping):
        return tuple(value.values())
    return tuple(value) if isinstance(value, tuple | list | set | frozenset) else ()


def _remedy(names: Mapping[str, Any]) -> str:
    """What to do where no claim was found: with the value that nearly was one, if there is such."""
    nearly = (f"{name} is {wrong}" for name, value in _public(names) if (wrong := _nearly(value)))
    return next(nearly, "assign a bounds.Claim to a name at module level")


def _nearly(value: Any) -> str:
    if isinstance(value, type) and issubclass(value, Claim) and value is not Claim:
        return "a class: assign an instance of it"
    if isinstance(value, Iterator):
        return "read only once: write tuple(...) around it"
    if isinstance(value, set | frozenset) and any(isinstance(one, Claim) for one in value):
        return "a set, which has no order: write a tuple"
    nested = any(isinstance(one, Claim) for held in _held(value) for one in _held(held))
    return "a collection of collections of claims: write one tuple of all" if nested else ""


def _check_id(name: Any, taken: Mapping[str, Claim], place: str) -> None:
    if not isinstance(name, str) or not ID.fullmatch(name):
        raise ClaimError(f"{place}: the id {name!r:.60} is not of the form name.variant, like theorem1.mine")
    if name in CLAIMS:
        raise ClaimError(f"{place}: the id {name!r} is that of a claim of this package; choose another")
    if name in MISREADINGS:
        raise ClaimError(f"{place}: the id {name!r} is that of a misreading on the errata page; choose another")
    if name in taken:
        raise ClaimError(f"{place}: two claims have the id {name!r}; choose another for one of them")
