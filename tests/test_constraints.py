"""Both sets of versions belong together."""

from pathlib import Path

ROOT = Path(__file__).parents[1]


def pins(name):
    return dict(line.split("==") for line in (ROOT / name).read_text(encoding="utf-8").split())


def test_both_environments_have_the_same_versions_but_of_jax():
    ours, theirs = pins("constraints.txt"), pins("constraints-neural-tangents.txt")
    assert ours.keys() < theirs.keys()
    assert {name for name in ours if ours[name] != theirs[name]} == {"jax", "jaxlib"}
