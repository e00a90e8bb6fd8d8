"""The tables that print a report, and the notes on it."""

from dataclasses import replace
from functools import cache

import polars as pl
import pytest
from support.raw_files import needs_files
from support.reports import DECODED, DECODED_GRIDS, RELU, RELU_GRID, WIDE, easy, made_up, made_up_with_jobs

from empirical.families.linear.settings import LinearGrid
from empirical.families.wide.settings import WideGrid
from empirical.recourse.settings import RecourseSettings
from empirical.report import Named, Report, Settings, build, report_on
from empirical.report.groups import group_rows
from empirical.report.sweep import sweep
from recourse_bounds.answer.models import mind_lines
from recourse_bounds.tables.autoencoders import autoencoder_table
from recourse_bounds.tables.networks import network_table
from recourse_bounds.tables.report import claim_table, condition_table, group_table, notes, sweep_table

ALONE = replace(WIDE, grid=WideGrid((0.1,), attack_steps=3))


@cache
def linear() -> Report:
    return build(Settings(grid=LinearGrid((0.1,))))


@cache
def spheres() -> Report:
    return build(Settings(grid=LinearGrid((0.1,), steps=(300,)), recourse=RecourseSettings(method="gs"), instances=20))


@cache
def networks() -> Report:
    return report_on(made_up(), RELU)


@cache
def wide() -> Report:
    return report_on(made_up(), WIDE)


# Notes


def test_the_method_is_noted_where_it_is_not_the_usual_one():
    assert "recourses: Growing Spheres" in notes(spheres())
    assert not [line for line in notes(linear()) if line.startswith("recourses: ")]


@needs_files
def test_a_model_that_accepts_everybody_is_noted():
    made = build(Settings(Named("german"), LinearGrid((0.05,)), scaling="minmax"))
    assert any(note.startswith("the robust model accepts everybody") for note in notes(made))


def test_the_answer_and_the_notes_name_the_same_options():
    advice = [
        {"about": "training", "text": "training is far from its end", "option": "--steps 5000"},
        {"about": "robust", "text": "the robust model rejects everybody", "option": "--epsilon 0.02"},
    ]
    runs = [{**run, "models": {**run["models"], "robust": {"degenerate": "rejects everybody"}}}
            for run in linear().summary["runs"]]  # fmt: skip
    made = linear()._replace(summary={**linear().summary, "advice": advice, "runs": runs})
    said = ["training is far from its end: --steps 5000", "the robust model rejects everybody: --epsilon 0.02"]
    assert [line for line in notes(made) if line in said] == said
    assert [line.text for line in mind_lines(made.summary, told=False)] == [f"Mind: {line}" for line in said]


def test_nobody_rejected_is_noted():
    made = report_on(easy(), Settings(grid=LinearGrid((0.0, 0.1)), groups=("noise",)))
    assert any("no rejected instance" in line for line in notes(made))


def test_training_rows_are_noted_where_they_are_drawn():
    fewer = replace(ALONE, grid=replace(ALONE.grid, rows=30))
    assert "trained on 30 of 120 training instances, drawn by the seed" in notes(report_on(made_up(), fewer))
    assert not any("trained on" in line for line in notes(report_on(made_up(), ALONE)))


# Recourses of C-CHVAE


@pytest.mark.parametrize("kind", DECODED_GRIDS)
def test_tables_of_decoded_recourses(kind, capsys):
    made = report_on(made_up_with_jobs(), replace(DECODED, grid=DECODED_GRIDS[kind]))
    autoencoder_table(made)
    claim_table(made)
    printed = capsys.readouterr().out
    assert "theorem3.sharp" in printed
    assert "2-8-8" in printed
    assert any("C-CHVAE, ℓ2 balls" in note for note in notes(made))


def test_an_autoencoder_of_recourses_with_whole_levels_has_a_table():
    recourse = RecourseSettings(method="cchvae", feasible=True)
    autoencoder_table(report_on(made_up_with_jobs(), replace(DECODED, recourse=recourse)))


# ReLU networks


def test_tables_of_relu_networks(capsys):
    network_table(networks())
    lines = [line.split("\t") for line in capsys.readouterr().out.splitlines()]
    assert lines[0][:4] == ["seed", "ε", "layers", "E"]
    assert lines[1][:4] == ["0", "0", "4-5-1", "0"]
    assert len(lines) == 1 + len(networks().summary["runs"])
    for show, head in ((sweep_table, ["ε", "cost NR"]), (condition_table, ["ε", "Δ"])):
        show(networks())
        assert capsys.readouterr().out.split("\n")[0].split("\t")[:2] == head
    claim_table(networks())
    group_table(networks())
    assert "theorem4.sharp\ttrue\tlayers\t-\t" in capsys.readouterr().out
    assert not [note for note in notes(networks()) if "training instances" in note]


def test_networks_that_reject_nobody_have_a_table():
    grid = replace(RELU_GRID, width=2, seeds=(0,))
    network_table(report_on(easy(), replace(RELU, groups=(), grid=grid)))


# Wide networks


def test_tables_of_wide_networks(capsys):
    network_table(wide())
    lines = [line.split("\t") for line in capsys.readouterr().out.splitlines()]
    assert lines[0][:7] == ["seed", "β", "ε", "rows", "proved by", "Δ_K ≥", "Δ_K ≤"]
    assert [line[:4] for line in lines[1:3]] == [["0", "0.1", "0", "120"], ["0", "0.1", "0.1", "120"]]
    assert len(lines) == 1 + len(wide().summary["runs"])
    assert {line[4] for line in lines[1:]} == {"equal", "cholesky"}
    for show, head in ((sweep_table, ["β", "ε", "cost NR"]), (condition_table, ["β", "ε", "Δ"])):
        show(wide())
        assert capsys.readouterr().out.split("\n")[0].split("\t")[:3] == head
    claim_table(wide())
    group_table(wide())
    assert "theorem2.sound\ttrue\t-\tlinearised\t" in capsys.readouterr().out


def test_wide_networks_that_reject_nobody_have_a_table():
    network_table(report_on(easy(), Settings(grid=WideGrid((0.0, 0.1), attack_steps=2))))


# Means


def test_a_group_of_fewer_than_two_has_no_interval(capsys):
    """Where one woman has a recourse for the robust model, and no man has any."""
    women = made_up().members("sex")[networks().instances["instance"].to_numpy()] == "f"
    first = networks().instances.filter(pl.Series(women))["instance"][0]
    rows = networks().instances.with_columns(cost_r=pl.when(pl.col("instance").eq(first)).then(pl.col("cost_r")))
    made = group_rows(rows, networks().verdicts, made_up(), ("sex",), seed=0)
    counts = {(row["group"], row["quantity"]): row["count"] for row in made["rows"] if row["epsilon"] == 0.0}
    assert (counts["f", "cost_r"], counts["m", "cost_r"]) == (1, 0)
    group_table(networks()._replace(summary={**networks().summary, "groups": made}))
    shown = capsys.readouterr().out
    assert "nan" not in shown
    assert "\t-\t" in shown


def test_the_table_says_how_many_recourses_are_behind_a_cost(capsys):
    keep = pl.col("instance") % 2 == 0
    rows = networks().instances.with_columns(cost_r=pl.when(keep).then(pl.col("cost_r")))
    entries = sweep(rows, networks().verdicts)
    sweep_table(networks()._replace(summary={**networks().summary, "sweep": entries}))
    lines = [line.split("\t") for line in capsys.readouterr().out.splitlines()]
    place = lines[0].index("cost R")
    for line, entry in zip(lines[1:], entries, strict=True):
        assert line[place].endswith(f" ({entry['means']['cost_r']['count']} of {entry['instances']})")
        assert "of" not in line[place - 1]
