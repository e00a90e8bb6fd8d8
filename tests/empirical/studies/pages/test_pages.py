"""Pages of findings are made of a study's folder alone, say what its tables say, and name what they lack."""

import re
import shutil
import subprocess
import sys
from itertools import product

import polars as pl
import pytest
from support.page_studies import STUDIES

from empirical.errors import InputError
from empirical.studies.cells import plan
from empirical.studies.failures import record_failure
from empirical.studies.findings import FINDINGS, PAGE, WRITERS, findings_writer
from empirical.studies.finished import read_finished
from empirical.studies.pages.manifold import FIGURE, HAVE_BOTH, drawn_cell
from empirical.studies.reading import built_in
from empirical.studies.scanning import scan
from empirical.studies.study import run_study
from empirical.studies.study_folder import StudyFolder
from recourse_bounds.commands.study import study as command


@pytest.fixture(scope="module")
def roots(tmp_path_factory):
    """The folders of the tiny studies, all of whose cells are done, without what was trained for them."""
    found = {}
    for name, study in STUDIES.items():
        found[name] = tmp_path_factory.mktemp("studies") / name
        status = run_study(study, found[name])
        assert not status.failed
        shutil.rmtree(found[name] / "models")
    return found


def page_of(root, folder, name=None):
    """The page of a study, by the writer of its name or of another one."""
    write = findings_writer(name or root.name)
    assert write is not None
    path = write(root, folder, stage=lambda _: None)
    assert path == folder / PAGE
    return path.read_text(encoding="utf-8")


def rows_of(page, heading):
    """The rows of the first table below a heading, by the titles of their columns."""
    section = page.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    lines = [line.strip("| ").split(" | ") for line in section.splitlines() if line.startswith("|")]
    return [dict(zip(lines[0], line, strict=True)) for line in lines[2:]]


@pytest.mark.parametrize("name", STUDIES)
def test_a_page_counts_all_verdicts_and_is_the_same_the_next_time(roots, tmp_path, name):
    page = page_of(roots[name], tmp_path / "first")
    assert f" {scan(roots[name], 'verdicts').collect().height:,} verdicts." in page
    assert "**Violations of true claims with every premise holding: 0.**" in page
    assert not re.search(r"\b(nan|None|inf)\b", page)
    assert "What this page lacks" not in page
    assert page_of(roots[name], tmp_path / "second") == page


@pytest.mark.parametrize(("of", "as_if"), list(product(STUDIES, STUDIES)))
def test_a_study_of_anything_may_have_the_name_of_another_one(roots, tmp_path, of, as_if):
    page = page_of(roots[of], tmp_path, as_if)
    assert page.startswith("# ")
    assert page.count("\n## ") >= 4


def test_shares_of_false_claims_are_those_of_the_tables(roots, tmp_path):
    rows = rows_of(page_of(roots["linear"], tmp_path), "Claims that are false as printed")
    starts = scan(roots["linear"], "instances", part="epsilon").select("cell", "init").unique()
    verdicts = scan(roots["linear"], "verdicts", part="epsilon").join(starts, on="cell").collect()
    assert {row["start"] for row in rows} == {"zero", "normal"}
    for row in rows:
        cost = None if row["cost"] == "–" else row["cost"]
        about = {"init": row["start"], "claim": row["claim"], "cost_source": cost}
        own = verdicts.filter(pl.col(name).cast(pl.String).eq_missing(pl.lit(value)) for name, value in about.items())
        violated = own.filter(pl.col("status") == "violated").height
        assert float(row["violated %"]) == pytest.approx(100.0 * violated / own.height, rel=5e-3)


def test_widths_of_the_sound_interval_are_those_of_the_tables(roots, tmp_path):
    rows = rows_of(page_of(roots["linear"], tmp_path), "How far the sound cost interval informs")
    for row in rows:
        people = scan(roots["linear"], "instances", part="epsilon").filter(pl.col("init") == row["start"]).collect()
        verdicts = scan(roots["linear"], "verdicts", part="epsilon").collect()
        wanted = {"claim": "theorem1.sound", "delta_source": row["delta_source"]}
        about = [pl.col(name).cast(pl.String) == value for name, value in wanted.items()]
        key = ["cell", "seed", "epsilon", "instance"]
        sound = verdicts.filter(*about, pl.col("epsilon") > 0.0).join(people.select(*key, "cost_nr"), on=key)
        assert int(row["rows"]) == sound.height > 0
        widths = (sound["upper"] - sound["lower"]) / sound["cost_nr"]
        assert float(row["median width / ‖ζ_NR‖"]) == pytest.approx(widths.median(), rel=5e-3)


def test_the_condition_is_told_of_every_number_of_steps(roots, tmp_path):
    rows = rows_of(page_of(roots["linear"], tmp_path), "Theorem 4's condition over N")
    assert {row["N"] for row in rows} == {"5", "10"}


def test_means_of_one_seed_have_no_interval(roots, tmp_path):
    two, one = (page_of(roots["linear"], tmp_path, name) for name in ("linear", "wide"))
    assert "±" in two
    assert "±" not in one


def test_bounds_on_the_kernels_gap_have_a_row_for_every_pair(roots, tmp_path):
    rows = rows_of(page_of(roots["wide"], tmp_path), "Δ_K and the radii")
    assert {row["β"] for row in rows} == {"0.1", "1"}
    assert all(float(row["Δ_K ≥"]) <= float(row["Δ_K ≤"]) for row in rows)


def test_constants_are_told_of_those_who_have_two_recourses(roots, tmp_path):
    page = page_of(roots["manifold"], tmp_path)
    both = scan(roots["manifold"], "instances").filter(HAVE_BOTH).group_by("epsilon").len().collect()
    counts = {float(row["ε"]): int(row["instances"]) for row in rows_of(page, "Constants, person by person")}
    assert counts == dict(both.iter_rows())
    (coder,) = rows_of(page, "Autoencoders")
    assert float(coder["L sampled"]) <= float(coder["certified"]) <= float(coder["norms"])
    for row in rows_of(page, "Theorem 3"):
        assert int(row["instances"]) + int(row["same"]) == counts[float(row["ε"])]


def test_a_figure_is_there_if_anybody_has_two_recourses(roots, tmp_path):
    for name in ("linear", "manifold"):
        page = page_of(roots[name], tmp_path / name, "manifold")
        drawn = drawn_cell(read_finished(roots[name]).cells) is not None
        assert drawn == (name == "manifold")
        assert (FIGURE in page) == (tmp_path / name / FIGURE).exists() == drawn
    assert (tmp_path / "manifold" / FIGURE).read_bytes().startswith(b"\x89PNG")


@pytest.fixture
def failed(roots, tmp_path):
    """A study of which one cell has failed, and one is not done."""
    root = tmp_path / "linear"
    shutil.copytree(roots["linear"], root)
    first, second, _ = plan(STUDIES["linear"]).cells
    for cell in (first, second):
        shutil.rmtree(StudyFolder(root).place(cell))
    record_failure(StudyFolder(root).failure(first.name), first, "it diverged")
    return root, first, second


def test_a_page_names_the_cells_that_it_lacks(failed, tmp_path):
    root, first, second = failed
    page = page_of(root, tmp_path / FINDINGS)
    assert f"- `{first.name}`: it diverged" in page
    assert f"- `{second.name}`: it is not done yet" in page


def test_the_findings_of_a_study_without_a_finished_cell_are_refused(failed, tmp_path):
    shutil.rmtree(StudyFolder(failed[0]).cells)
    with pytest.raises(InputError, match=r"no cell of .* is finished yet"):
        page_of(failed[0], tmp_path)


def test_the_command_writes_the_page_once_no_cell_is_left(roots, capsys):
    assert command([str(roots["linear"])]) == 0
    assert (roots["linear"] / FINDINGS / PAGE).exists()
    assert f"Findings in {roots['linear'] / FINDINGS / PAGE}" in capsys.readouterr().out


def test_every_writer_is_of_a_study_that_comes_with_the_project():
    assert set(WRITERS) <= set(built_in())
    assert all(findings_writer(name) is not None for name in WRITERS)


def test_no_writer_is_imported_before_a_page_is_written():
    code = f"import sys, empirical.studies, recourse_bounds.cli; print({set(WRITERS.values())} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
