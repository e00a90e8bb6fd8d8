"""Reports on decoded recourses as a user meets them."""

import json
import subprocess
from pathlib import Path

import polars as pl
import pytest
from support.command_line import assert_refused, run

from empirical.report.writer import AS_CSV, FILES
from empirical.verification.decoded import DECODED

DECODE = ("report", "--method", "cchvae")
TINY = ("--latent", "2", "--vae-width", "8", "--vae-epochs", "5", "--steps", "100", "--scaling", "minmax")


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> tuple[Path, subprocess.CompletedProcess[str]]:
    folder = tmp_path_factory.mktemp("cli") / "report"
    return folder, run(
        *DECODE, *TINY, "--code-norm", "inf", "--epsilon", "0,.05", "--group", "-", "--verbose", "--out", folder
    )


def test_a_report_on_decoded_recourses(made):
    folder, done = made
    assert done.returncode == 0, done.stderr
    assert {path.name for path in folder.iterdir()} == FILES - AS_CSV
    lines = [line.split("\t") for line in done.stdout.splitlines()]
    assert {line[0] for line in lines} >= {claim.id for claim in DECODED}
    assert ["seed", "layers", "active"] in [line[:3] for line in lines]
    assert "C-CHVAE, ℓ∞ balls" in done.stderr
    summary = json.loads((folder / "summary.json").read_text())
    assert summary["defects"] == []
    assert summary["settings"]["recourse"]["code_norm"] == "inf"
    assert summary["settings"]["autoencoder"]["latent"] == 2
    instances = pl.read_parquet(folder / "instances.parquet")
    assert instances["lipschitz_global"].count() > 0


def test_it_is_reproduced(made):
    folder, _ = made
    done = run("reproduce", folder)
    assert (done.returncode, done.stdout) == (0, f"equal: {folder}\n"), done.stderr


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--latent", "0"), "latent must be at least 1, not 0"),
        (("--vae-epochs", "0"), "vae-epochs must be at least 1"),
        (("--code-norm", "3"), "code-norm must be one of 1, 2, inf, not 3"),
        (("--mode", "valid"), "--mode says nothing of --method cchvae; leave it out"),
        (("--memory", "1e-4"), "GiB of memory and may take 0.0001: allow more with --memory"),
    ],
)
def test_what_cannot_be_is_refused(tmp_path, options, message):
    assert_refused(run(*DECODE, *options, "--out", tmp_path / "report"), message)
    assert not (tmp_path / "report").exists()
