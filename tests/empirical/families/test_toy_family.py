"""A kind of models is added by one file and one registration: nobody outside the families asks which one it is."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl
import pytest
from support.command_line import run
from support.toy_family import ToyFamily, ToyGrid, ToyModel, ToyTraining

from empirical.checkpoints import Arrays, Checkpoint, Key, without_checkpoints
from empirical.data import Split, load, split
from empirical.families import FAMILIES, family_of, family_with
from empirical.models.pair import Pair
from empirical.report import Named, Settings, build, report_on, write
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
    assert "model must be one of linear, mlp, ntk, penalised" in done.stderr


class OneNatural(ToyFamily):
    """The same natural model, the very object, whatever the seed."""

    name = "one natural"
    natural = ToyModel(0.4)

    def train(
        self, splits: Mapping[int, Split], grid: ToyGrid, *, memory: float, checkpoint: Checkpoint
    ) -> Iterator[Pair]:
        for training in grid.trainings():
            yield Pair(splits[training.seed], self.natural, ToyModel(0.4 + training.epsilon), training)


def test_recourses_for_one_natural_model_are_those_of_each_split(monkeypatch):
    monkeypatch.setitem(FAMILIES, "toy", OneNatural())
    together = build(Settings(grid=ToyGrid(seeds=(0, 1)), instances=20)).instances
    alone = build(Settings(grid=ToyGrid(seeds=(1,)), instances=20)).instances
    assert together.filter(pl.col("seed") == 1).equals(alone)
    assert together["seed"].n_unique() == 2


def test_the_recourses_of_the_two_models_never_share_a_checkpoint(monkeypatch):
    """Also where the key of a pair is the key of its natural model."""

    @dataclass(frozen=True)
    class Training(ToyTraining):
        checkpoint_key: tuple[str, ...] = ("pair",)
        natural_key: tuple[str, ...] = ("pair",)

    @dataclass(frozen=True)
    class Grid(ToyGrid):
        def trainings(self) -> Iterator[Training]:
            yield Training(0, 0.2)

    class Kept(ToyFamily):
        settings = Grid

    store: dict[Key, Arrays] = {}

    def checkpoint(key: Key, compute: Callable[[], Arrays]) -> Arrays:
        if key not in store:
            store[key] = compute()
        return store[key]

    monkeypatch.setitem(FAMILIES, "toy", Kept())
    kept = report_on(load("breast-cancer"), Settings(grid=Grid(), instances=20), checkpoint=checkpoint)
    afresh = report_on(load("breast-cancer"), Settings(grid=Grid(), instances=20))
    assert kept.instances.equals(afresh.instances)
    assert len(store) >= 4


@pytest.mark.usefixtures("_registered")
def test_a_setting_by_which_a_report_cannot_tell_pairs_apart_is_refused():
    @dataclass(frozen=True)
    class Grid(ToyGrid):
        def trainings(self) -> Iterator[ToyTraining]:
            yield from 2 * [ToyTraining(0, 0.1)]

    with pytest.raises(ValueError, match="a report tells pairs apart by seed, steps, ridge, epsilon alone"):
        Settings(grid=Grid())
