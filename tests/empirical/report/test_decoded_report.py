"""Reports on recourses of C-CHVAE, for all kinds of models: rows, counts, settings, pictures."""

import json
import math
from dataclasses import replace
from functools import cache

import polars as pl
import pytest
from support.reports import DECODED as SETTINGS
from support.reports import DECODED_GRIDS as GRIDS
from support.reports import made_up_with_jobs as data

from empirical.autoencoder import VAETraining
from empirical.errors import InputError
from empirical.families import FAMILIES, Size
from empirical.recourse.settings import RecourseSettings
from empirical.report import Report, report_on, write
from empirical.report.figures.bounds import bounds_figure
from empirical.report.frames import KEY, NO_NEED, NO_RECOURSE
from empirical.report.memory import DECODED_CASES, check_memory, vae_need
from empirical.report.reproduction import compare, recorded
from empirical.report.settings import from_json, to_json
from empirical.verification.decoded import DECODED, ROUNDED


@cache
def report(kind: str = "linear") -> Report:
    return report_on(data(), replace(SETTINGS, grid=GRIDS[kind]))


def decoded(made: Report) -> pl.DataFrame:
    return made.verdicts.filter(pl.col("claim").is_in([claim.id for claim in DECODED]))


@pytest.mark.parametrize("kind", GRIDS)
def test_theorem_3_is_not_violated_and_says_something(kind):
    made = report(kind)
    assert made.family.name == kind
    assert made.defects == []
    rows = decoded(made)
    assert rows.height == DECODED_CASES * made.instances.height
    assert not rows["status"].is_in(["violated", "nonfinite"]).any()
    known = rows.filter(pl.col("status").ne("inapplicable"))
    assert known["failed"].list.len().eq(0).all()
    assert known["delta_source"].cast(str).unique().sort().to_list() == ["ball", "global", "segment"]
    assert known.filter(pl.col("claim").eq("theorem3.sharp"))["upper_informative"].any()


def test_the_constants_narrow_from_place_to_place():
    instances = report().instances.filter(pl.col("latent_gap") > 0.0)
    assert instances.height > 3
    means = [instances[f"lipschitz_{where}"].to_numpy().mean() for where in ("global", "ball", "segment")]
    assert means[0] >= means[1] > means[2]


def test_one_autoencoder_serves_every_run_of_a_seed():
    (known,) = report().summary["autoencoders"]
    assert known == report("mlp").summary["autoencoders"][0]
    assert known["layers"] == [2, 8, 8]
    constants = known["lipschitz"]
    assert constants["sampled"] <= constants["certified"] <= constants["product"] * (1 + 1e-9)
    assert json.loads(json.dumps(known, allow_nan=False)) == known


def test_at_epsilon_0_both_recourses_are_the_same():
    gaps = report().instances.filter(pl.col("epsilon").eq(0.0))["latent_gap"]
    assert gaps.count() > 0
    assert gaps.drop_nulls().eq(0.0).all()


def test_whoever_has_one_recourse_is_told_so():
    rows = decoded(report()).join(report().instances, on=KEY, how="inner", nulls_equal=True, suffix="_instance")
    lacking = rows.filter(pl.col("latent_gap").is_null())
    assert lacking["status"].eq("inapplicable").all()
    assert {name for names in lacking["failed"] for name in names} <= {NO_RECOURSE, NO_NEED}
    accepted = lacking["status_r"].eq("already favourable")
    assert accepted.any()
    assert lacking["failed"].list.contains(NO_NEED).equals(accepted.alias("failed"))
    assert rows.filter(pl.col("latent_gap").is_not_null())["status"].ne("inapplicable").all()


def test_whole_levels_are_kept_and_have_no_theorem():
    made = report_on(data(), replace(SETTINGS, recourse=RecourseSettings(method="cchvae", feasible=True)))
    rows = decoded(made)
    assert rows["status"].eq("inapplicable").all()
    assert {name for names in rows["failed"] for name in names} == {ROUNDED}
    assert not made.instances["breaks_category_nr"].any()
    assert made.summary["autoencoders"][0]["lipschitz"] is None
    assert bounds_figure(made).startswith(b"\x89PNG")


def test_soft_categories_are_counted_as_broken():
    instances = report().instances
    assert instances["breaks_category_nr"].any()
    for name in ("immutable", "range", "direction"):
        assert not instances[f"breaks_{name}_nr"].any()


@pytest.mark.parametrize("kind", GRIDS)
def test_pictures(kind):
    assert bounds_figure(report(kind)).startswith(b"\x89PNG")


def test_it_is_written_and_made_again(tmp_path):
    made = report()
    write(made, tmp_path / "report")
    assert compare(recorded(tmp_path / "report"), report_on(data(), SETTINGS)) == []


@pytest.mark.parametrize("norm", [1.0, 2.0, math.inf])
def test_settings_come_back(norm):
    settings = replace(SETTINGS, recourse=RecourseSettings(method="cchvae", code_norm=norm))
    assert from_json(json.loads(json.dumps(to_json(settings), allow_nan=False))) == settings


def test_memory_is_asked_for():
    for training in (VAETraining(width=20_000), VAETraining(latent=10**8), VAETraining(depth=10**6)):
        with pytest.raises(InputError, match="--memory, or take a smaller --latent, --vae-width or --vae-depth"):
            check_memory(data(), replace(SETTINGS, autoencoder=training))
    with pytest.raises(InputError, match="--memory"):
        check_memory(data(), replace(SETTINGS, autoencoder=VAETraining(width=2000), memory=0.5))
    check_memory(data(), replace(SETTINGS, autoencoder=VAETraining(width=1000)))
    assert vae_need(7, 200, VAETraining(width=2000)) > vae_need(7, 200, VAETraining())
    made = report("mlp")
    cases = FAMILIES["mlp"].need(Size(200, 7, 40), GRIDS["mlp"]).cases + DECODED_CASES
    assert made.verdicts.height == cases * made.instances.height
