"""Habits of the code that can be counted: short signatures, no kind told by ``None``, an example for every function."""

import ast
import doctest
import importlib
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("bounds", "ntk", "empirical", "recourse_bounds")
MOST_PARAMETERS = 8
COMMANDS = ROOT / "recourse_bounds"
"""Functions there that typer makes commands of have a parameter for every option."""

FILES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py") if path.name != "__main__.py")


def functions(path: Path) -> Iterator[ast.FunctionDef]:
    """Every function and method of a file, however deep."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    yield from (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def parameters(function: ast.FunctionDef) -> list[str]:
    """Names of a function's parameters, but for its instance or class."""
    named = [*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs]
    return [one.arg for one in named if one.arg not in {"self", "cls"}]


def name_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def test_no_signature_is_longer_than_eight_parameters():
    long = {
        f"{name_of(path)}.{function.name}": len(parameters(function))
        for path in FILES
        for function in functions(path)
        if len(parameters(function)) > MOST_PARAMETERS
    }
    assert not long


KINDS = r"\b(weights|kernel|network|gap|run|gradient|regressor|autoencoder|manifold)\b is (not )?None"


def test_no_kind_of_models_is_told_by_none_outside_the_families():
    for path in FILES:
        if "empirical" in path.parts and "families" not in path.parts:
            text = path.read_text(encoding="utf-8")
            assert not re.findall(rf"(pair|model|natural|robust)\.{KINDS}", text), path


def test_nobody_outside_the_families_asks_which_family_it_is():
    names = r"[\"'](linear|mlp|ntk|penalised|opaque)[\"']"
    for path in FILES:
        asks = {"empirical", "recourse_bounds"} & set(path.parts)
        if asks and "families" not in path.parts and path.parent.name != "studies":
            for line in path.read_text(encoding="utf-8").splitlines():
                assert not re.search(rf"(==|!=|\bin\b)\s*\(?{names}", line), f"{path}: {line}"


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_every_public_function_has_one_full_sentence_and_an_example(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
            text = ast.get_docstring(node) or ""
            first = text.split("\n\n")[0].replace("\n", " ")
            assert first.endswith("."), f"{path}: {node.name}"
            assert len(first.split()) > 2, f"{path}: {node.name}"
            is_command = path.is_relative_to(COMMANDS) and "typer.Option" in ast.unparse(node.args)
            assert is_command or ">>> " in text, f"{path}: {node.name} has no example"


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_examples_run(path):
    if ">>> " in path.read_text(encoding="utf-8"):
        done = doctest.testmod(importlib.import_module(name_of(path)))
        assert done.failed == 0
        assert done.attempted > 0
