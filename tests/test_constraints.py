"""Both sets of versions belong together, and each says the version of whatever the package needs."""

import re
import tomllib
from importlib.metadata import requires
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).parents[1]
OURS, THEIRS = "constraints.txt", "constraints-neural-tangents.txt"


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def pins(name: str) -> dict[str, str]:
    lines = (ROOT / name).read_text(encoding="utf-8").split()
    return {normal(package): version for package, version in (line.split("==") for line in lines)}


def needed(requirements: list[str], found: frozenset[str] = frozenset()) -> frozenset[str]:
    """The packages that are required by default, and what those require."""
    for wanted in map(Requirement, requirements):
        name = normal(wanted.name)
        if name not in found and (wanted.marker is None or wanted.marker.evaluate({"extra": ""})):
            found = needed(requires(name) or [], found | {name})
    return found


def test_both_environments_have_the_same_versions_but_of_jax():
    ours, theirs = pins(OURS), pins(THEIRS)
    assert {name for name in ours.keys() & theirs.keys() if ours[name] != theirs[name]} == {"jax", "jaxlib"}


def test_every_package_that_ours_needs_has_a_version_in_both():
    core = needed(tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"])
    assert {"bokeh", "jax", "tornado"} < core
    for name in (OURS, THEIRS):
        assert core - pins(name).keys() == set()
