"""A user's table becomes the data set that its cells say."""

import csv
import io
import math
import re
import subprocess
import sys
import tempfile
from datetime import date
from decimal import Decimal
from hashlib import sha256
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from empirical.data.dataset import Dataset
from empirical.data.split import split
from empirical.data.table.load import DESCRIBED, TableFile, describe, load_table
from empirical.data.table.notation import Notation
from empirical.data.table.placeholders import are_placeholders
from empirical.data.table.schema import MISSING, Declared, read_schema
from empirical.errors import InputError

LOANS = """age,job,income,sex,approved
25,none,1000.5,f,yes
40,clerk,2e3,m,no
31,none,-7,f,no
58,smith,0.25,m,yes
"""


@pytest.fixture
def load(tmp_path):
    def load(content, target="approved", favourable="yes", *, schema=None, name="loans.csv", **settings) -> Dataset:
        file = tmp_path / name
        if isinstance(content, pl.DataFrame):
            content.write_parquet(file)
        else:
            file.write_bytes(content if isinstance(content, bytes) else content.encode())
        if schema is not None:
            (tmp_path / "schema.toml").write_text(schema, encoding="utf-8")
            settings["schema"] = str(tmp_path / "schema.toml")
        return load_table(TableFile(str(file), target, favourable, **settings))

    return load


def cells(data: Dataset, name: str) -> list:
    """The cells of a feature: numbers, or the texts of its levels."""
    index = [feature.name for feature in data.features].index(name)
    feature, values = data.features[index], data.values[:, index].tolist()
    return [feature.levels[int(value)] for value in values] if feature.levels else values


def feature(data: Dataset, name: str):
    return next(entry for entry in data.features if entry.name == name)


def test_numbers_and_categories_in_the_order_of_the_file(load):
    data = load(LOANS, immutable=("age", "sex"))
    assert [entry.name for entry in data.features] == ["age", "job", "income", "sex"]
    assert cells(data, "age") == [25, 40, 31, 58]
    assert cells(data, "income") == [1000.5, 2000, -7, 0.25]
    assert cells(data, "job") == ["none", "clerk", "none", "smith"]
    assert feature(data, "job").levels == ("clerk", "none", "smith")
    assert data.labels.tolist() == [1, -1, -1, 1]
    assert [entry.name for entry in data.features if entry.immutable] == ["age", "sex"]
    assert data.protected == ("sex",)  # age is no category
    assert (data.name, data.source, data.favourable) == ("loans", "file loans.csv", "approved = yes")
    assert data.sha256 == sha256(LOANS.encode()).hexdigest()
    assert not data.impute
    assert data.notes == (
        "whole numbers only, and whole in every feasible recourse: age; `integer` in a schema says otherwise",
    )


def test_describe(load):
    schema = '[features.age]\ndirection = "up"\nrange = [0, 120]\nunit = "years"\n'
    data = load(LOANS, schema=schema, immutable=("sex",))
    assert DESCRIBED == ("feature", "type", "values", "immutable", "direction")
    assert describe(data) == [
        ("age", "number", "25 to 58 years; allowed 0 to 120", "no", "up"),
        ("job", "category", "clerk, none, smith", "no", ""),
        ("income", "number", "-7 to 2000", "no", ""),
        ("sex", "category", "f, m", "yes", ""),
    ]


def test_describe_shows_no_control_characters_and_no_long_texts(load):
    name, level = "\x1b[31m" + "n" * 300, "l\n" * 45
    data = load(f'"{name}",y\n"{level}",1\nb,0\n', "y", "1")
    assert feature(data, name).levels == ("b", level)
    (row,) = describe(data)
    assert all(cell.isprintable() and len(cell) < 100 for cell in row)


def test_everything_that_can_be_loaded_can_be_split(load):
    rows = "".join(f"{i},{'ab'[i % 2]},{'' if i % 7 == 0 else i % 2},same,{i % 3 // 2}\n" for i in range(60))
    data = load("n,c,z,k,y\n" + rows, "y", "1", missing="impute")
    designs = split(data, seed=0)
    assert np.isfinite(designs.train).all()
    assert designs.names[-2] == "k=same"
    assert not designs.actionable[-2]


# Types


def test_zero_and_one_are_a_category_however_they_are_written(load):
    data = load("a,b,c,y\n0,1.0,0,1\n1,0.0,0,0\n0,+1,0,1\n", "y", "1")
    assert feature(data, "a").levels == feature(data, "b").levels == ("0", "1")
    assert cells(data, "b") == ["1", "0", "1"]
    assert feature(data, "c").levels == ()  # constant, so a number


def test_a_constant_column_stays_with_a_note(load):
    data = load("a,b,c,y\n7,x,1,1\n7,x,2,0\n", "y", "1")
    assert feature(data, "b").levels == ("x",)
    assert {"a has the same value in every row", "b has the same value in every row"} < set(data.notes)


def test_fifty_texts_are_a_category_and_fifty_one_are_not(load):
    def table(n):
        return "a,y\n" + "".join(f"t{i % n},{i % 2}\n" for i in range(n + 1))

    assert len(feature(load(table(50), "y", "1"), "a").levels) == 50
    with pytest.raises(InputError, match="column 'a' has more than 50 different texts: leave it out"):
        load(table(51), "y", "1")
    data = load(table(51), "y", "1", schema='[features.a]\ntype = "category"\n')
    assert len(feature(data, "a").levels) == 51


def test_levels_are_in_the_order_of_numbers_if_all_are_numbers(load):
    declared = '[features.a]\ntype = "category"\n[features.b]\ntype = "category"\n'
    data = load("a,b,y\n10,10,1\n9,9,0\n1e1,x,1\n", "y", "1", schema=declared)
    assert feature(data, "a").levels == ("9", "10", "1e1")
    assert feature(data, "b").levels == ("10", "9", "x")


def test_mixed_columns(load):
    mixed = "a,y\n1,1\n2,0\n3+,1\n"
    with pytest.raises(InputError, match=re.escape("column 'a' has numbers, but '3+' in row 3")):
        load(mixed, "y", "1")
    assert cells(load(mixed, "y", "1", schema='[features.a]\ntype = "category"'), "a") == ["1", "2", "3+"]
    data = load(mixed, "y", "1", schema='missing = ["3+"]', missing="impute")
    np.testing.assert_array_equal(cells(data, "a"), [1, 2, np.nan])
    assert cells(load("a,y\n1,1\nx,0\n", "y", "1"), "a") == ["1", "x"]  # half numbers are not most


# Whole numbers


def test_a_number_is_whole_if_all_its_cells_are_and_it_has_more_than_two_values(load):
    data = load("whole,part,two,gaps,y\n1,1.5,1,-3.0,1\n2,2,3,,0\n3e0,3,1,0,1\n4,4,3,9,0\n", "y", "1", missing="impute")
    assert {entry.name for entry in data.features if entry.integer} == {"whole", "gaps"}
    assert any(
        note.startswith("whole numbers only, and whole in every feasible recourse: whole, ga") for note in data.notes
    )


def test_numbers_so_large_that_all_are_whole_are_not_called_whole(load):
    assert not feature(load("a,y\n1e30,1\n2e30,0\n3e30,1\n", "y", "1"), "a").integer


def test_a_schema_decides_what_is_whole(load):
    table = "a,b,y\n1,1,1\n2,2,0\n3,1,1\n"
    data = load(table, "y", "1", schema="[features.a]\ninteger = false\n[features.b]\ninteger = true\n")
    assert [entry.integer for entry in data.features] == [False, True]
    with pytest.raises(InputError, match=r"column 'a' is declared integer, but has 2\.5"):
        load(table.replace("2,2", "2.5,2"), "y", "1", schema="[features.a]\ninteger = true\n")


# Missing cells

GAPS = "a,b,y\n1,x,1\n,z,0\n3,NA,1\n4,x,0\n"


def test_missing_refused(load):
    message = (
        "loans.csv: 2 cells missing, in 'a' (1), 'b' (1): fill them in, leave their rows out with --missing drop, "
        "or have them filled with --missing impute"
    )
    with pytest.raises(InputError, match=re.escape(message)):
        load(GAPS, "y", "1")


def test_missing_dropped(load):
    data = load(GAPS, "y", "1", missing="drop")
    assert cells(data, "a") == [1, 4]
    assert cells(data, "b") == ["x", "x"]
    assert data.labels.tolist() == [1, -1]
    assert "2 rows of 4 with missing cells were dropped; rows are counted without them" in data.notes
    assert not data.impute


def test_missing_imputed(load):
    data = load(GAPS, "y", "1", missing="impute")
    np.testing.assert_array_equal(cells(data, "a"), [1, np.nan, 3, 4])
    assert cells(data, "b") == ["x", "z", "(missing)", "x"]
    assert feature(data, "b").levels == ("x", "z", "(missing)")
    assert data.impute
    assert data.notes[:2] == (
        "1 missing number filled with the median of the training instances",
        "1 missing cell of categories became the level (missing)",
    )


def test_missing_zero_one_is_a_category_with_a_third_level(load):
    data = load("a,y\n1,1\n,0\n0,1\n", "y", "1", missing="impute")
    assert cells(data, "a") == ["1", "(missing)", "0"]
    assert feature(data, "a").levels == ("0", "1", "(missing)")
    assert not data.impute


@pytest.mark.parametrize("text", [*MISSING, "  ", " NA\t"])
def test_what_counts_as_missing(load, text):
    table = f"a,b,y\n1,x,1\n{text},x,0\n3,x,1\n"
    with pytest.raises(InputError, match=re.escape("1 cell missing, in 'a' (1)")):
        load(table, "y", "1")


def test_a_schema_names_what_is_missing_instead(load):
    data = load("a,b,y\n1,NA,1\n?,x,0\n", "y", "1", schema='missing = ["?"]', missing="impute")
    np.testing.assert_array_equal(cells(data, "a"), [1, np.nan])
    assert cells(data, "b") == ["NA", "x"]


def test_missing_target(load):
    table = "a,y\n1,1\n2,\n3,0\n"
    for policy in ("refuse", "impute"):
        with pytest.raises(InputError, match="the target 'y' is missing in 1 row: fill it in"):
            load(table, "y", "1", missing=policy)
    assert cells(load(table, "y", "1", missing="drop"), "a") == [1, 3]


def test_spaces_around_cells_do_not_count(load):
    table = "age, work, y\n39, Private, >50K\n50, ?, <=50K\n38, Private, <=50K\n\n"
    data = load(table, "y", ">50K", schema='missing = ["?"]', missing="impute")
    assert cells(data, "age") == [39, 50, 38]
    assert cells(data, "work") == ["Private", "(missing)", "Private"]
    assert data.labels.tolist() == [1, -1, -1]


def test_dropped_columns_miss_nothing(load):
    assert cells(load("a,b,y\n1,,1\n2,,0\n", "y", "1", drop=("b",)), "a") == [1, 2]


def test_messages_count_rows_of_the_file_even_after_a_drop(load):
    with pytest.raises(InputError, match="column 'a' is infinite in row 3 "):
        load("a,y\n1,1\n,0\ninf,1\n2,0\n", "y", "1", missing="drop")


# Target


@pytest.mark.parametrize(
    ("values", "favourable"), [("1.0 0", "1"), ("1 0", "1.0"), ("1e0 -3", " 1"), ("yes no", "yes"), ("1 no", "1.0")]
)
def test_favourable_values(load, values, favourable):
    first, second = values.split()
    assert load(f"a,y\n5,{first}\n6,{second}\n7,{second}\n", "y", favourable).labels.tolist() == [1, -1, -1]


def test_many_values_of_the_target(load):
    data = load("a,y\n1,low\n2,high\n3,mid\n4,low\n", "y", "low")
    assert data.labels.tolist() == [1, -1, -1, 1]
    assert data.notes[0] == "y has 3 values: low stands against all others, which are high (1), mid (1)"


def test_the_target_is_no_feature_wherever_it_stands(load):
    for header in ("y,a,b", "a,y,b", "a,b,y"):
        data = load(f"{header}\n1,1,1\n0,0,0\n2,2,2\n", "y", "1")
        assert [entry.name for entry in data.features] == ["a", "b"]


def test_leaks(load):
    rows = "".join(f"{i % 2},{1 - i % 2},{(5, 9)[i % 2]},{i % 5 // 2},{i},{i % 4},{i % 2}\n" for i in range(40))
    data = load("same,opposite,number,none,id,finer,y\n" + rows, "y", "1")
    leaks = [note.split()[0] for note in data.notes if note.endswith("decides the label alone: is it a leak?")]
    assert leaks == ["same", "opposite", "number", "finer"]


# Schema

SCHEMA = """
missing = ["", "?"]
[features.age]
type = "number"
immutable = true
direction = "up"
range = [0, 50]
unit = "years"
[features.job]
type = "category"
levels = ["none", "clerk", "smith", "judge"]
[features.income]
drop = true
"""


def test_schema(load):
    data = load(LOANS, schema=SCHEMA, immutable=("sex",))
    age, job, sex = data.features
    assert (age.immutable, age.direction, age.low, age.high, age.unit) == (True, 1, 0, 50, "years")
    assert job.levels == ("none", "clerk", "smith", "judge")
    assert cells(data, "job") == ["none", "clerk", "none", "smith"]
    assert sex.immutable
    assert data.notes[0] == "age lies outside its declared range in 1 row"


def test_the_schema_in_the_documentation(tmp_path):
    text = (Path(__file__).parents[4] / "docs" / "data.md").read_text(encoding="utf-8")
    (tmp_path / "s.toml").write_text(text.split("```toml\n")[1].split("```")[0], encoding="utf-8")
    schema = read_schema(str(tmp_path / "s.toml"))
    assert schema.missing == ("", "?")
    assert schema.notation == Notation(",")
    assert schema.features == {
        "age": Declared("number", immutable=True, direction=1, low=0.0, high=120.0, unit="years", integer=True),
        "income": Declared("number", missing=("-9",), notation=Notation(thousands=".", strip=("EUR",))),
        "job": Declared("category", direction=1, levels=("none", "some"), transitions=(("none", "some"),)),
        "notes": Declared(drop=True),
    }


def test_a_declared_number_stays_one(load):
    data = load("a,y\n1,1\n0,0\n", "y", "1", schema='[features.a]\ndirection = "down"')
    assert feature(data, "a").levels == ()
    assert feature(data, "a").direction == -1


def test_a_category_with_a_direction_has_no_missing_level(load):
    """A recourse would lead to it: it is the last one, and means nothing."""
    schema = '[features.a]\nlevels = ["low", "high"]\ndirection = "up"'
    text = "a,y\nlow,1\nhigh,0\n,1\n"
    assert feature(load(text, "y", "1", schema=schema, missing="drop"), "a").direction == 1
    with pytest.raises(InputError, match="has a direction and missing cells"):
        load(text, "y", "1", schema=schema, missing="impute")


# Parquet


def test_parquet(load):
    frame = pl.DataFrame(
        {
            "int": [3, None, 5],
            "float": [0.5, float("nan"), 2.0],
            "bool": [True, False, True],
            "text": ["a", " b ", "a"],
            "kind": pl.Series(["u", "v", "u"], dtype=pl.Categorical),
            "enum": pl.Series(["u", "v", "u"], dtype=pl.Enum(["v", "u"])),
            "day": [date(2020, 1, 2), None, date(2019, 1, 1)],
            "money": [Decimal("1.25"), Decimal("2.50"), None],
            "digits": ["1", "2", "30"],
            "list": [[1], [2], [3]],
            "y": [True, False, False],
        }
    )
    data = load(frame, "y", "true", missing="impute", drop=("list",), name="t.parquet")
    np.testing.assert_array_equal(cells(data, "int"), [3, np.nan, 5])
    np.testing.assert_array_equal(cells(data, "float"), [0.5, np.nan, 2])
    assert cells(data, "bool") == ["true", "false", "true"]
    assert cells(data, "text") == ["a", "b", "a"]
    assert cells(data, "kind") == cells(data, "enum") == ["u", "v", "u"]
    assert cells(data, "day") == ["2020-01-02", "(missing)", "2019-01-01"]
    np.testing.assert_array_equal(cells(data, "money"), [1.25, 2.5, np.nan])
    assert cells(data, "digits") == [1, 2, 30]
    assert data.labels.tolist() == [1, -1, -1]


def test_parquet_is_known_by_its_content_and_csv_too(load):
    frame = pl.DataFrame({"a": [1, 2], "y": ["u", "v"]})
    assert cells(load(frame, "y", "u", name="t.csv"), "a") == [1, 2]
    assert cells(load(b"a,y\n1,u\n2,v\n", "y", "u", name="t.parquet"), "a") == [1, 2]
    assert cells(load(b"PAR1,y\n1,u\n2,v\n", "y", "u", name="t"), "PAR1") == [1, 2]


def test_parquet_numbers_may_be_named_missing_and_be_levels(load):
    frame = pl.DataFrame({"a": [1, -999, 3], "b": [1.0, 2.5, 1.0], "y": [1.0, 0.0, 0.0]})
    schema = 'missing = ["-999"]\n[features.b]\nlevels = [2.5, 1]\n'
    data = load(frame, "y", "1", schema=schema, missing="impute", name="t.parquet")
    np.testing.assert_array_equal(cells(data, "a"), [1, np.nan, 3])
    assert cells(data, "b") == ["1", "2.5", "1"]


# Any table

DELIMITERS = [",", ";", "\t", "|", " "]
DIALECTS = [(csv.QUOTE_MINIMAL, "\r\n"), (csv.QUOTE_ALL, "\n"), (csv.QUOTE_ALL, "\r")]
HOSTILE = st.sampled_from(list("ab,;|\t\n\r '\"\\$<>&.0\x1b\u202e\u2028é漢😀"))
NUMBERS = st.floats(-1e100, 1e100) | st.integers(-9, 9).map(float)
texts = st.text(HOSTILE, max_size=6)
names = st.text(HOSTILE, min_size=1, max_size=8).filter(lambda name: name.strip(" \t"))
NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")


@st.composite
def tables(draw):
    """Names and columns of text, in a table of a few rows with a target of both classes."""
    rows = draw(st.integers(2, 7))
    numeric = st.lists(NUMBERS.map(repr), min_size=rows, max_size=rows)
    textual = st.lists(texts, min_size=rows, max_size=rows)
    columns = draw(st.lists(numeric | textual, min_size=1, max_size=4))
    header = draw(
        st.lists(names, min_size=len(columns) + 1, max_size=len(columns) + 1, unique_by=lambda name: name.strip(" \t"))
    )
    target = draw(st.lists(st.sampled_from(["yes", "no"]), min_size=rows, max_size=rows))
    assume(len(set(target)) == 2)
    return header, [target, *columns]


def written(header, columns, delimiter=",", dialect=DIALECTS[0]) -> bytes:
    buffer = io.StringIO(newline="")
    quoting, end = dialect
    writer = csv.writer(buffer, delimiter=delimiter, quoting=quoting, lineterminator=end)
    writer.writerows([header, *zip(*columns, strict=True)])
    return buffer.getvalue().encode()


def loaded(content: bytes, target: str, favourable: str = "yes", **settings) -> Dataset:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "any.csv"
        file.write_bytes(content)
        return load_table(TableFile(str(file), target, favourable, missing="impute", header=True, **settings))


def expected(column):
    """What a column must become, by the rules in words; ``None`` if it must be refused.

    Numbers written otherwise have digits; test_notation.py tests them.
    """
    column = [cell.strip(" \t") for cell in column]
    present = [cell for cell in column if cell not in MISSING]
    numbers = [cell for cell in present if NUMBER.fullmatch(cell)]
    others = [cell for cell in present if not NUMBER.fullmatch(cell)]
    assume(not any(character.isdigit() for cell in others for character in cell))
    if not present:
        return None
    if is_code(present):
        return ["(missing)" if cell in MISSING else cell for cell in column]
    mostly, many = len(numbers) > len(present) / 2, len(set(map(float, numbers))) > 2
    if others and are_placeholders(others) and (mostly or many):
        return [float(cell) if cell in numbers else math.nan for cell in column]
    if others and mostly:
        return None
    if others:
        return ["(missing)" if cell in MISSING else cell for cell in column]
    values = [math.nan if cell in MISSING else float(cell) for cell in column]
    different = {float(cell) for cell in numbers}
    if different == {0.0, 1.0} or (len(different) == 2 < len(present) and all(map(float.is_integer, different))):
        return ["(missing)" if math.isnan(value) else f"{value + 0.0}".removesuffix(".0") for value in values]
    return values


def is_code(cells) -> bool:
    """Whether the cells are digits of one length, of which some begin with 0."""
    lengths = {len(cell) for cell in cells}
    digits = all(cell.isdigit() and cell.isascii() for cell in cells)
    return digits and len(lengths) == 1 < max(lengths) and len(set(cells)) > 1 and any(cell[0] == "0" for cell in cells)


@pytest.mark.property
@given(tables(), st.sampled_from(DELIMITERS), st.sampled_from(DIALECTS))
@example((["y", "a"], [["yes", "no"], ["0", "-0.0"]]), ",", DIALECTS[0])
@example((["y", "*"], [["yes", "no"], ["^.*$", ""]]), ",", DIALECTS[0])
def test_what_a_csv_writer_writes_is_what_is_read(table, delimiter, dialect):
    header, columns = table
    content = written(header, columns, delimiter, dialect)
    target = header[0].strip(" \t")
    wanted = [want for column in columns[1:] if (want := expected(column)) is not None]
    if len(wanted) < len(columns) - 1:
        with pytest.raises(InputError):
            loaded(content, target, separator=delimiter)
        return
    data = loaded(content, target, separator=delimiter)
    assert [entry.name for entry in data.features] == [name.strip(" \t") for name in header[1:]]
    assert data.labels.tolist() == [1 if cell == "yes" else -1 for cell in columns[0]]
    for entry, want in zip(data.features, wanted, strict=True):
        found = cells(data, entry.name)
        assert all(left == right or (left != left and right != right) for left, right in zip(found, want, strict=True))


@pytest.mark.property
@given(tables(), st.randoms(use_true_random=False))
def test_the_order_of_rows_decides_nothing(table, random):
    header, columns = table
    assume(None not in [expected(column) for column in columns[1:]])
    order = list(range(len(columns[0])))
    random.shuffle(order)
    data = loaded(written(header, columns), header[0].strip(" \t"))
    other = loaded(written(header, [[column[i] for i in order] for column in columns]), header[0].strip(" \t"))
    assert data.features == other.features
    assert data.notes == other.notes
    np.testing.assert_array_equal(data.values[order], other.values)
    np.testing.assert_array_equal(data.labels[order], other.labels)


@pytest.mark.property
@given(tables())
def test_parquet_of_the_same_texts_is_the_same_data(table):
    header, columns = table
    assume(None not in [expected(column) for column in columns[1:]])
    frame = pl.DataFrame([pl.Series(name, column, pl.String) for name, column in zip(header, columns, strict=True)])
    buffer = io.BytesIO()
    frame.write_parquet(buffer)
    target = header[0].strip(" \t")
    data, other = loaded(written(header, columns), target), loaded(buffer.getvalue(), target)
    assert data.features == other.features
    np.testing.assert_array_equal(data.values, other.values)
    np.testing.assert_array_equal(data.labels, other.labels)


@pytest.mark.property
@given(st.lists(st.floats(-1e100, 1e100), min_size=3, max_size=20))
def test_numbers_are_read_to_the_last_bit(numbers):
    target = ["yes", "no", *["no"] * (len(numbers) - 2)]
    content = written(["y", "a"], [target, [repr(number) for number in numbers]])
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "s.toml").write_text('[features.a]\ntype = "number"\n', encoding="utf-8")
        data = loaded(content, "y", schema=str(Path(folder) / "s.toml"))
    assert data.values[:, 0].tobytes() == np.array(numbers).tobytes()


# Size

MEASURED = """
import pathlib, resource, sys
from empirical.data.table.load import TableFile, load_table
data = load_table(TableFile(sys.argv[1], "y", "yes"))
status = pathlib.Path("/proc/self/status")  # where it exists: getrusage also counts the memory of the parent process
held = int(status.read_text().split("VmHWM:")[1].split()[0]) if status.exists() else 0
print(*data.values.shape, held or resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, data.values[:, 0].sum().hex())
"""


def test_a_million_rows_take_less_than_two_gib(tmp_path):
    rng = np.random.default_rng(0)
    columns = {f"x{i}": rng.normal(size=10**6).round(4) for i in range(8)}
    columns["k"] = rng.choice(["alpha", "beta", "gamma"], 10**6)
    columns["y"] = rng.choice(["yes", "no"], 10**6)
    file = tmp_path / "million.csv"
    pl.DataFrame(columns).write_csv(file)
    command = [sys.executable, "-c", MEASURED, str(file)]
    run = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    rows, width, peak, total = run.stdout.split()
    assert (int(rows), int(width)) == (10**6, 9)
    assert float.fromhex(total) == columns["x0"].sum()
    assert int(peak) * (1 if sys.platform == "darwin" else 1024) < 2 * 2**30
