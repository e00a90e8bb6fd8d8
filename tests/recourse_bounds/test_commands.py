"""The commands: what their help says, that its examples work, and that it is shown at once."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import typer
from rich.cells import cell_len
from support.command_line import OFFLINE, run

from recourse_bounds.app import COMMANDS, EXAMPLES, app
from recourse_bounds.report_options import Options

HELP = dict(typer.main.get_command(app).commands)  # type: ignore[attr-defined]
BIN = Path(sys.executable).parent


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """A folder for all examples, with what that of ``report`` makes and that of ``reproduce`` reads."""
    place = tmp_path_factory.mktemp("examples")
    assert shell(EXAMPLES["report"], place).returncode == 0
    return place


def shell(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, **OFFLINE, "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}"}
    line = ["bash", "-ec", command]
    return subprocess.run(line, cwd=folder, capture_output=True, text=True, env=environment, check=False)


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_example_of_every_help_works(name, folder):
    done = shell(EXAMPLES[name], folder)
    assert done.returncode == 0, done.stderr
    assert done.stdout


def test_the_most_used_command_comes_first_and_each_has_an_example():
    assert list(HELP) == list(COMMANDS) == list(EXAMPLES)
    assert next(iter(HELP)) == "report"
    for name, command in HELP.items():
        assert command.epilog.startswith("Example:")
        for line in EXAMPLES[name].splitlines():
            assert line in command.epilog
            assert cell_len(line) <= 78  # so that help of 80 columns does not break it


def test_help_is_of_sentences_in_the_words_of_a_user():
    for command in HELP.values():
        assert command.help.endswith(".")
        assert not any(section in command.help for section in ("Args:", "Returns:", ">>>"))
        for option in command.params:
            if not getattr(option, "hidden", False):
                assert option.help, (command.name, option.name)
                assert option.help.split()[0] not in {"Of", "After"}, (command.name, option.name)


def test_the_most_used_options_come_first():
    most = [one.name for one in HELP["report"].params if getattr(one, "rich_help_panel", "") == "Most used"]
    assert most == [one.name for one in HELP["report"].params][: len(most)]
    assert most[:4] == ["dataset", "data", "target", "favourable"]
    assert {"model", "epsilon", "method", "out", "verbose", "json"} <= set(most)
    assert set(most) <= set(Options.__dataclass_fields__)


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["report", "--help"], ["check", "--help"]])
def test_help_and_version_load_no_jax(arguments):
    code = "import sys; from recourse_bounds.cli import main\ntry: main()\nfinally: print('jax' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == "False"


def test_old_names_of_options_work_with_a_notice(tmp_path):
    quick = ("--steps", "5", "--group", "-", "--out", tmp_path / "report")
    done = run("report", "--persons", "7", "--cost", "unit", *quick)
    assert done.returncode == 0, done.stderr
    assert "notice: --persons is now called --instances; the old name goes with 0.2\n" in done.stderr
    assert "notice: --cost is now called --cost-weights; the old name goes with 0.2\n" in done.stderr
    assert "notice: --cost-weights unit is now called --cost-weights unweighted" in done.stderr
    summary = json.loads((tmp_path / "report" / "summary.json").read_text(encoding="utf-8"))
    assert summary["settings"]["instances"] == 7
    assert summary["settings"]["recourse"]["cost_weights"] == "unweighted"
    fields = '{"norm_nr": 1, "norm_r": 1, "delta": 0}'
    checked = run("check", "lemma1.norms", "--json", "-", stdin=fields)
    assert checked.returncode == 0
    assert checked.stderr == "notice: --json is now called --fields; the old name goes with 0.2\n"


def test_an_old_name_with_a_bad_value_is_refused_by_its_new_name():
    done = run("report", "--persons", "few")
    assert done.returncode == 2
    assert "--instances must be a whole number, not 'few'" in done.stderr


def test_check_says_which_option_is_missing():
    done = run("check", "lemma1.norms")
    assert (done.returncode, done.stdout) == (2, "")
    assert "name the file with the claim's fields by --fields" in done.stderr
