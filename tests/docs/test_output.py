"""The README shows what a terminal shows: lines of the default report's real output, in their order."""

import re
from pathlib import Path

import polars as pl

ROOT = Path(__file__).parents[2]


def test_the_readme_shows_real_lines(place):
    (shown,) = re.findall(r"^```text\n(.*?)^```$", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL | re.M)
    printed = [line.rstrip() for line in place.output.splitlines()]
    for line in filter(None, shown.splitlines()):
        assert line in printed, f"the README shows {line!r}; the report prints\n{place.output}"
        printed = printed[printed.index(line) + 1 :]


def test_the_picture_is_described_as_it_is(place):
    """All 39 instances lie outside Theorem 1 as printed, none against the printed cost, none outside the sound form."""
    verdicts = pl.read_parquet(place.folder / "report" / "breast-cancer" / "verdicts.parquet")
    violated = verdicts.filter(pl.col("status").cast(str) == "violated")
    printed = violated.filter(pl.col("claim").cast(str) == "theorem1.printed")
    counts = dict(printed.group_by(pl.col("cost_source").cast(str)).len().iter_rows())
    assert counts == {"returned": 39}
    assert violated.filter(pl.col("claim").cast(str) == "theorem1.sound").is_empty()
    text = (ROOT / "docs" / "findings.md").read_text(encoding="utf-8")
    assert "all 39 instances lie outside" in text
    assert "factor λ = 0.01 smaller, none do" in text
    measured = pl.read_parquet(place.folder / "report" / "breast-cancer" / "verdicts.parquet").filter(
        pl.col("claim").cast(str) == "theorem1.sound", pl.col("delta_source").cast(str) == "measured"
    )
    assert f"for {measured['upper_informative'].sum()} of the 39 instances" in text


def test_the_tutorial_names_the_files_of_a_report(place):
    tutorial = (ROOT / "docs" / "tutorial.md").read_text(encoding="utf-8")
    files = {path.name for path in (place.folder / "report" / "breast-cancer").iterdir()}
    assert files == set(re.findall(r"^\| `([\w.]+)` \|", tutorial, re.MULTILINE))
