"""Descriptions of studies in TOML: what they say, and one clear line for what they cannot say."""

import re
from pathlib import Path

import pytest
from support.studies import reports

from empirical.data import TableFile
from empirical.errors import InputError
from empirical.report.settings import Named
from empirical.studies.cells import plan
from empirical.studies.description import EVERYONE, Part, Study
from empirical.studies.reading import built_in, find_study, read_study

HEAD = 'name = "mine"\n'
PART = HEAD + '[[part]]\nname = "main"\n'


LONG = list(range(1, 401))


def read(text: str) -> Study:
    return read_study(text, "mine.toml", Path("folder"))


def parts(text: str) -> list[Part]:
    return [part for part in read(text).parts if isinstance(part, Part)]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("name = ", "mine.toml: this is no TOML"),
        (HEAD, "mine.toml: a study needs a part"),
        (PART + "epsilom = 0.1", "mine.toml: part main: unknown option epsilom; did you mean epsilon?"),
        (PART + "lam = 'much'", "mine.toml: part main: lam must be a number, not 'much'"),
        (PART + "seed = [0, 1.5]", "mine.toml: part main: seed must be a whole number, not 1.5"),
        (PART + "feasible = 1", "mine.toml: part main: feasible must be true or false, not 1"),
        (PART + "lam = -1", "mine.toml: part main: lam must be finite and positive, not -1"),
        (PART + "lam = []", "mine.toml: part main: lam is an empty list"),
        (PART + "lam = [1, 1]", "mine.toml: part main: lam has a value twice"),
        (PART + "depth = 2", "mine.toml: part main: depth says nothing of model linear or method scfe; leave it out"),
        (PART + "model = 'tree'", "mine.toml: part main: model must be one of linear, mlp, ntk, penalised, not 'tree'"),
        (PART + "dataset = 'germen'", "mine.toml: part main: dataset: unknown data set 'germen'; did you mean german?"),
        (PART + "[[part.data]]\npath = 'a.csv'", "mine.toml: part main: data: target is missing"),
        (PART + "[[part.data]]\npaht = 'a.csv'", "mine.toml: part main: data: unknown key paht; did you mean path?"),
        (HEAD + "dept = 2\n[[part]]\nname = 'main'", "mine.toml: unknown option dept; did you mean depth?"),
        (HEAD + "depth = 2\n[[part]]\nname = 'main'", "mine.toml: depth says nothing of any part; leave it out"),
        (HEAD + "[quick]\nsed = 0\n[[part]]\nname = 'main'", "mine.toml: quick: unknown option sed"),
        (PART + "[[part]]\nname = 'main'", "mine.toml: two parts have one name: main, main"),
        ("[[part]]\nname = 'main'", "mine.toml: name must be text"),
        ("name = '../../mine'\n[[part]]\nname = 'main'", "mine.toml: name must be letters, digits"),
        ('name = "mine\\u0000"\n[[part]]\nname = "main"', "mine.toml: name must be letters, digits"),
        (PART + "model = []", "mine.toml: part main: model is an empty list"),
        (PART + "dataset = []", "mine.toml: part main: dataset is an empty list"),
        (PART + f"lam = {'[' * 2000}", "mine.toml: lists or tables are too deep in one another"),
        (PART + f"lam = 1{'0' * 5000}", "mine.toml: a value cannot be used"),
        (PART + f"lam = 0x{'f' * 400}", "mine.toml: part main: lam must be smaller than 2^63"),
        (PART + f"seed = [0, 0x{'f' * 9000}]", "mine.toml: part main: seed must be smaller than 2^63"),
        (PART + f"feasible = 0x{'f' * 9000}", "mine.toml: part main: a value cannot be used"),
        (
            PART + f"lam = {LONG}\ninstances = {LONG}",
            "mine.toml: part main: main has 160,000 cells, more than 100,000",
        ),
        (
            PART + f"seed = {LONG}\nsteps = {LONG}",
            "mine.toml: part main: a cell has 160,000 pairs of models (400 of seed",
        ),
    ],
)
def test_what_is_wrong_is_told_with_file_and_key(text, message):
    with pytest.raises(InputError, match=re.escape(message)):
        read(text)


def test_lists_are_multiplied_but_for_what_a_report_sweeps_itself():
    (part,) = parts(PART + "lam = [0.1, 1]\nsteps = [5, 10]\nepsilon = [0, 0.1]\nmethod = ['scfe', 'gs']")
    made = list(part.settings(Named("german"), columns=9))
    assert [(one.recourse.method, one.recourse.lam) for one in made] == [
        ("scfe", 0.1), ("scfe", 1.0), ("gs", 0.1), ("gs", 1.0),
    ]  # fmt: skip
    assert all(one.grid.steps == (5, 10) and one.grid.epsilons == (0.0, 0.1) for one in made)


def test_options_that_say_nothing_of_a_model_or_method_do_not_multiply_its_reports():
    (part,) = parts(PART + "model = ['linear', 'mlp']\ndepth = [1, 2, 3]\nsteps = 5")
    made = list(part.settings(Named("german"), columns=9))
    assert len(made) == 1 + 3


def test_widths_may_be_multiples_of_the_number_of_columns():
    (part,) = parts(PART + "model = 'mlp'\nwidth = [7, '2d']")
    assert [one.grid.width for one in part.settings(Named("german"), columns=9)] == [7, 18]


def test_a_part_has_its_own_options_before_those_of_all_parts():
    text = HEAD + "lam = 1.0\nseed = [0, 1]\n[[part]]\nname = 'main'\nlam = 2.0"
    assert dict(read(text).parts[0].options) == {"lam": (2.0,), "seed": (0, 1)}


def test_tables_are_found_beside_the_description():
    text = PART + "[[part.data]]\npath = 'a.csv'\ntarget = 'loan'\nfavourable = 'yes'\nimmutable = ['age']"
    (source,) = read(text).parts[0].data
    path = str(Path("folder/a.csv").absolute())
    assert source == TableFile(path, "loan", "yes", immutable=("age",))


def test_a_quick_try_and_everyone_take_the_place_of_options():
    study = read(HEAD + "[quick]\nepsilon = 0.1\n[[part]]\nname = 'main'\nepsilon = [0, 0.1]\ninstances = 5")
    assert study.quickly().parts[0].options["epsilon"] == (0.1,)
    assert study.of_everyone().parts[0].options["instances"] == (EVERYONE,)


@pytest.mark.parametrize("name", built_in())
def test_built_in_studies_can_be_read(name):
    assert find_study(name).name == name


def test_what_decides_the_tables_decides_the_key_and_nothing_else_does():
    def keys(**options) -> list[str]:
        return [cell.key for cell in plan(Study("mine", (Part("main", options=options),))).cells]

    (usual,) = keys()
    assert keys(lam=(0.01,)) == [usual]
    assert keys(lam=(0.02,)) != [usual]
    assert keys(epsilon=(0.2,)) != [usual]
    assert [cell.key for cell in plan(Study("yours", (Part("other"), Part("again")))).cells] == [usual]


def test_cells_of_other_methods_have_the_same_models_and_those_of_other_training_others():
    parts = (Part("methods", methods=("scfe", "gs")), Part("steps", options={"steps": (5,)}))
    assert len({cell.pairs for cell in reports(plan(Study("mine", parts)))}) == 2
