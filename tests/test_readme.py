"""The README says what the code does: its output, figures, picture and length are real."""

import re
import struct
from pathlib import Path

import pytest

from bounds import CLAIMS
from bounds.claims import RECOURSE_CLAIMS

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
MEASURED = ROOT / "docs" / "measured"


def rows(page: str, first: str) -> list[dict[str, str]]:
    """The rows of the table of a measured page whose heading begins so."""
    lines = (MEASURED / page).read_text(encoding="utf-8").splitlines()
    start = next(place for place, line in enumerate(lines) if line.startswith(first))
    header, *body = ([cell.strip() for cell in line.strip("|").split("|")] for line in lines[start:])
    table = []
    for cells in body[1:]:
        if len(cells) != len(header):
            break
        table.append(dict(zip(header, cells, strict=True)))
    return table


def test_it_is_short_enough_to_be_read():
    assert len(README.splitlines()) <= 120


def test_its_picture_is_there():
    (picture,) = re.findall(r"!\[[^\]]+\]\(([^)]+)\)", README)
    content = (ROOT / picture).read_bytes()
    assert content.startswith(b"\x89PNG")
    assert min(struct.unpack(">II", content[16:24])) > 400


def test_it_counts_claims_as_they_are():
    proved = [claim for claim in CLAIMS.values() if claim.theory == "true"]
    assert f"{len(proved)} of {len(CLAIMS)} [claims]" in README
    false = [name for name, claim in CLAIMS.items() if claim.theory == "false"]
    assert len(CLAIMS) - len(proved) == len(false) == 10
    assert f"{len(false)} are the false ones" in README
    assert sum(name in RECOURSE_CLAIMS for name in false) == 7
    assert "**Seven printed statements are false**" in README
    assert "and three of\n  [another paper]" in README


def test_the_verdicts_of_linear_models_are_as_many_as_measured():
    page = (MEASURED / "linear.md").read_text(encoding="utf-8")
    (verdicts,) = re.findall(r"([\d,]+) verdicts\.$", page, re.MULTILINE)
    assert f"[{round(int(verdicts.replace(',', '')) / 1e6)} million verdicts]" in README
    assert "**Violations of true claims with every premise holding: 0.**" in page
    assert len({row["dataset"] for row in rows("linear.md", "| dataset | start | pairs")}) == 7
    assert "seven data sets" in README.replace("\n  ", " ")


def test_the_sound_interval_informs_as_rarely_as_measured():
    informed = rows("linear.md", "| dataset | start | delta_source | rows")
    shares = [float(row["upper informative %"]) for row in informed if row["delta_source"] == "measured"]
    assert f"[at most {max(shares):.1f} %]" in README
    known = [float(row["upper informative %"]) for row in informed if row["delta_source"] != "measured"]
    assert max(known) == 0.0


def test_robust_networks_make_recourse_as_dear_as_was_found():
    found = (ROOT / "docs" / "findings.md").read_text(encoding="utf-8")
    (times,) = re.findall(r"\[(\d+) times\]\(docs/findings\.md\)", README)
    assert f"costs {times} times" in found


def test_the_constants_of_decoders_are_as_good_as_measured():
    ratios = [float(row["certified ÷ sampled"]) for row in rows("manifold.md", "| data | layers")]
    assert f"[{min(ratios):.2f} to {max(ratios):.2f} times]" in README


@pytest.mark.parametrize("target", ["report", "check", "test"])
def test_its_commands_of_make_are_there(target):
    assert re.search(rf"^make {target}\b", README, re.MULTILINE)
    assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
