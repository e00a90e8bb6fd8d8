"""Docstrings of public names, read from the source without running it: of functions, classes and constants alike."""

import ast
import re
from functools import cache
from importlib.util import find_spec
from pathlib import Path

ROLE = re.compile(r":[a-z]+:`(~?)([^`]+)`")
"""A reference as Sphinx writes it: a role and a name."""


def public_names(module: str) -> list[str]:
    """Give the public names of a module, as its ``__all__`` lists them.

    Args:
        module: The dotted name of the module.

    Returns:
        The names; none, if the module has no list of them.

    Examples:
        >>> public_names("bounds.user_claims")
        ['ClaimError', 'Loaded', 'load', 'load_file']
    """
    for statement in _statements(module):
        if "__all__" in _assigned(statement) and isinstance(statement, ast.Assign):
            return ast.literal_eval(statement.value)
    return []


def module_docstring(module: str) -> str:
    """Give the docstring of a module.

    Args:
        module: The dotted name of the module.

    Returns:
        The docstring, or nothing where there is none.

    Examples:
        >>> module_docstring("bounds.ops").splitlines()[0]
        'The operations in which every claim is written.'
    """
    return ast.get_docstring(_tree(module)) or ""


def origin(module: str, name: str) -> str:
    """Say from which module another one imports a name.

    Args:
        module: The dotted name of the module.
        name: A name that the module has.

    Returns:
        The module that is named in the import; the module itself, if it defines the name.

    Examples:
        >>> origin("recourse_bounds", "train_vae")
        'empirical.autoencoder'
    """
    for statement in _statements(module):
        if isinstance(statement, ast.ImportFrom) and any(name == (one.asname or one.name) for one in statement.names):
            return statement.module or module
    return module


def definition(module: str, name: str) -> str:
    """Say which module defines a name that another one has.

    Args:
        module: The dotted name of the module.
        name: A name that the module has.

    Returns:
        The module that defines it.

    Examples:
        >>> definition("recourse_bounds", "train_vae")
        'empirical.autoencoder.training'
    """
    source = origin(module, name)
    return module if source == module else definition(source, name)


def docstring(module: str, name: str) -> str:
    """Find the docstring of a name of a module, wherever the module has the name from.

    Args:
        module: The dotted name of the module.
        name: A name that the module has.

    Returns:
        The docstring, without the roles of Sphinx; of a constant, the text that stands below it.

    Raises:
        LookupError: If the module has no such name, or the name has no docstring.

    Examples:
        >>> docstring("recourse_bounds", "FIELDS")
        'The meaning of every field by its name.'
    """
    body = _statements(definition(module, name))
    for statement, below in zip(body, [*body[1:], None], strict=True):
        found = None
        if isinstance(statement, ast.FunctionDef | ast.ClassDef) and statement.name == name:
            found = ast.get_docstring(statement)
        elif name in _assigned(statement) and isinstance(below, ast.Expr) and isinstance(below.value, ast.Constant):
            found = str(below.value.value)
        if found:
            return without_roles(found)
    raise LookupError(f"{module}.{name} has no docstring")


def without_roles(text: str) -> str:
    """Write references in Sphinx's roles as code: a name that begins with a tilde is shown by its last part.

    Args:
        text: A docstring.

    Returns:
        The docstring without roles.

    Examples:
        >>> without_roles("As :func:`check` does, of :class:`~bounds.claim.Claim`.")
        'As ``check`` does, of ``Claim``.'
    """
    return ROLE.sub(lambda role: f"``{role[2].rpartition('.')[2] if role[1] else role[2]}``", text)


def summary(text: str) -> str:
    r"""Give the first sentence of a docstring, on one line.

    Args:
        text: The docstring.

    Returns:
        The sentence, with its full stop.

    Examples:
        >>> summary("Check a claim. It reads\nfields.")
        'Check a claim.'
    """
    first = " ".join(text.split("\n\n", maxsplit=1)[0].split())
    return re.split(r"(?<=\.)(?<!et al\.) (?=[A-Z])", first)[0]


@cache
def _tree(module: str) -> ast.Module:
    """The source of a module as a tree."""  # noqa: DOC501
    spec = find_spec(module)
    if spec is None or spec.origin is None:
        raise LookupError(f"there is no module {module}")
    return ast.parse(Path(spec.origin).read_text(encoding="utf-8"))


def _statements(module: str) -> list[ast.stmt]:
    """The statements of a module, with those that stand under a condition, as imports for type checkers do."""
    body = _tree(module).body
    return [inner for outer in body for inner in (outer.body if isinstance(outer, ast.If) else [outer])]


def _assigned(statement: ast.stmt) -> set[str]:
    """The names to which a statement gives a value."""
    targets = statement.targets if isinstance(statement, ast.Assign) else []
    targets = [statement.target] if isinstance(statement, ast.AnnAssign) else targets
    return {target.id for target in targets if isinstance(target, ast.Name)}
