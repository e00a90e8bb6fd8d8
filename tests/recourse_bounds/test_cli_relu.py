"""Reports on ReLU networks as a user meets them."""

import json
import subprocess
from pathlib import Path

import polars as pl
import pytest
from support.command_line import assert_refused, run

from empirical.families.relu.cases import NETWORK
from empirical.report.writer import AS_CSV, FILES

NET = ("report", "--model", "mlp")
TINY = ("--width", "4", "--depth", "1", "--epochs", "20", "--attack-steps", "2", "--learning-rate", "0.01")


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> tuple[Path, subprocess.CompletedProcess[str]]:
    folder = tmp_path_factory.mktemp("cli") / "report"
    return folder, run(*NET, *TINY, "--epsilon", "0,.05", "--norm", "2", "--group", "-", "--verbose", "--out", folder)


def test_a_report_on_networks(made):
    folder, done = made
    assert done.returncode == 0, done.stderr
    assert {path.name for path in folder.iterdir()} == FILES - AS_CSV
    lines = [line.split("\t") for line in done.stdout.splitlines()]
    assert {line[0] for line in lines} >= {claim.id for claim in NETWORK}
    assert "2 pairs (natural, robust) of ReLU networks: ε 0–0.05" in done.stdout
    assert ["seed", "ε", "layers", "E"] in [line[:4] for line in lines]
    summary = json.loads((folder / "summary.json").read_text())
    assert summary["defects"] == []
    assert summary["settings"]["grid"] == {
        "kind": "mlp", "epsilons": [0.0, 0.05], "seeds": [0], "norm": 2.0, "width": 4, "depth": 1, "epochs": 20,
        "batch_size": 64, "learning_rate": 0.01, "attack_steps": 2, "class_weights": "none",
    }  # fmt: skip
    instances = pl.read_parquet(folder / "instances.parquet")
    assert set(instances["epsilon"]) == {0.0, 0.05}
    assert instances["steps"].is_null().all()
    assert instances["radius_layers"].is_not_nan().all()


def test_it_is_reproduced(made):
    folder, _ = made
    done = run("reproduce", folder)
    assert (done.returncode, done.stdout) == (0, f"equal: {folder}\n"), done.stderr


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--width", "0"), "width must be at least 1, not 0"),
        (("--method", "dice"), "method must be scfe, gs, roar, cchvae, nice, ecco or ar, not 'dice'"),
        (("--ridge", "1"), "--ridge says nothing of --model mlp; leave it out"),
        (
            ("--memory", "1e-4"),
            "GiB of memory and may take 0.0001: allow more with --memory, or take a smaller --width",
        ),
    ],
)
def test_bad_input_is_one_line_and_status_2(tmp_path, options, message):
    assert_refused(run(*NET, *options, "--out", tmp_path / "report"), message)
    assert list(tmp_path.iterdir()) == []
