"""Constraints in the schema of a table and in its options: they become those of the data set."""

import pytest

from empirical.data import Dataset, TableFile, load_table
from empirical.errors import InputError

LOANS = """age,years,job,owner,income,approved
25,3,none,0,1000.5,yes
40,30,clerk,1,2000,no
31,10,none,0,700,no
58,20,smith,1,250,yes
35,20,smith,0,250,no
"""
SCHEMA = """
relations = ["age >= years + 16"]
[features.job]
transitions = {none = ["clerk"], clerk = ["smith"]}
[features.owner]
transitions = {0 = [1]}
"""


@pytest.fixture
def load(tmp_path):
    def load(schema: str = "", **settings) -> Dataset:
        (tmp_path / "loans.csv").write_text(LOANS)
        (tmp_path / "loans.toml").write_text(schema, encoding="utf-8")
        named = {"schema": str(tmp_path / "loans.toml")} if schema else {}
        return load_table(TableFile(str(tmp_path / "loans.csv"), "approved", "yes", **named, **settings))

    return load


def by_name(data: Dataset) -> dict:
    return {feature.name: feature for feature in data.features}


def test_a_schema_declares_moves_and_relations(load):
    data = load(SCHEMA)
    assert by_name(data)["job"].transitions == (("none", "clerk"), ("clerk", "smith"))
    assert by_name(data)["owner"].transitions == (("0", "1"),)
    assert [one.text for one in data.relations] == ["age >= years + 16"]
    assert any("age >= years + 16 is broken in 2 rows" in note for note in data.notes)


def test_options_are_added_to_the_schema_and_decide_where_both_speak(load):
    data = load(
        SCHEMA,
        transitions=("job: smith>none",),
        relations=("income >= 10 * age",),
        directions=("age: up",),
        ranges=("years: 0..40",),
        immutable=("income",),
    )
    features = by_name(data)
    assert features["job"].transitions == (("smith", "none"),)
    assert features["owner"].transitions == (("0", "1"),)
    assert [one.text for one in data.relations] == ["age >= years + 16", "income >= 10 * age"]
    assert (features["age"].direction, features["income"].immutable) == (1, True)
    assert (features["years"].low, features["years"].high) == (0.0, 40.0)


def test_moves_are_of_categories_and_ranges_of_numbers(load):
    levels = '[features.job]\nlevels = ["none", "clerk", "smith"]'
    assert by_name(load(levels, directions=("job: up",)))["job"].direction == 1
    assert by_name(load(transitions=("owner: 0>1",)))["owner"].levels == ("0", "1")
    assert not by_name(load(ranges=("owner: 0..1",)))["owner"].levels
    for schema, settings, message in (
        (SCHEMA, {"ranges": ("job: 1..2",)}, "--range is not for 'job', a category"),
        ('[features.job]\ntype = "category"', {"directions": ("job: up",)}, "needs its `levels` in a --schema"),
        (
            '[features.age]\ntype = "number"',
            {"transitions": ("age: 25>40",)},
            "--transition is not for 'age'",
        ),
    ):
        with pytest.raises(InputError, match=message):
            load(schema, **settings)


@pytest.mark.parametrize(
    ("schema", "settings", "message"),
    [
        ("relations = 'age >= 1'", {}, r"loans.toml: relations must be a list of texts such as"),
        ("relations = ['agee >= 1']", {}, "loans.toml: the relation 'agee >= 1' names no column 'agee'; did you mean"),
        ("relations = ['approved >= 1']", {}, "names no column 'approved'"),
        ("[features.age]\nrelations = []", {}, "unknown key 'relations'"),
        ("[features.job]\ntransitions = ['none']", {}, r"transitions must be levels with those that each may become"),
        ("[features.job]\ntransitions = {}", {}, r"transitions must be levels with those"),
        ("[features.job]\ntransitions = {none = 'clerk'}", {}, r"transitions must be levels with those"),
        ("[features.job]\ntransitions = {none = ['clrk']}", {}, "'clrk', which is no level; did you mean 'clerk'"),
        ("[features.age]\nrange = [0, 9]\ntransitions = {none = ['x']}", {}, "drop one of the two"),
        ("", {"transitions": ("jb: a>b",)}, "no column 'jb', which --transition names"),
        ("", {"ranges": ("approved: 0..1",)}, "'approved' is the target, and --range names it"),
        ("", {"directions": ("a\nge: up",)}, "no column 'a.nge', which --direction names"),
        ("", {"relations": ("job >= 1",)}, "counts with 'job', a category"),
        ("", {"relations": ("income >= 1",), "drop": ("income",)}, "names no column 'income'"),
    ],
)  # fmt: skip
def test_what_does_not_fit_the_table_is_refused_in_one_line(load, schema, settings, message):
    with pytest.raises(InputError, match=message) as caught:
        load(schema, **settings)
    assert str(caught.value).isprintable()
