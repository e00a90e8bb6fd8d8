"""Constraints on a data set: scaled they say what they say in the data's own units, and rows that break them count."""

import numpy as np
import pytest

from empirical.data import Constraints, Dataset, Feature, constrain, constrain_as, split
from empirical.data.constraints.constrain import MOST_RELATIONS
from empirical.data.constraints.relation import broken
from empirical.data.dataset import category, yes_no
from empirical.data.space import ANY_MOVE, UNRELATED
from empirical.errors import InputError

FEATURES = (
    Feature("age", integer=True),
    category("job", "none", "clerk", "smith"),
    Feature("years employed", integer=True),
    yes_no("owner"),
    Feature("income", immutable=True),
)
RELATIONS = ("age >= years employed + 16", "0.01 * income + age <= 90", "years employed = age - 40")


def loans(count: int = 60, **options) -> Dataset:
    rng = np.random.default_rng(0)
    age, years, income = rng.integers(18, 70, count), rng.integers(0, 40, count), rng.uniform(500, 4000, count)
    values = np.column_stack([age, np.arange(count) % 3, years, np.arange(count) % 2, income]).astype(float)
    labels = np.where(np.arange(count) % 5 < 2, 1.0, -1.0)
    return Dataset("loans", FEATURES, values, labels, "approved", "made up", "", **options)


@pytest.mark.parametrize("scaling", ["minmax", "standard"])
def test_a_relation_is_broken_in_scaled_units_where_it_is_in_the_datas_own(scaling):
    data = constrain(loans(), relations=RELATIONS)
    designs = split(data, seed=0, scaling=scaling)
    coefficients, limits = designs.space.relations
    assert coefficients.shape == (4, len(designs.names))
    np.testing.assert_allclose(np.linalg.norm(coefficients, axis=1), 1.0)
    assert not coefficients[:, designs.space.category >= 0].any()
    assert not coefficients[:, -1].any()
    beyond = designs.test @ coefficients.T - limits
    columns = {feature.name: data.values[designs.test_rows, place] for place, feature in enumerate(FEATURES)}
    seen = np.stack([broken(relation, columns) for relation in data.relations], axis=1)
    np.testing.assert_array_equal(beyond > 1e-9, seen)
    assert 0 < seen.sum() < seen.size
    assert designs.relations == data.relations


def test_transitions_allow_what_is_named_and_staying_alone():
    data = constrain(loans(), transitions={"job": {"none": ["clerk"], "clerk": ["smith", "none"]}})
    space = split(data, seed=0).space
    assert space.transitions.astype(int).tolist() == [[[1, 1, 0], [1, 1, 1], [0, 0, 1]], np.ones((3, 3)).tolist()]
    assert len(space.levels) == 2
    alone = split(constrain(loans(), transitions={"owner": {"0": "1"}}), seed=0).space
    assert alone.transitions[1].astype(int).tolist() == [[1, 1, 0], [0, 1, 0], [0, 0, 1]]
    assert alone.transitions[0].all()


def test_without_constraints_there_are_neither_rows_nor_moves():
    for data in (loans(), constrain(loans())):
        space = split(data, seed=0).space
        assert space.transitions is ANY_MOVE
        assert space.relations is UNRELATED
        assert data.notes == ()


def test_ranges_directions_and_immutable_columns_are_added_to_what_the_data_know():
    data = constrain(loans(), immutable=["owner"], directions={"age": "up", "job": "down"}, ranges={"age": (None, 80)})
    age, job, _, owner, income = data.features
    assert (age.direction, age.low, age.high, age.integer) == (1, None, 80, True)
    assert (job.direction, owner.immutable, income.immutable) == (-1, True, True)
    texts = Constraints(("owner",), ("age: up", "job: down"), ("age: ..80",))
    assert constrain_as(loans(), texts).features == data.features
    assert loans().features == FEATURES


def test_texts_and_python_values_say_the_same():
    texts = Constraints(transitions=("job: none>clerk>smith",), relations=RELATIONS)
    one = constrain_as(loans(), texts)
    other = constrain(loans(), transitions={"job": [("none", "clerk"), ("clerk", "smith")]}, relations=RELATIONS)
    assert (one.features, one.relations, one.notes) == (other.features, other.relations, other.notes)


def test_rows_that_break_a_relation_are_counted_and_missing_numbers_break_nothing():
    data = loans()
    values = data.values.copy()
    values[:10, 2] = np.nan
    data = Dataset("loans", FEATURES, values, data.labels, "", "", "", impute=True)
    asked = constrain(data, relations=["age >= years employed + 16", "age >= 0"])
    count = int((values[:, 0] < values[:, 2] + 16).sum())
    assert asked.notes == (
        f"age >= years employed + 16 is broken in {count} rows: recourses break it there no more than the person does",
    )
    again = constrain(asked, relations=["age >= years employed + 16"])
    assert (again.notes, again.relations) == (asked.notes, asked.relations)
    (equal,) = constrain(loans(), relations=["age = years employed"]).notes
    assert f"broken in {int((loans().values[:, 0] != loans().values[:, 2]).sum())} rows" in equal


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"relations": ["job >= 1"]}, "counts with 'job', a category: give its moves as transitions"),
        ({"relations": ["income >= 1"]}, "names immutable columns alone"),
        ({"relations": ["age >= 18"], "immutable": ["age"]}, "names immutable columns alone"),
        ({"relations": [f"age >= {n}" for n in range(MOST_RELATIONS + 1)]}, "17 relations are more than 16"),
        ({"transitions": {"job": {"none": ["clrk"]}}}, "name 'clrk', which is no level; did you mean 'clerk'"),
        ({"transitions": {"job": {}}}, "allow no move: make it immutable instead"),
        ({"transitions": {"job": {"none": []}}}, "allow no move: make it immutable instead"),
        ({"transitions": {"job": [("none",)]}}, "must be pairs of levels, or levels by level"),
        ({"transitions": {"job": {"x\ny": ["clerk"]}}}, "its levels are 'none', 'clerk', 'smith'"),
        ({"transitions": {"age": {"1": ["2"]}}}, "a number has no transitions; give it a direction or a range"),
        ({"transitions": {"jb": {"none": ["clerk"]}}}, "has no feature 'jb' to constrain; did you mean 'job'"),
        ({"immutable": "zip"}, "has no feature 'zip' to constrain; its features are"),
        ({"directions": {"age": "left"}}, "the direction of 'age' must be up or down, not 'left'"),
        ({"ranges": {"job": (0, 1)}}, "a category has no range"),
        ({"ranges": {"age": (2, 1)}}, r"the range from 2\.0 to 1\.0 is empty"),
    ],
)
def test_what_does_not_fit_the_data_is_refused(asked, message):
    with pytest.raises(InputError, match=message) as caught:
        constrain(loans(), **asked)
    assert str(caught.value).isprintable()
