"""Everything that the documents show as code runs, and prints what they say."""

import importlib.util
import re
import shlex
import tomllib
from pathlib import Path
from typing import Any

import pytest
import typer

from recourse_bounds.app import app

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
OPTIONAL = ("lightgbm", "torch", "xgboost")
"""Libraries that examples use and that need not be installed."""

FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)


def fences(page: Path, language: str) -> list[str]:
    return [code for kind, code in FENCE.findall(page.read_text(encoding="utf-8")) if kind == language]


def with_fences(language: str) -> list:
    """The pages that have code of a language."""
    return [pytest.param(page, id=str(page.relative_to(ROOT))) for page in PAGES if fences(page, language)]


def lacking(code: str) -> set[str]:
    """The optional libraries that code imports and that are not installed."""
    imported = {name for name in OPTIONAL if re.search(rf"^(import|from) {name}\b", code, re.MULTILINE)}
    return {name for name in imported if importlib.util.find_spec(name) is None}


@pytest.mark.parametrize("page", with_fences("python"))
def test_python_runs_and_prints_what_the_page_promises(page, place, monkeypatch, capsys):
    """The fences of a page run one after the other; a comment at the start of a line is a line of output."""
    monkeypatch.chdir(place.folder)
    names: dict[str, object] = {"__name__": "snippet"}
    missing: set[str] = set()
    for code in fences(page, "python"):
        if lacks := lacking(code):
            missing |= lacks
            continue
        promised = re.findall(r"^# (.*)$", code, re.MULTILINE)
        without = re.sub(r"^(jax\.config|hypothesis\.settings).*$", "", code, flags=re.MULTILINE)  # conftest has set it
        capsys.readouterr()
        exec(compile(without, str(page), "exec"), names)
        printed = capsys.readouterr().out.splitlines()
        for line, promise in zip(printed, promised, strict=True) if promised else ():
            assert line.startswith(promise.removesuffix("...")) if promise.endswith("...") else line == promise, printed
    if missing:  # all other fences have run
        pytest.skip(f"the examples with {', '.join(sorted(missing))} did not run: not installed")


def commands() -> list[str]:
    """Every call of ``recourse-bounds`` in the shell code of the pages, without comments."""
    joined = "\n".join(code for page in PAGES for code in fences(page, "sh")).replace("\\\n", " ")
    return list(dict.fromkeys(re.findall(r"(?:^|[/| ])recourse-bounds ([^#|\n]*)", joined, re.MULTILINE)))


@pytest.mark.parametrize("line", commands())
def test_commands_have_the_options_that_the_pages_give_them(line):
    name, *arguments = shlex.split(line)
    command: Any = typer.main.get_command(app)
    command = command.commands[name]
    context = command.make_context(name, arguments)
    hidden = {parameter.name for parameter in command.params if getattr(parameter, "hidden", False)}
    written = {name for name in hidden if context.get_parameter_source(name).name == "COMMANDLINE"}
    assert not written, f"{written} are old names"


@pytest.mark.parametrize("page", with_fences("toml"))
def test_toml_is_toml(page):
    for code in fences(page, "toml"):
        tomllib.loads(code)
