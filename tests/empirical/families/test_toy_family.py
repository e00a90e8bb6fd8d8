"""A kind of models is added by one file and one registration: nobody outside the families asks which one it is."""

import json

import numpy as np
import pytest
from support.command_line import run
from support.toy_family import ToyFamily, ToyGrid

from empirical.checkpoints import without_checkpoints
from empirical.data import load, split
from empirical.families import FAMILIES, family_of, family_with
from empirical.report import Named, Settings, build, write
from empirical.report.reproduction import compare, recorded, settings_of
from recourse_bounds.answer import answer
from recourse_bounds.report_options import Options
from recourse_bounds.tables import print_tables


@pytest.fixture
def _registered(monkeypatch):
    monkeypatch.setitem(FAMILIES, "toy", ToyFamily())


@pytest.mark.usefixtures("_registered")
def test_a_report_on_a_new_kind_of_models(tmp_path):
    settings = Settings(data=Named("breast-cancer"), grid=ToyGrid(epsilons=(0.0, 0.05, 0.2)), instances=30)
    made = build(settings)
    claims = {count["claim"]: count for count in made.summary["claims"]}
    assert set(claims) == {"theorem4.sharp"}
    assert claims["theorem4.sharp"]["violated"] == 0
    assert claims["theorem4.sharp"]["holds"] > 0
    assert made.verdicts["delta_source"].unique().to_list() == ["shift"]
    assert [run["toy"]["thresholds"][1] - run["toy"]["thresholds"][0] for run in made.summary["runs"]] == pytest.approx(
        [0.0, 0.05, 0.2]
    )
    write(made, tmp_path / "toy")
    assert {path.name for path in (tmp_path / "toy").iterdir()} >= {"bounds.png", "sweep.png", "summary.json"}
    assert json.loads((tmp_path / "toy" / "summary.json").read_text())["settings"]["grid"]["kind"] == "toy"
    for line in answer(made, tmp_path / "toy"):
        assert len(line) <= 80
    print_tables(made)
    again = build(settings_of(tmp_path / "toy"))
    assert compare(recorded(tmp_path / "toy"), again) == []


@pytest.mark.usefixtures("_registered")
def test_the_command_line_knows_the_new_kind():
    options = Options(model="toy", epsilon="0,.1", seed="1,2")
    options.refuse_others({"model", "epsilon", "seed"})
    assert options.settings().grid == ToyGrid(epsilons=(0.0, 0.1), seeds=(1, 2), norm=2.0)
    assert options.settings({"norm"}).grid == ToyGrid(epsilons=(0.0, 0.1), seeds=(1, 2), norm=np.inf)
    with pytest.raises(ValueError, match="--ridge says nothing of --model toy"):
        options.refuse_others({"ridge"})


@pytest.mark.usefixtures("_registered")
def test_the_new_kind_owns_its_pairs_and_settings():
    data = split(load("breast-cancer"), seed=0)
    (pair,) = ToyFamily().train({0: data}, ToyGrid(), memory=1.0, checkpoint=without_checkpoints)
    assert family_with(ToyGrid()).name == family_of(pair).name == "toy"


def test_without_registration_there_is_no_such_kind():
    done = run("report", "--model", "toy")
    assert done.returncode == 2
    assert "model must be one of linear, mlp, ntk" in done.stderr
