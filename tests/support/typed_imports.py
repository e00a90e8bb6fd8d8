"""What the import hook of jaxtyping checks: functions and classes of modules, not functions inside of functions.

Those inside are made anew at every call, and so were their checks: they took most of the time of many tests. A function
that names no type of arrays is checked by beartype alone, without a record of the sizes of axes.
"""

import ast

from beartype import beartype
from jaxtyping import _import_hook

CHECKED = beartype
"""What the hook calls, by this name: compiled modules are kept under it, apart from those of the hook as it comes."""


class Outermost(_import_hook.JaxtypingTransformer):
    """Adds a check to each function of a module, and to each method of its classes."""

    def visit_Module(self, node: ast.Module) -> ast.Module:  # noqa: N802
        imported = [one for one in node.body if isinstance(one, ast.ImportFrom) and one.module == "jaxtyping"]
        self._array_types = {alias.asname or alias.name for one in imported for alias in one.names}
        return super().visit_Module(node)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.FunctionDef:  # noqa: N802
        every = (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs, node.args.vararg, node.args.kwarg)
        annotations = [node.returns, *(one.annotation for one in every if one is not None)]
        names = {part.id for one in annotations if one for part in ast.walk(one) if isinstance(part, ast.Name)}
        check = self._typechecker.get_ast()
        if not names & self._array_types:
            (check,) = [keyword.value for keyword in check.keywords]
        node.decorator_list.append(ast.copy_location(check, node))
        return node


def install() -> None:
    """Let the hook that the option ``--jaxtyping-packages`` has installed check these."""
    _import_hook.JaxtypingTransformer = Outermost
