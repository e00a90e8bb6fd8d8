"""Whatever lies beside a user, the packages that are imported are those of this project."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from recourse_bounds._packages import PACKAGES

CHECK = 'rb.check("lemma1.norms", norm_nr=1.0, norm_r=2.0, delta=0.5).counts()["violated"]'


@pytest.fixture
def folder(tmp_path) -> Path:
    """A folder with modules of the names of our packages, none of which may be imported."""
    for name in PACKAGES:
        (tmp_path / f"{name}.py").write_text(f"raise SystemExit('a foreign {name} was imported')\n")
    return tmp_path


def python(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """A Python process in a folder, as a user starts it."""
    surroundings = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    command = [sys.executable, *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, env=surroundings, check=False)


def script(folder: Path, *lines: str) -> subprocess.CompletedProcess[str]:
    (folder / "script.py").write_text("\n".join(lines) + "\n")
    return python(folder, "script.py")


def test_python_m_works_in_a_folder_with_foreign_modules(folder):
    done = python(folder, "-m", "recourse_bounds", "claims", "lemma1.norms")
    assert done.returncode == 0, done.stderr
    assert "a − Δ ≤ b ≤ a + Δ" in done.stdout
    assert "Warning" not in done.stderr


def test_python_m_works_beside_foreign_packages_that_are_folders(tmp_path):
    for name in PACKAGES:
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").write_text("raise SystemExit('foreign')\n")
    done = python(tmp_path, "-m", "recourse_bounds", "datasets", "breast-cancer")
    assert done.returncode == 0, done.stderr
    assert "mean radius" in done.stdout


def test_a_script_beside_a_foreign_module_works_and_is_told_which_file_is_hidden(folder):
    done = script(folder, "import recourse_bounds as rb", f"print({CHECK})")
    assert (done.returncode, done.stdout) == (0, "1\n"), done.stderr
    said = [line for line in done.stderr.splitlines() if "is hidden by the package 'bounds' of recourse-bounds" in line]
    assert len(said) == 1
    assert str(folder / "bounds.py") in said[0]


def test_a_script_that_has_imported_a_foreign_module_is_told_what_to_rename(tmp_path):
    (tmp_path / "bounds.py").write_text("MINE = 3\n")
    done = script(tmp_path, "import bounds", "print(bounds.MINE)", "import recourse_bounds as rb", f"print({CHECK})")
    assert (done.returncode, done.stdout) == (1, "3\n")
    last = done.stderr.splitlines()[-1]
    assert last.startswith("ImportError: recourse_bounds needs its package 'bounds', but ")
    assert str(tmp_path / "bounds.py") in last
    assert last.endswith("; rename that file")


def test_a_script_beside_nothing_foreign_hears_nothing(tmp_path):
    done = script(tmp_path, "import recourse_bounds as rb", "import sys", f"print({CHECK}, len(sys.meta_path))")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("1 ")


def test_an_answer_for_one_person_loads_no_library_that_few_need():
    """Each of these takes a quarter of a second to load."""
    heavy = {"bokeh", "matplotlib", "scipy.optimize", "scipy.stats", "sklearn"}
    code = f"import sys, recourse_bounds.explanation.asking; print({heavy} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
