"""What the import hook of jaxtyping checks: functions and classes of modules, not functions inside of functions.

Those inside are made anew at every call, and so were their checks: they took most of the time of many tests. A function
whose types are all of Python is checked by beartype alone, without a record of the sizes of axes; others may be arrays
under another name.
"""

import ast
import builtins

from beartype import beartype
from jaxtyping import _import_hook

CHECKED = beartype
"""What the hook calls, by this name: compiled modules are kept under it, apart from those of the hook as it comes."""

OF_PYTHON = {*dir(builtins), "Any", "Callable", "Iterable", "Iterator", "Mapping", "Path", "Sequence"}
"""Names in annotations that never stand for arrays."""


class Outermost(_import_hook.JaxtypingTransformer):
    """Adds a check to each function of a module, and to each method of its classes."""

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.FunctionDef:  # noqa: N802
        every = (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs, node.args.vararg, node.args.kwarg)
        annotations = [node.returns, *(one.annotation for one in every if one is not None)]
        parts = [part for one in annotations if one for part in ast.walk(one)]
        names = {part.id for part in parts if isinstance(part, ast.Name)}
        texts = [part for part in parts if isinstance(part, ast.Constant) and isinstance(part.value, str)]
        check = self._typechecker.get_ast()
        if names <= OF_PYTHON and not texts:
            (check,) = [keyword.value for keyword in check.keywords]
        node.decorator_list.append(ast.copy_location(check, node))
        return node


def install() -> None:
    """Let the hook that the option ``--jaxtyping-packages`` has installed check these."""
    _import_hook.JaxtypingTransformer = Outermost
