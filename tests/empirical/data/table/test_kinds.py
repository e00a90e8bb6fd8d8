"""Kinds of tables that were once read wrongly without a word: every kind in several files."""

import io
import re
import time

import numpy as np
import polars as pl
import pytest
from support.advice import followed, table_file
from support.patience import SOON

from empirical.data.table.load import TableFile, load_table
from empirical.data.table.notation import Notation
from empirical.data.table.written import read_written
from empirical.errors import InputError

ROWS = range(60)
AGES = [20 + row * 7 % 45 for row in ROWS]
LABELS = [("no", "yes")[row % 3 > 0] for row in ROWS]


@pytest.fixture
def load(tmp_path):
    """Load a table of ages, labels and further columns, given as text or as columns of cells."""

    def load(table, *, folder=tmp_path, target="ok", favourable="yes", **options):
        path = folder / "table"
        if isinstance(table, bytes | str):
            path.write_bytes(table if isinstance(table, bytes) else table.encode())
        else:
            path.write_text(text(table), encoding="utf-8")
        return load_table(table_file(path, target=target, favourable=favourable, **options))

    return load


@pytest.fixture
def refused(load):
    def refused(table, **options) -> str:
        with pytest.raises(InputError) as caught:
            load(table, **options)
        return str(caught.value)

    return refused


def text(columns, separator=",", *, header=True) -> str:
    """The text of a table: further columns by name, between ages and labels."""
    whole = {"age": AGES, **columns, "ok": columns.get("ok", LABELS)}
    rows = [*([whole] if header else []), *zip(*whole.values(), strict=True)]
    return "\n".join(separator.join(map(str, row)) for row in rows) + "\n"


def parquet(**columns) -> bytes:
    buffer = io.BytesIO()
    pl.DataFrame({"age": AGES, **columns, "ok": LABELS}).write_parquet(buffer)
    return buffer.getvalue()


def names(data) -> list[str]:
    return [feature.name for feature in data.features]


def cells(data, name) -> list:
    feature, values = data.features[names(data).index(name)], data.values[:, names(data).index(name)]
    return [feature.levels[int(value)] for value in values] if feature.levels else values.tolist()


def said(data, *words) -> bool:
    return any(all(word in note for word in words) for note in data.notes)


# Numbers written otherwise

WRITTEN = {
    "decimal commas, few": (lambda v: f'"{v % 4 / 2:.1f}"'.replace(".", ","), lambda v: v % 4 / 2, "decimal comma"),
    "decimal commas, many": (lambda v: f'"{v / 100:.2f}"'.replace(".", ","), lambda v: v / 100, "decimal comma"),
    "percent, few": (lambda v: f"{v % 9 * 10}%", lambda v: v % 9 * 10.0, "%"),
    "percent, many": (lambda v: f"{v / 100:.2f} %", lambda v: v / 100, "%"),
    "dollars": (lambda v: f'"${v * 1001:,}"', lambda v: v * 1001.0, "thousands mark ',', $"),
    "euros": (
        lambda v: f'"{v * 1001 / 100:,.2f} €"'.translate(str.maketrans(",.", ".,")),
        lambda v: v * 1001 / 100,
        "€",
    ),
    "code of a currency": (lambda v: f"USD {v}.50", lambda v: v + 0.5, "USD"),
    "millions": (lambda v: f'"{v * 1_000_003:,}"', lambda v: v * 1_000_003.0, "thousands mark"),
    "apostrophes": (lambda v: f"{v * 1001 / 10:,.1f}".replace(",", "'"), lambda v: v * 1001 / 10, "thousands mark"),
    "narrow spaces": (lambda v: f"{v * 1001 / 10:,.1f}".replace(",", "\u202f"), lambda v: v * 1001 / 10, "thousands"),
    "spaces": (lambda v: f'"{v * 1001:,}"'.replace(",", " "), lambda v: v * 1001.0, "thousands mark ' '"),
    "months": (lambda v: f"{v} months", float, "months"),
    "one month, two months": (lambda v: f"{v % 7 + 1} month{'s' * (v % 7 > 0)}", lambda v: v % 7 + 1.0, "months"),
    "accounting": (lambda v: f"({v}.5)" if v % 2 else f"{v}.5", lambda v: (v + 0.5) * (-1) ** (v % 2), "parentheses"),
    "minus at the end": (lambda v: f"{v}-" if v % 2 else f"{v}", lambda v: v * (-1.0) ** (v % 2), "minus sign at"),
    "typographic minus": (lambda v: f"\u2212{v}.5" if v % 2 else f"{v}.5", lambda v: (v + 0.5) * (-1) ** (v % 2), ""),
}
"""How a number is written, what it is, and what the note says."""


@pytest.mark.parametrize("way", WRITTEN)
def test_numbers_written_otherwise_are_numbers(load, way):
    write, number, note = WRITTEN[way]
    values = [1 + row * 13 % 97 for row in ROWS]
    data = load({"x": [write(value) for value in values]})
    np.testing.assert_allclose(cells(data, "x"), [number(value) for value in values], rtol=1e-15)
    assert said(data, "x is read as a number", note) or not note


@pytest.mark.parametrize("way", WRITTEN)
def test_numbers_written_otherwise_are_the_same_in_parquet(load, way):
    write, number, _ = WRITTEN[way]
    values = [1 + row * 13 % 97 for row in ROWS]
    data = load(parquet(x=[write(value).strip('"') for value in values]))
    np.testing.assert_allclose(cells(data, "x"), [number(value) for value in values], rtol=1e-15)


DOUBTS = {
    "a comma before three digits": ([f'"{1 + row % 9},{row + 100}"' for row in ROWS], "--thousands , or --decimal ,"),
    "some without": ([f'"{1 + row % 9},{row + 100}"' if row % 3 else f"{row}" for row in ROWS], "--thousands ,"),
    "euros with a point": ([f"€{1 + row % 9}.{row + 100}" for row in ROWS], "--thousands . or --decimal ."),
    "percent beside some": ([f"{row * 7 % 23}%" if row % 2 else f"{row}" for row in ROWS], "--strip %"),
    "kilometres beside some": ([f"{row * 7 % 23} km" if row % 2 else f"{row}" for row in ROWS], "--strip km"),
}


@pytest.mark.parametrize("case", DOUBTS)
def test_numbers_that_can_be_read_in_two_ways_are_refused_until_somebody_says_which(load, refused, case):
    column, options = DOUBTS[case]
    message = refused({"x": column})
    assert "column 'x' has numbers, but" in message
    assert message.rpartition("add: ")[2].startswith(options)
    for choice in options.split(" or "):
        name, value = choice.removeprefix("--").split()
        assert len(set(cells(load({"x": column}, **{name: value}), "x"))) > 20


@pytest.mark.parametrize("unit", ["k", "K", "m", "M", "bn", "Mio", "Mio. EUR", "TEUR", "thousand", "Millions"])
def test_multiplied_numbers_among_others_are_never_stripped(refused, tmp_path, unit):
    message = refused({"x": [f"{row * 7 % 23 + 1} {unit}" if row % 2 else f"{row * 100}" for row in ROWS]})
    assert f"{unit} stands beside some of its numbers" in message
    assert "--strip" not in message
    data, _ = followed(tmp_path / "table", target="ok", favourable="yes")
    assert names(data) == ["age"]


@pytest.mark.parametrize("units", [("m", "M"), ("m", "ms"), ("G", "g"), ("mb", "Mb"), ("mHz", "MHz")])
def test_units_that_differ_by_case_or_an_s_are_different_where_that_has_a_meaning(units):
    found = read_written(pl.Series([f"{row + 1} {units[row % 2]}" for row in ROWS]), Notation())
    assert np.isnan(found.numbers).all()


@pytest.mark.parametrize("units", [("Month", "months"), ("YEAR", "years"), ("kg", "kg."), ("Rs", "Rs."), ("yr", "yrs")])
def test_one_unit_may_be_spelled_in_several_ways(units):
    found = read_written(pl.Series([f"{row + 1} {units[row % 2]}" for row in ROWS]), Notation())
    assert found.numbers.tolist() == [row + 1.0 for row in ROWS]
    assert not found.doubt


def test_a_schema_says_how_one_column_is_written(load, tmp_path):
    schema = tmp_path / "s.toml"
    schema.write_text('[features.x]\nthousands = ","\n[features.z]\ndecimal = ","\n', encoding="utf-8")
    column = [f'"{1 + row % 9},{row + 100}"' for row in ROWS]
    data = load({"x": column, "z": column}, schema=str(schema))
    assert cells(data, "x")[1] == 2101
    assert cells(data, "z")[1] == 2.101


def test_points_that_may_stand_before_thousands_are_noted_and_can_be_said(load):
    column = [f"{1 + row % 9}.{row + 100}" for row in ROWS]
    data = load({"x": column})
    assert cells(data, "x")[1] == 2.101
    assert said(data, "x is read with decimal points; if they stand before thousands, --thousands .")
    assert cells(load({"x": column}, thousands="."), "x")[1] == 2101


@pytest.mark.parametrize("option", [{"decimal": ";"}, {"thousands": "x"}, {"decimal": ",", "thousands": ","}])
def test_marks_that_are_none(refused, option):
    assert re.search("decimal must be|thousands must be|cannot both be", refused({}, **option))


def test_few_texts_with_different_units_stay_a_category(load):
    data = load({"x": [("3 days", "2 weeks", "1 month")[row % 3] for row in ROWS]})
    assert cells(data, "x")[:3] == ["3 days", "2 weeks", "1 month"]


# Codes, however they are written


@pytest.mark.parametrize("codes", ["-7 -8 -9", "-7.0 -8.0 -9.0", "-7.00 -8 -9e0"])
@pytest.mark.parametrize("written", ["-7,-8,-9", "-7.0,-8.0,-9"])
@pytest.mark.parametrize("form", ["csv", "parquet of texts", "parquet of numbers"])
def test_a_number_that_means_missing_does_however_it_is_written(load, codes, written, form):
    column = [codes.split()[row % 3] if row % 5 == 0 else f"{row}.5" for row in ROWS]
    table = {"csv": {"x": column}, "parquet of texts": parquet(x=column)}.get(form, parquet(x=list(map(float, column))))
    data = load(table, missing_values=written, missing="impute")
    assert np.isnan(cells(data, "x")).sum() == 12


def test_a_column_has_its_own_codes_of_missing(load, tmp_path):
    schema = tmp_path / "s.toml"
    schema.write_text('[features.x]\nmissing = ["", "-9.0"]\n', encoding="utf-8")
    column = [-9 if row % 5 == 0 else row * 1.5 for row in ROWS]
    data = load({"x": column, "z": column}, schema=str(schema), missing="impute")
    assert np.isnan(cells(data, "x")).sum() == 12
    assert not np.isnan(cells(data, "z")).any()


@pytest.mark.parametrize("two", ["1 2", "0 9", "1.0 2.0", "-1 1"])
def test_two_codes_are_a_category_unless_a_schema_says_number(load, tmp_path, two):
    column = [two.split()[row % 2] for row in ROWS]
    levels = tuple(sorted((f"{float(code):g}" for code in two.split()), key=float))
    for table in ({"x": column}, parquet(x=column), parquet(x=list(map(float, column)))):
        data = load(table)
        assert data.features[1].levels == levels
    (tmp_path / "s.toml").write_text('[features.x]\ntype = "number"\n', encoding="utf-8")
    assert not load({"x": column}, schema=str(tmp_path / "s.toml")).features[1].levels


@pytest.mark.parametrize("table", ["1 2 3", "1.0 2.0 3.0", "+1 2 3.00"])
def test_declared_levels_match_numbers_however_they_are_written(load, tmp_path, table):
    (tmp_path / "s.toml").write_text('[features.x]\nlevels = [3, "2.0", 1]\n', encoding="utf-8")
    column = [table.split()[row % 3] for row in ROWS]
    for form in ({"x": column}, parquet(x=list(map(float, column)))):
        assert cells(load(form, schema=str(tmp_path / "s.toml")), "x")[:3] == ["1", "2.0", "3"]


PLACEHOLDERS = {
    "?": [("?", "7")[row % 2] if row % 3 else str(row) for row in ROWS],
    "n/a": ["n/a" if row % 10 else str(row) for row in ROWS],
    "unknown": [("unknown", str(row * 1.5))[row % 2] for row in ROWS],
    "-": ["-" if row % 4 == 0 else f"{row} km" for row in ROWS],
    ".": ["." if row % 4 == 0 else f"${row}" for row in ROWS],
    "#N/A": [("#N/A", f"{row}%")[row % 3 > 0] for row in ROWS],
}


@pytest.mark.parametrize("text", PLACEHOLDERS)
def test_a_number_column_with_placeholders_stays_one_whatever_their_share(load, refused, tmp_path, text):
    column = PLACEHOLDERS[text]
    message = refused({"x": column})
    assert f"{column.count(text)} cells missing, in 'x' ({column.count(text)}, '{text}' among them)" in message
    assert message.endswith("add: --missing impute")
    data, _ = followed(tmp_path / "table", target="ok", favourable="yes")
    assert np.isnan(cells(data, "x")).sum() == column.count(text)
    assert said(data, f"x is read as a number: '{text}' in {column.count(text)} rows counts as missing")


def test_people_without_a_label_can_only_be_left_out(refused, tmp_path):
    table = {"x": ["" if row % 7 == 0 else row * 1.5 for row in ROWS], "ok": ["", *LABELS[1:]]}
    for policy in ("refuse", "impute"):
        assert refused(table, missing=policy).endswith("leave those rows out with --missing drop; add: --missing drop")
        data, _ = followed(tmp_path / "table", target="ok", favourable="yes", missing=policy)
        assert len(data.labels) == 51


def test_an_unknown_placeholder_is_named_with_what_to_type(refused, tmp_path):
    message = refused({"x": ["see file" if row == 7 else row * 1.5 for row in ROWS]})
    assert "has numbers, but text in 1 row, the first of them 8" in message  # a cell that may identify is not quoted
    message = refused({"x": ["see file" if row % 9 == 7 else row % 12 for row in ROWS]})
    assert "column 'x' has numbers, but 'see file' in row 8" in message
    assert message.endswith("add: --missing-values 'see file' --missing impute")
    data, _ = followed(tmp_path / "table", target="ok", favourable="yes")
    assert np.isnan(cells(data, "x")).sum() == 6


# Columns that identify

KEYS = {
    "customer_id": [100_000 + row for row in ROWS],
    "client": [100_000 + row * 17 % 60 for row in ROWS],
    "Unnamed: 0": [row * 2 for row in ROWS],
    "case": [f"X{row:03d}" for row in ROWS],
    "email": [f"somebody{row}@example.org" for row in ROWS],
    "record_no": [row * row * 31 + 5 for row in ROWS],
    "zip": [f"{1000 + row * 331 % 20_000:05d}" for row in ROWS],
    "PassengerId": [row * 10 for row in ROWS],
    "postcode": [f"{100 + row % 20:05d}" for row in ROWS],
    "plz": [10_000 + row % 20 * 113 for row in ROWS],
    "branch": [f"{row % 20:03d}" for row in ROWS],
    "zip_code": [f"{900 + row % 20}xx" for row in ROWS],
}


@pytest.mark.parametrize("key", KEYS)
def test_what_identifies_is_left_out_with_a_note(load, key):
    data = load({key: KEYS[key], "income": [1000.5 + row * 97 % 61 for row in ROWS]})
    assert names(data) == ["age", "income"]
    assert said(data, "left out", key)


@pytest.mark.parametrize(
    "key", ["customer_id", "client", "Unnamed: 0", "record_no", "postcode", "plz", "branch", "zip_code"]
)
def test_keep_keeps_it(load, key):
    assert names(load({key: KEYS[key]}, keep=key)) == ["age", key]
    assert names(load({key: KEYS[key]}, immutable=key)) == ["age", key]


@pytest.mark.parametrize("key", ["case", "email", "zip"])
def test_what_cannot_be_kept_is_not_said_to_be(load, key):
    assert not said(load({key: KEYS[key]}), "--keep")


MEASURED = {
    "incomes with cents": [round(2031.55 + row * 137.31 % 5000, 2) for row in ROWS],
    "income": [1000 + row * 2357 % 7919 for row in ROWS],
    "sorted incomes": [1500 + row * row * 3 for row in ROWS],
    "amounts in fifties": [1000 + 50 * (row * 7 % 60) for row in ROWS],
    "prices in steps": [100_000 + 2500 * row for row in ROWS],
    "populations": [10_007 * (row * row + 3) for row in ROWS],
    "num_transactions": [row * 3 % 50 for row in ROWS],
}


@pytest.mark.parametrize("measure", MEASURED)
def test_a_measurement_that_differs_in_every_row_is_kept(load, measure):
    data = load({measure: MEASURED[measure]})
    assert cells(data, measure) == MEASURED[measure]


def test_twenty_people_of_different_ages_keep_them(load):
    table = "age,x,ok\n" + "".join(f"{20 + i * 3},{i * 1.5},{i % 2}\n" for i in range(20))
    assert names(load(table, favourable="1")) == ["age", "x"]


def test_few_codes_with_leading_zeros_are_a_category(load):
    data = load({"branch": [f"{row % 7:03d}" for row in ROWS]})
    assert data.features[1].levels == tuple(f"{code:03d}" for code in range(7))


def test_numbers_that_may_be_keys_or_dates_are_kept_and_noted(load):
    data = load({"phone": [30_123_457 + row * 7_654_321 % 60_000_011 for row in ROWS]})
    assert "phone" in names(data)
    assert said(data, "phone has another whole number in every row: if it identifies people, --drop phone")
    data = load({"since": [20_100_101 + 10_000 * (row % 9) + 100 * (row % 12) + row % 27 for row in ROWS]})
    assert said(data, "since looks like dates", "--drop since")


def test_the_index_that_pandas_writes_is_left_out(load):
    data = load(parquet(x=[row * 1.5 for row in ROWS], __index_level_0__=[row * 3 % 61 for row in ROWS]))
    assert names(data) == ["age", "x"]
    assert said(data, "__index_level_0__ left out, for it is the index that pandas wrote", "--keep __index_level_0__")


# Headers and first lines

BEFORE = {
    "title": "Report of 2024 exported by CRM\n",
    "title with commas": "Report, exported\n\n",
    "padded title": "Report,,,\n",
    "two lines": "Report\nof 2024\n",
    "comments": "# made by R\n# on Monday\n",
    "percent": "% Title: loans\n",
    "bar": "|1x3 Cross validator\n",
    "separator": "sep=,\n",
    "byte order mark": "\ufeff",
    "byte order mark and separator": "\ufeffsep=,\n",
}


@pytest.mark.parametrize("case", BEFORE)
def test_lines_before_the_table(load, case):
    table = {"x": [row * 1.5 for row in ROWS], "city": [("Köln", "Bonn")[row % 2] for row in ROWS]}
    data = load(BEFORE[case] + text(table))
    assert names(data) == ["age", "x", "city"]
    assert len(data.labels) == 60
    assert case == "byte order mark" or said(data, "before the table") or said(data, "separates cells")


def test_a_separator_line_is_believed(load):
    data = load("sep=;\n" + text({"x": [f"{row},5" for row in ROWS]}, ";"))
    assert cells(data, "x")[3] == 3.5


HEADERLESS = {
    "numbers and texts": ({"x": [f" {row * 1.5}" for row in ROWS], "city": ["u", "v"] * 30}, 4),
    "numbers alone": ({"ok": [row % 2 for row in ROWS], "x": [row * 3 % 17 for row in ROWS]}, 3),
    "a missing number in the first row": ({"x": ["?", *range(59)]}, 3),
    "texts alone": ({"age": ["u", "v", "w"] * 20, "b": ["p", "q"] * 30}, 3),
}


@pytest.mark.parametrize("case", HEADERLESS)
def test_a_header_that_is_a_row_is_refused_and_no_person_is_quoted(refused, tmp_path, case):
    columns, width = HEADERLESS[case]
    message = refused(text(columns, header=False), target="column9")
    assert "its first line looks like a row and no header" in message
    assert f"add: --no-header --target column{width}" in message
    favourable = "1" if case == "numbers alone" else "yes"
    target = f"column{list({'age': 0, **columns, 'ok': 0}).index('ok') + 1}"
    data, _ = followed(tmp_path / "table", target=target, favourable=favourable)
    assert len(data.labels) == 60


def test_names_and_no_header_and_header(load, refused):
    table = text({"x": [row * 1.5 for row in ROWS]}, header=False)
    assert names(load(table, header=False, target="column3")) == ["column1", "column2"]
    assert names(load(table, names="years,much,paid", target="paid")) == ["years", "much"]
    assert len(load(table, names="years,much,paid", target="paid").labels) == 60
    assert "has 3 columns, and --names gives 2 names" in refused(table, names="a,b")
    with_header = text({"x": [row * 1.5 for row in ROWS]})
    assert len(load(with_header, names="years,much,paid", target="paid", header=True).labels) == 60


LEGITIMATE = {
    "years": "2015,2016,2017",
    "pandas' numbers": "0,1,2",
    "one number among names": "income,2019,debt",
    "texts that look like cells": "yes,no,maybe",
}


@pytest.mark.parametrize("case", LEGITIMATE)
def test_headers_that_are_headers(load, case):
    first = LEGITIMATE[case].split(",")
    data = load({name: [row * (place + 3) % 41 for row in ROWS] for place, name in enumerate(first)})
    assert names(data) == ["age", *first]


def test_a_header_of_numbers_is_one_if_somebody_says_so(load, refused):
    table = "30,7,ok\n" + "".join(f"{age},{row % 9},{LABELS[row]}\n" for row, age in enumerate(AGES))
    assert "if it is a header, pass --header" in refused(table)
    assert names(load(table, header=True)) == ["30", "7"]


@pytest.mark.parametrize("end", ["", "\n\n\n", "\r\n\r\n", "Total amount funded in policy code 1: 471701350\n"])
def test_what_stands_below_the_table_is_no_row(load, end):
    data = load(text({"x": [row * 1.5 for row in ROWS]}) + end)
    assert len(data.labels) == 60
    assert bool(end.strip()) == said(data, "with a remark, or with the header again, left out: 62")


def test_a_header_in_the_middle_is_no_row(load):
    lines = text({"x": [row * 1.5 for row in ROWS]}).splitlines()
    data = load("\n".join([*lines[:30], lines[0], *lines[30:]]))
    assert len(data.labels) == 60
    assert said(data, "left out: 31")


def test_a_separator_at_the_end_makes_no_column(load):
    lines = text({"x": [row * 1.5 for row in ROWS]}).splitlines()
    for header, rows in ((",", ","), ("", ","), (",", "")):
        data = load("\n".join([lines[0] + header, *(line + rows for line in lines[1:])]))
        assert names(data) == ["age", "x"]


def test_names_of_rows_that_r_writes_are_left_out(load):
    lines = text({"x": [row * 1.5 for row in ROWS]}).splitlines()
    data = load("\n".join([lines[0], *(f'"{row + 1}",{line}' for row, line in enumerate(lines[1:]))]))
    assert names(data) == ["age", "x"]
    assert said(data, "has no name and counts or names the rows")


def test_a_second_row_of_units_is_no_person(load):
    lines = text({"x": [row * 1.5 for row in ROWS]}).splitlines()
    data = load("\n".join([lines[0], "years,EUR,label", *lines[1:]]))
    assert len(data.labels) == 60
    assert said(data, "its second line was left out")


def test_a_header_may_stand_in_a_comment(load):
    data = load("# " + text({"x": [row * 1.5 for row in ROWS]}))
    assert names(data) == ["age", "x"]
    assert said(data, "header stands in a comment")


# All problems at once


def test_one_message_names_every_column_and_its_advice_works(refused, tmp_path):
    table = {
        "case_no": [f"X{row:03d}" for row in ROWS],
        "opened": [f"2020-{1 + row % 12:02d}-{1 + row % 28:02d}" for row in ROWS],
        "note, long": [f"text {row % 55}" for row in ROWS],
        "empty": [""] * 60,
        "mixed": [f"{row * 1.5}" if row % 5 else "A7" for row in ROWS],
        "rate": [row * 0.5 if row % 9 else "" for row in ROWS],
    }
    rows = text(table).splitlines()
    rows[0] = rows[0].replace("note, long", '"note, long"')
    message = refused("\n".join(rows), favourable="Yes")
    for word in ("'opened' has dates", "'note, long' has more than 50", "'empty' has no cell", "'A7'", "(7)", "'Yes'"):
        assert word in message
    assert "\n" not in message
    assert not any(cell in message for cell in ("X00", "text 1", "2020-"))
    data, messages = followed(tmp_path / "table", target="ok", favourable="Yes", most=1)
    assert names(data) == ["age", "mixed", "rate"]
    assert len(messages) == 1


def test_hundreds_of_columns_are_named_in_one_message(refused):
    table = {f"note{place}": [f"t{row % 55}" for row in ROWS] for place in range(200)}
    message = refused(table)
    assert message.count("note") >= 200
    assert "each of the columns note0, note1" in message


# Labels spelled apart

SPELLED = {
    "a dot": (">50K", [">50K."]),
    "case": ("Yes", ["yes", "YES"]),
    "spaces": ("charged off", ["charged  off", "Charged Off"]),
    "an abbreviation": ("yes", ["y"]),
    "a typing error": ("approved", ["aproved"]),
    "joints": ("non-default", ["non default", "non_default"]),
}


@pytest.mark.parametrize("case", SPELLED)
def test_labels_that_differ_by_spelling_alone_are_refused(load, refused, tmp_path, case):
    wanted, others = SPELLED[case]
    labels = [("bad", wanted)[row % 2] for row in ROWS]
    labels[: 2 * len(others) : 2] = others
    message = refused({"ok": labels}, favourable=wanted)
    assert "differ by spelling alone" in message
    assert all(f"{other!r} (1)" in message for other in others)
    data, _ = followed(tmp_path / "table", target="ok", favourable=wanted)
    assert (data.labels == 1.0).sum() == 30 + len(others)
    apart = load({"ok": labels}, favourable=wanted, unfavourable=",".join(["bad", *others]))
    assert (apart.labels == 1.0).sum() == 30


@pytest.mark.parametrize("labels", ["A A+ A-", "grade1 grade2 grade3", "paid unpaid late", "male female other"])
def test_labels_that_differ_in_meaning_are_noted_with_their_counts(load, labels):
    first, second, third = labels.split()
    data = load({"ok": [(first, second, third)[row % 3] for row in ROWS]}, favourable=first)
    assert said(
        data, f"ok has 3 values: {first} stands against all others, which are ", f"{second} (20)", f"{third} (20)"
    )


def test_a_label_that_counts_as_missing_is_refused_with_what_mends_it(load, refused, tmp_path):
    labels = [("None", "late", "default")[row % 3] for row in ROWS]
    message = refused({"ok": labels}, favourable="None", missing="drop")
    assert "'None' of 'ok' is a label, but counts as missing" in message
    schema = tmp_path / "s.toml"
    schema.write_text(message.partition("without it: ")[2] + "\n", encoding="utf-8")
    assert (load({"ok": labels}, favourable="None", schema=str(schema)).labels == 1.0).sum() == 20

    signs = [(-1, 1)[row % 3 > 0] for row in ROWS]
    message = refused({"ok": signs}, favourable="-1.0", missing_values="-1,-9")
    assert message.endswith("counts as missing: take it out of --missing-values")
    assert (load({"ok": signs}, favourable="-1.0", missing_values="-9").labels == 1.0).sum() == 20
    assert "'-1' of 'ok' is a label" in refused({"ok": signs}, favourable="1", unfavourable="-1", missing_values="-1")


def test_a_value_that_is_both_favourable_and_unfavourable_is_refused(refused):
    labels = [("good", "bad", "open")[row % 3] for row in ROWS]
    message = refused({"ok": labels}, favourable="good,bad", unfavourable="good,open")
    assert "'good' of 'ok' is both favourable and unfavourable: name it in one of the two" in message


def test_a_value_that_is_neither_favourable_nor_unfavourable_is_refused(refused):
    labels = [("good", "bad", "open")[row % 3] for row in ROWS]
    message = refused({"ok": labels}, favourable="good", unfavourable="bad")
    assert "'ok' has 'open' in 20 rows, which is neither favourable nor unfavourable" in message


@pytest.mark.parametrize(("sign", "count"), [(">=", 30), (">", 29), ("<", 30), ("<=", 31), ("≥", 30)])
def test_a_regression_target_is_compared(load, sign, count):
    prices = [1000 + 100 * (row * 7 % 60) for row in ROWS]
    data = load({"price": prices}, target="price", favourable=f"{sign} 4000")
    assert (data.labels == 1.0).sum() == count
    written = {"price": [f"€ {price:,}".replace(",", " ") for price in prices]}
    assert (load(written, target="price", favourable=f"{sign}4000").labels == 1.0).sum() == count


@pytest.mark.parametrize("favourable", ["yes", "4000", "high"])
def test_a_regression_target_without_a_comparison_gets_advice_that_works(refused, tmp_path, favourable):
    message = refused({"price": [1000 + 100 * (row * 7 % 60) for row in ROWS]}, target="price", favourable=favourable)
    assert "'price' is a number with 60 different values" in message
    data, _ = followed(tmp_path / "table", target="price", favourable=favourable)
    assert (data.labels == 1.0).sum() == 30


def test_a_label_that_begins_like_a_comparison_is_a_label(load):
    labels = [("<=50K", ">50K")[row % 2] for row in ROWS]
    assert (load({"ok": labels}, favourable=">50K").labels == 1.0).sum() == 30
    labels = [("<=50", ">50")[row % 2] for row in ROWS]
    assert (load({"ok": labels}, favourable=">50").labels == 1.0).sum() == 30


# Wide tables


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_a_table_of_a_hundred_thousand_columns_is_refused(load, form):
    header = [f"x{place}" for place in range(100_000)]
    if form == "csv":
        row = ",".join("1" for _ in header)
        table = ",".join([*header, "ok"]) + "\n" + "".join(f"{row},{label}\n" for label in ("yes", "no"))
    else:
        buffer = io.BytesIO()
        pl.DataFrame([pl.Series(name, [1, 2]) for name in header[:20_000]]).write_parquet(buffer)
        table = buffer.getvalue()
    start = time.monotonic()
    with pytest.raises(InputError, match=r"columns, more than 10,000: take columns out of the file"):
        load(table)
    assert time.monotonic() - start < SOON


def test_a_design_of_too_many_columns_is_refused(load, tmp_path):
    schema = tmp_path / "s.toml"
    schema.write_text("".join(f'[features.x{place}]\ntype = "category"\n' for place in range(6)), encoding="utf-8")
    header = ",".join(f"x{place}" for place in range(6)) + ",ok\n"
    rows = "".join(",".join(f"t{row}" for _ in range(6)) + f",{row % 2}\n" for row in range(2000))
    with pytest.raises(InputError, match="becomes 12,000 columns, more than 10,000"):
        load(header + rows, favourable="1", schema=str(schema))


def test_the_target_of_a_file_without_a_header_is_the_column_that_holds_the_favourable_value(tmp_path):
    """``--target 4`` is the fourth column, not that whose first cell is 4."""
    rows = "".join(f"{4 + row * 3},{row * 1.5},{row % 9},{1 + row % 2 * 1}\n" for row in range(60))
    (tmp_path / "t.data").write_text(rows.replace(",2\n", ",good\n").replace(",1\n", ",bad\n"), encoding="utf-8")
    with pytest.raises(InputError, match=r"add: --no-header --target column4$"):
        load_table(TableFile(str(tmp_path / "t.data"), "4", "good"))


def test_digits_that_are_hidden_make_a_text(load):
    data = load({"area": [f"{90 + row % 7}xx" for row in ROWS]})
    assert data.features[1].levels == tuple(f"{90 + area}xx" for area in range(7))


# Categories


def test_levels_that_differ_in_case_or_spaces_alone_are_named(load):
    sexes = [["f", "F", "m", "m "][row % 4] for row in range(len(AGES))]
    data = load(parquet(sex=sexes))
    assert said(data, "sex has", "'F'", "'f'", "case or spaces alone")
    assert not said(load(parquet(sex=[one.strip().lower() for one in sexes])), "case or spaces")
