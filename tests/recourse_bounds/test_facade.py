"""The front door: one import, loaded when it is used, and the steps from data to a report."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import recourse_bounds as rb

FILE = Path(str(rb.__file__))


def test_importing_loads_nothing_heavy():
    heavy = "{'jax', 'numpy', 'polars', 'bounds', 'ntk', 'empirical', 'typer'}"
    code = f"import sys, recourse_bounds; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_every_name_is_there_and_type_checkers_see_the_same():
    assert sorted(rb.__all__) == sorted(dir(rb))
    for name in rb.__all__:
        assert getattr(rb, name) is not None
    (block,) = (node for node in ast.parse(FILE.read_text()).body if isinstance(node, ast.If))
    seen = {
        alias.asname: node.module for node in block.body if isinstance(node, ast.ImportFrom) for alias in node.names
    }
    assert seen == rb._MODULE_OF


def test_a_name_that_is_none_is_refused_in_one_line():
    with pytest.raises(AttributeError, match=r"has no 'chek'; dir\(recourse_bounds\) lists"):
        _ = rb.chek  # type: ignore[attr-defined]


def test_the_first_name_switches_jax_to_float64():
    code = "import recourse_bounds as rb; print(rb.check('lemma1.norms', norm_nr=1.0, norm_r=1.2, delta=0.5).counts())"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "'holds': 1" in done.stdout


CHECKED = """
import jax
jax.jit(lambda x: x + 1)(1.0)  # before the first name of ours, and without a folder
{chosen}
import recourse_bounds as rb
rb.check('lemma1.norms', norm_nr=1.0, norm_r=1.2, delta=0.5)
"""


@pytest.mark.parametrize("chosen", [False, True])
def test_compiled_programs_are_kept_where_nobody_chose_another_place(tmp_path, monkeypatch, chosen):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.delenv("JAX_COMPILATION_CACHE_DIR", raising=False)
    theirs = tmp_path / "theirs"
    code = f"jax.config.update('jax_compilation_cache_dir', {str(theirs)!r})" if chosen else ""
    subprocess.run([sys.executable, "-c", CHECKED.format(chosen=code)], check=True)
    ours = tmp_path / "recourse-bounds" / "jax"
    assert ours.is_dir() != chosen
    assert chosen or any(file.name.startswith("jit_assess_arrays") for file in ours.iterdir())


def test_from_data_to_recourses():
    data = rb.load_data("breast-cancer")
    pair = rb.train_pair(data, epsilon=0.1, steps=(50,))
    refused = pair.split.test[pair.natural.scores(pair.split.test) <= 0.0]
    found = rb.recourse(pair.natural, refused, pair.split.space, method="gs")
    assert found.found.all()
    assert (pair.natural.scores(found.points) > 0.0).all()
    same = rb.train_pair(pair.split, epsilon=0.1, steps=(50,))
    np.testing.assert_array_equal(same.robust.scores(refused), pair.robust.scores(refused))


def test_an_intercept_is_not_changed_by_oversight():
    with pytest.raises(rb.InputError, match=r"the last column is the constant 1, .* give space=pair.split.space"):
        rb.recourse(rb.LinearModel(np.ones(3)), np.array([[-3.0, 0.0, 1.0]]))


def test_whole_numbers_are_not_rounded():
    model = rb.LinearModel(np.array([0.5, 1.5]))
    assert model.scores([[1, 2]]).tolist() == [3.5]
    outside = rb.HostModel(lambda points: points @ np.array([0.5, 1.5]))
    scores, gradients = outside.scores_and_gradients(np.array([[1, 2]]))
    assert scores.tolist() == [3.5]
    np.testing.assert_allclose(gradients, [[0.5, 1.5]], rtol=1e-9)


def test_a_table_of_a_user(tmp_path):
    file = tmp_path / "loans.csv"
    file.write_text("age,income,paid\n" + "\n".join(f"{20 + n},{n % 7},{'yes' if n % 3 else 'no'}" for n in range(30)))
    data = rb.load_data(str(file), target="paid", favourable="yes", immutable=("age",))
    assert [feature.immutable for feature in data.features] == [True, False]
    assert rb.load_data(str(file), target="paid", favourable="yes", immutable="age").features == data.features
    with pytest.raises(rb.InputError, match="needs target=, the column to predict"):
        rb.load_data(str(file), target="paid")
    with pytest.raises(rb.InputError, match=r"is a file: give rb\.TableFile\("):
        rb.report(str(file))
    with pytest.raises(rb.InputError, match="the data set breast-cancer has no setting 'target'"):
        rb.load_data("breast-cancer", target="x", favourable="y")
    made = rb.report(rb.TableFile(str(file), target="paid", favourable="yes"), steps=20, instances=3)
    assert made.summary["data"]["name"] == "loans"
    with pytest.raises(rb.InputError, match="unknown data set 'loans'"):
        rb.load_data("loans")


def test_a_report_in_memory_and_on_disk(tmp_path):
    made = rb.report(epsilons=(0.1,), steps=(20,), instances=4, lam=0.1, out=tmp_path / "made")
    assert (tmp_path / "made" / "summary.json").exists()
    assert made.summary["settings"]["recourse"]["lam"] == 0.1
    assert "4 rejected people" in repr(made)
    assert len(repr(made).splitlines()) <= 4


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: rb.report(epsilon=(0.1,)), "a report has no setting 'epsilon'; did you mean epsilons?"),
        (lambda: rb.report(recourse=None), "a report has no setting 'recourse'"),
        (lambda: rb.report(np.ones((2, 2))), "a report is made of a name, a rb.TableFile or a rb.Dataset"),
        (lambda: rb.report("breast-cancer", pair=(1, 2)), "pair= is a rb.Pair: rb.pair_from(natural, robust, split)"),
        (lambda: rb.recourse(None, np.array([["none"]])), "instances are rows of numbers, as split.test; of a table"),
        (lambda: rb.report(model="forest"), "no kind of models 'forest'; choose one of linear"),
        (lambda: rb.train_pair(rb.load_data("breast-cancer"), rid=1.0), "a pair of linear models has no setting 'rid'"),
        (lambda: rb.train_pair(rb.load_data("breast-cancer"), epsilons=1.0), "has no setting 'epsilons'"),
        (lambda: rb.recourse(None, np.zeros((1, 1)), method="magic"), "no recourse method 'magic'; choose one of scfe"),
        (
            lambda: rb.recourse(None, np.zeros((1, 1)), lamda=1.0),
            "the method scfe has no setting 'lamda'; did you mean",
        ),
        (lambda: rb.recourse(None, np.zeros((1, 1)), cost_weights="mad"), "cost_weights= are numbers, one for each"),
        (lambda: rb.recourse(None, np.zeros((1, 1)), method="cchvae"), "cchvae needs an autoencoder: give vae="),
        (
            lambda: rb.recourse(None, np.zeros((1, 1)), method="nice"),
            "nice needs training instances with their labels: ",
        ),
    ],
)
def test_what_there_is_none_of_is_refused_with_what_there_is(call, message):
    with pytest.raises(rb.InputError, match=re.escape(message)):
        call()


def test_a_single_value_of_a_sweep_needs_no_sequence():
    made = rb.report(epsilons=0.1, seeds=1, steps=20, instances=2)
    assert made.summary["settings"]["grid"]["seeds"] == (1,)
