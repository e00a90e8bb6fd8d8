"""Imports go downwards only, between the packages and between the floors inside ``empirical``; no circle exists."""

import ast
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("bounds", "ntk", "empirical", "recourse_bounds")
"""The packages, each of which may import those before it."""

FLOORS = (
    {
        "errors",
        "numerics",
        "memory",
        "cores",
        "batching",
        "checkpoints",
        "disk",
        "programs",
        "remembered",
        "tree_checkpoints",
    },
    {"data", "lipschitz", "attacks"},
    {"models", "autoencoder"},
    {"explanations"},
    {"recourse", "classifiers"},
    {"metrics"},
    {"verification"},
    {"families"},
    {"report"},
    {"forecast"},
    {"studies"},
)
"""Rooms of ``empirical`` from the ground up: a room may import those on floors below it."""


def modules() -> dict[str, Path]:
    """Every module of the four packages, by its dotted name."""
    found = {}
    for package in PACKAGES:
        for path in (ROOT / package).rglob("*.py"):
            name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
            found[name.removesuffix(".__init__")] = path
    return found


MODULES = modules()


def imports(name: str, *, everywhere: bool = True) -> set[str]:
    """Our modules that a module imports: also inside functions, unless only what runs when it is imported counts."""
    tree = ast.parse(MODULES[name].read_text(encoding="utf-8"))
    nodes = ast.walk(tree) if everywhere else at_import(tree)
    named = set()
    for node in nodes:
        if isinstance(node, ast.Import):
            named |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            named |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return {one for one in named if one in MODULES} - {name}


def at_import(tree: ast.Module) -> list[ast.stmt]:
    """The statements that run when a module is imported, but those for type checkers."""
    found, open_ = [], list(tree.body)
    while open_:
        node = open_.pop()
        found.append(node)
        if isinstance(node, ast.If) and "TYPE_CHECKING" not in ast.unparse(node.test):
            open_ += [*node.body, *node.orelse]
        elif isinstance(node, ast.Try):
            open_ += node.body
    return found


def floor(name: str) -> int:
    """The floor of a module of ``empirical``."""
    room = name.split(".")[1]
    (height,) = (height for height, rooms in enumerate(FLOORS) if room in rooms)
    return height


@pytest.mark.parametrize("package", PACKAGES)
def test_packages_import_only_those_below_them(package):
    below = PACKAGES[: PACKAGES.index(package) + 1]
    for name in MODULES:
        if name.split(".")[0] == package:
            above = {one for one in imports(name) if one.split(".")[0] not in below}
            assert not above, f"{name} imports {above}"


def test_every_room_of_empirical_has_a_floor():
    rooms = {name.split(".")[1] for name in MODULES if name.startswith("empirical.")}
    assert rooms == set().union(*FLOORS)


def test_rooms_of_empirical_import_only_those_on_floors_below():
    for name in MODULES:
        if name.startswith("empirical."):
            for other in imports(name):
                if other.startswith("empirical."):
                    same_room = other.split(".")[1] == name.split(".")[1]
                    below = floor(other) < floor(name) or (floor(name) == 0 and floor(other) == 0)
                    assert same_room or below, f"{name} imports {other}"


def test_no_families_but_the_table_know_each_other_and_attacks_know_no_models():
    """But that penalised models are linear ones, and know how those are measured."""
    kinds = {"relu", "wide", "linear", "penalised"}
    for name in MODULES:
        parts = name.split(".")
        if name.startswith("empirical.families.") and parts[2] in kinds:
            others = kinds - {parts[2]} - ({"linear"} if parts[2] == "penalised" else set())
            assert not {one for one in imports(name) if one.split(".")[2:3] and one.split(".")[2] in others}, name
        if name.startswith("empirical.attacks"):
            assert not {one for one in imports(name) if one.split(".")[1] in {"models", "families"}}, name


def test_no_circular_import():
    graph = {name: imports(name, everywhere=False) for name in MODULES}
    for name, named in graph.items():  # a package's face imports its files, which may import the package's name alone
        graph[name] = {one for one in named if not name.startswith(f"{one}.")}
    assert len(list(TopologicalSorter(graph).static_order())) == len(MODULES)
