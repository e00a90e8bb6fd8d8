"""Files and settings that cannot be used: one printable line says why, and what to do."""

import gzip
import io
import os
import re
import tempfile
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from empirical.data.table.load import TableFile, describe, load_table
from empirical.errors import InputError

GOOD = b"a,b,y\n1,u,1\n2,v,0\n3,u,1\n"
SETTINGS = TableFile("", "y", "1")
LONGEST_MESSAGE = 500


def parquet(**columns) -> bytes:
    buffer = io.BytesIO()
    pl.DataFrame(columns).write_parquet(buffer)
    return buffer.getvalue()


GOOD_PARQUET = parquet(a=[1, 2, 3], b=["u", "v", "u"], y=[1, 0, 1])


def refusal(file: Path, settings: TableFile, *, memory: float = 8.0) -> str:
    """The message with which a file is refused, in one printable line of bounded length."""
    with pytest.raises(InputError) as caught:
        load_table(replace(settings, path=str(file)), memory=memory)
    message = str(caught.value)
    assert message.isprintable()
    assert len(message) < LONGEST_MESSAGE
    assert message.startswith("table: ")
    return message.removeprefix("table: ")


@pytest.fixture
def refused(tmp_path):
    def refused(content: bytes, *, memory: float = 8.0, **settings) -> str:
        file = tmp_path / "table"
        file.write_bytes(content)
        return refusal(file, replace(SETTINGS, **settings), memory=memory)

    return refused


FILES = {
    # nothing there
    "empty": (b"", "is empty; the first line must name the columns"),
    "empty lines": (b"\n\n\r\n", "is empty; the first line must name the columns"),
    "byte order mark only": (b"\xef\xbb\xbf", "is empty; the first line must name the columns"),
    "header only": (b"a,y\n", "has a header and no rows"),
    "header without line end": (b"a,y", "has a header and no rows"),
    "one row": (b"a,y\n1,1\n", "every cell of 'y' is '1'; a model needs both classes"),
    "target only": (b"y\n1\n0\n", "has one column; a target and a feature are needed"),
    # not text
    "Latin-1": ("a,y\n1,1\né,0\n".encode("latin-1"), "is not UTF-8 (byte 8): save it as UTF-8"),
    "Latin-1 at the end": (b"a,y\n1,1\n2,\xe9", "is not UTF-8 (byte 10): save it as UTF-8"),
    "Latin-1 far away": (b"a,y\n" + b"1,1\n" * 2**18 + b"\xe9,0\n", "is not UTF-8 (byte 1,048,580): save it as UTF-8"),
    "UTF-16": ("a,y\n1,1\n".encode("utf-16"), "is not UTF-8 (byte 0): save it as UTF-8"),
    "UTF-16 without mark": ("a,y\n".encode("utf-16-le"), "has a NUL (byte 1), so it is no CSV, or in UTF-16"),
    "NUL": (b"a,y\n1,1\n\0,0\n", "has a NUL (byte 8), so it is no CSV"),
    "garbage": (np.random.default_rng(0).bytes(5000), "is not UTF-8 (byte "),
    "gzip": (gzip.compress(GOOD), "is compressed (gzip): unpack it first"),
    "zip or Excel": (b"PK\x03\x04" + bytes(50), "is a zip archive or an Excel file: save the table as CSV"),
    # not even
    "short row": (GOOD + b"4,1\n", "row 4 (line 5) has 2 cells and the header 3: mend it"),
    "long row": (b"a,y\n1,1\n\n2,0,\n", "row 2 (line 4) has 3 cells and the header 2: mend it"),
    "row of one": (b"a,y\n1,1\n2\n", "row 2 (line 3) has 1 cell and the header 2: mend it"),
    "unclosed quote": (b'a,y\n1,1\n"2,0\n3,1\n', "the row that starts on line 3 is not CSV (unexpected end of data)"),
    "unclosed quote in the header": (b'"a,y\n1,1\n2,0\n', "the row that starts on line 1 is not CSV"),
    "unclosed quote, much after it": (b'a,y\n"' + b"1,1\n" * 10**5, "the row that starts on line 2 is not CSV (field"),
    "text after a quote": (b'a,y\n"1"x,1\n', "the row that starts on line 2 is not CSV (',' expected after '\"')"),
    "huge cell": (b"a,y\n" + b"x" * 10**6 + b",1\n", "the row that starts on line 2 is not CSV (field larger"),
    # separators
    "semicolons": (b"a;b;y\n1;2;1\n", "is separated by ';', not by ','; add: --separator ';'"),
    "tabs": (b"a\tb\ty\n1\t2\t1\n", "is separated by tab, not by ','; add: --separator tab"),
    "bars": (b"a|y\n1|1\n", "is separated by '|', not by ','; add: --separator '|'"),
    "quoted semicolons": (b'"a";"y"\n1;1\n', "is separated by ';', not by ','; add: --separator ';'"),
    # names
    "same name twice": (b"a,a,y\n1,2,1\n", "two columns are named 'a': rename one"),
    "same name but for spaces": (b"a,\ta ,y\n1,2,1\n", "two columns are named 'a': rename one"),
    "same name, quoted": (b'"a,b","a,b",y\n1,2,1\n', "two columns are named 'a,b': rename one"),
    "no name": (
        b",a,y\n0,1,1\n0,2,0\n",
        "column 'column1' has no name in the file: leave it out, or --keep column1 keeps it under that name",
    ),
    "blank name": (b"a,y, \n0,1,5\n1,0,5\n", "column 'column3' has no name in the file: leave it out, or --keep"),
    "name of the intercept": (b"(intercept),y\n1,1\n2,0\n", "would be named '(intercept)': rename a feature"),
    "name of a level's column": (b"c,c=v,y\nu,5,1\nv,6,0\n", "would be named 'c=v': rename a feature"),
    # cells
    "inf": (b"a,y\n1,1\ninf,0\n", "column 'a' is infinite in row 2 ('inf'): mend the cell or drop the row"),
    "-Infinity": (b"a,y\n1,1\n-Infinity,0\n", "column 'a' is infinite in row 2 ('-Infinity')"),
    "1e999": (b"a,y\n1e999,1\n2,0\n", "column 'a' is infinite in row 1 ('1e999')"),
    "400 digits": (b"a,y\n" + b"9" * 400 + b",1\n2,0\n", "column 'a' is infinite in row 1 ('9999"),
    "1e101": (b"a,y\n1,1\n-1e101,0\n", "column 'a' is beyond ±1e+100 in row 2 ('-1e101')"),
    "mixed": (b"a,y\n1,1\n2,0\n3+,0\n", "column 'a' has numbers, but '3+' in row 3: declare it in a schema"),
    "placeholder": (b"a,y\n1,1\n2,0\n-,0\n", "1 cell missing, in 'a' (1, '-' among them): fill them in"),
    "mixed, hostile": (b"a,y\n1,1\n2,0\n\x1b[2J\xe2\x80\xae,0\n", r"has numbers, but '\x1b[2J\u202e' in row 3"),
    "mixed, long": (b"a,y\n1,1\n2,0\n" + b"x" * 10**5 + b",0\n", "has numbers, but 'xxx"),
    "texts": (
        b"a,y\n" + b"".join(b"t%d,%d\n" % (i % 55, i % 2) for i in range(60)),
        "column 'a' has more than 50 different texts: leave it out with --drop, or declare it",
    ),
    "thousands or decimals": (
        b"a,y\n" + b"".join(b'"%d,500",%d\n' % (i + 1, i % 2) for i in range(60)),
        "column 'a' has numbers, but a comma may stand before thousands or before decimals: say which (--thousands ,",
    ),
    "dates": (
        b"a,y\n" + b"".join(b"2020-01-%02d,%d\n" % (i, i % 2) for i in range(60)),
        "column 'a' has dates or times: leave it out, or turn it into a number, such as days; add: --drop a",
    ),
    "cell of 10^5 characters": (
        b"a,y\n" + b"x" * 10**5 + b",1\nu,0\n",
        "column 'a' has a text of 100,000 characters, 'xxxxxxx",
    ),
    "all missing": (
        b"a,b,y\n1,,1\n2,NA,0\n",
        "column 'b' has no cell that is not missing: leave it out; add: --drop b",
    ),
    "target all missing": (b"a,y\n1,\n2,\n", "every cell of 'y' is missing: name another target"),
    # labels
    "no cell favourable": (
        b"a,y\n1,u\n2,v\n3,w\n4,x\n5,z\n6,k\n7,\x1b\n",
        r"no cell of 'y' is '1'; the values are '\x1b', 'k', 'u', 'v', 'w' and 2 more",
    ),
    "many values": (
        b"a,y\n" + b"".join(b"%d.5,t%d\n" % (i, i) for i in range(2000)),
        "no cell of 'y' is '1'; it has 2,000 different values",
    ),
    "one class": (b"a,y\n1,1\n2,1.0\n", "every cell of 'y' is '1'; a model needs both classes"),
    # Parquet
    "Parquet cut short": (GOOD_PARQUET[:-20], "is not UTF-8|is Parquet, cut short|has a NUL"),
    "Parquet in name only": (b"PAR1" + b"\xff" * 100 + b"PAR1", "is damaged Parquet"),
    "Parquet of nothing": (parquet(), "has no columns"),
    "Parquet without rows": (parquet(a=[], y=[]), "has no rows"),
    "Parquet, lists": (parquet(a=[[1], [2]], y=[1, 0]), "column 'a' has cells of type List, neither numbers nor text"),
    "Parquet, records": (
        parquet(a=[{"b": 1}] * 2, y=[1, 0]),
        "column 'a' has cells of type Struct, neither numbers nor text",
    ),
    "Parquet, bytes": (
        parquet(a=[b"u", b"v"], y=[1, 0]),
        "column 'a' has cells of type Binary, neither numbers nor text",
    ),
    "Parquet, durations": (
        parquet(a=[timedelta(1), timedelta(2)], y=[1, 0]),
        "column 'a' has cells of type Duration, neither numbers nor text",
    ),
    "Parquet, nulls": (parquet(a=[1, None], y=[1, 0]), "1 cell missing, in 'a' (1)"),
    "Parquet, null alone": (parquet(a=[None, None], y=[1, 0]), "column 'a' has no cell that is not missing"),
    "Parquet, infinite": (parquet(a=[1.0, np.inf], y=[1, 0]), "column 'a' is infinite in row 2 ('inf')"),
    "Parquet, large": (parquet(a=[1e101, 1.0], y=[1, 0]), "column 'a' is beyond ±1e+100 in row 1 ('1e+101')"),
    "Parquet, no name": (parquet(**{"": [1, 1], "y": [1, 0]}), "column 'column1' has no name"),
    "Parquet, same name": (parquet(**{"a": [1, 2], "a ": [1, 2], "y": [1, 0]}), "two columns are named 'a'"),
}


@pytest.mark.parametrize("case", FILES)
def test_files_that_cannot_be_used(refused, case):
    content, message = FILES[case]
    pattern = message if case == "Parquet cut short" else re.escape(message)
    assert re.search(pattern, refused(content))


CALLS = {
    "target": ({"target": "z"}, "no column 'z', which --target names; the columns are 'a', 'b', 'y'"),
    "immutable": ({"immutable": ("a", "z")}, "no column 'z', which --immutable names; the columns are 'a', 'b', 'y'"),
    "protected": ({"protected": ("z",)}, "no column 'z', which --protected names"),
    "drop": ({"drop": ("\n",)}, r"no column '\n', which --drop names"),
    "target dropped": ({"drop": ("y",)}, "'y' is the target, and --drop names it as a feature; drop it there"),
    "target immutable": ({"immutable": ("y",)}, "'y' is the target, and --immutable names it as a feature"),
    "nothing left": ({"drop": ("a", "b")}, "no column is left for a feature; drop fewer"),
    "protected dropped": ({"drop": ("a",), "protected": ("a",)}, "'a' is protected, but not among the features"),
    "favourable": ({"favourable": "x" * 1000}, "no cell of 'y' is 'xxxx"),
    "separator": ({"separator": ",,"}, "--separator must be one character such as ';' or tab, not ',,'"),
    "separator quote": ({"separator": '"'}, "--separator must be one character such as ';' or tab"),
    "no separator": ({"separator": ""}, "--separator must be one character such as ';' or tab, not ''"),
    "wrong separator": ({"separator": ";"}, "is separated by ',', not by ';'; add: --separator ','"),
}


@pytest.mark.parametrize("case", CALLS)
def test_settings_that_do_not_fit(refused, case):
    settings, message = CALLS[case]
    assert message in refused(GOOD, **settings)


def test_a_policy_that_does_not_exist(tmp_path):
    (tmp_path / "t.csv").write_bytes(GOOD)
    with pytest.raises(InputError, match="--missing must be one of refuse, drop, impute, not 'ignore'"):
        load_table(TableFile(str(tmp_path / "t.csv"), "y", "1", missing="ignore"))


@pytest.mark.parametrize("memory", [0.0, -1.0, float("nan"), float("inf")])
def test_a_limit_that_is_none(memory):
    with pytest.raises(InputError, match="--memory must be a positive number of GiB"):
        load_table(SETTINGS, memory=memory)


def test_every_row_dropped(refused):
    message = refused(b"a,b,y\n1,,1\n,2,0\n", missing="drop")
    assert message == "every row has a missing cell; choose --missing impute, or leave columns out with --drop"
    assert "every cell of 'y' is '1'" in refused(b"a,y\n1,1\n,0\n", missing="drop")


@pytest.mark.parametrize("policy", ["drop", "impute"])
def test_nothing_fills_a_column_of_nothing(refused, policy):
    assert "column 'b' has no cell that is not missing" in refused(b"a,b,y\n1,,1\n2,NA,0\n", missing=policy)


# Places


def test_places_that_hold_no_file(tmp_path):
    assert refusal(tmp_path / "table", SETTINGS) == "there is no such file"
    (tmp_path / "table").mkdir()
    assert refusal(tmp_path / "table", SETTINGS) == "is a folder; name a file"
    os.mkfifo(tmp_path / "table" / "table")
    assert refusal(tmp_path / "table" / "table", SETTINGS) == "is no plain file; save it to one"


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may read everything")
def test_a_file_that_may_not_be_read(tmp_path):
    (tmp_path / "table").write_bytes(GOOD)
    (tmp_path / "table").chmod(0)
    assert refusal(tmp_path / "table", SETTINGS) == "cannot be read: Permission denied"


@pytest.mark.parametrize("path", ["", "\0", "x" * 5000, "\ud800", "/dev/null", "~", "a/../\x1b"])
def test_paths_that_are_none(path):
    with pytest.raises(InputError) as caught:
        load_table(replace(SETTINGS, path=path))
    assert str(caught.value).isprintable()
    assert len(str(caught.value)) < LONGEST_MESSAGE


def test_a_file_that_grows_while_it_is_read(tmp_path, monkeypatch):
    from empirical.data.table import columns as tables

    def growing(file, separator):
        (tmp_path / "table").write_bytes(GOOD + GOOD)
        return original(file, separator)

    original = tables.read_csv
    monkeypatch.setattr(tables, "read_csv", growing)
    (tmp_path / "table").write_bytes(GOOD)
    with pytest.raises(InputError):
        load_table(replace(SETTINGS, path=str(tmp_path / "table")))
    (tmp_path / "table").write_bytes(GOOD)

    def touched(file, separator):
        made = original(file, separator)
        os.utime(tmp_path / "table", (1, 1))
        return made

    monkeypatch.setattr(tables, "read_csv", touched)
    assert refusal(tmp_path / "table", SETTINGS) == "changed while it was read; try again"


# Names that stay data


@pytest.mark.parametrize(
    "name",
    [
        "'",
        '"',
        "<script>alert(1)</script>",
        "$x^2$",
        "^.*$",
        "*",
        "a\nb",
        "\x1b[31mred",
        "\u202eabc",
        "é漢😀",
        "[b]",
        "x" * 10**5,
    ],
)
def test_hostile_names_are_kept_and_shown_harmlessly(tmp_path, name):
    file = tmp_path / "table"
    quoted = name.replace('"', '""').encode()
    file.write_bytes(b'"%b",b,y\n1,u,1\n2,v,0\n' % quoted)
    data = load_table(TableFile(str(file), "y", "1", immutable=(name,), protected=(name,)))
    assert data.features[0].name == name
    assert data.features[0].immutable
    assert all(cell.isprintable() and len(cell) < 100 for row in describe(data) for cell in row)
    assert all(note.isprintable() and len(note) < LONGEST_MESSAGE for note in data.notes)
    file.write_bytes(b'"%b",b,y\n1,u,1\ninf,v,0\n' % quoted)
    assert "is infinite in row 2 ('inf')" in refusal(file, SETTINGS)


@pytest.mark.parametrize(
    ("name", "stem"),
    [
        ("a\x1b[1mb.csv", "a_[1mb"),
        ("...csv", "table"),
        ("x" * 100 + ".csv", "x" * 40),
        ("é 漢.tar.csv", "é 漢.tar"),
        ("a\\b:$c.csv", "a_b__c"),
        (b"\xff.csv".decode("utf-8", "surrogateescape"), "_"),
    ],
)
def test_the_name_of_the_file_becomes_a_harmless_name(tmp_path, name, stem):
    (tmp_path / name).write_bytes(GOOD)
    data = load_table(TableFile(str(tmp_path / name), "y", "1"))
    assert data.name == stem
    assert data.source.isprintable()
    assert len(data.source) < 60


@pytest.mark.parametrize("text", ["\x1b[2Jyes.", "yes\u202e", "x" * 10**4, "y\nes", "'; rm -rf ~; '"])
def test_hostile_labels_are_shown_harmlessly(refused, text):
    first, second = text, f"{text.upper()} "
    table = "a,y\n" + "".join(f'{row * 1.5},"{(first, second, "no")[row % 3]}"\n' for row in range(30))
    message = refused(table.encode(), favourable=first)  # refused() checks that it is printable and short
    assert "differ by spelling alone" in message or text.upper() == text


# Files that look odd and are fine


@pytest.mark.parametrize(
    "content",
    [
        b"\xef\xbb\xbf" + GOOD,
        GOOD.replace(b"\n", b"\r\n"),
        GOOD.replace(b"\n", b"\r"),
        GOOD.rstrip(b"\n"),
        b"\n\n" + GOOD + b"\n\n\r\n",
        GOOD.replace(b",", b", "),
        b'a, "b", y\n1\t, "u",1\n2,  "v",0\n 3 ,"u", 1 \n',
        GOOD.replace(b"u", b'"u"'),
        b'"a","b","y"\r\n"1","u","1"\r\n"2","v","0"\r\n"3","u","1"\r\n',
        GOOD.replace(b"3", b"3e0").replace(b"1,u", b"01,u"),
        GOOD_PARQUET,
    ],
)
def test_files_that_are_fine(tmp_path, content):
    (tmp_path / "table").write_bytes(content)
    data = load_table(TableFile(str(tmp_path / "table"), "y", "1"))
    assert [feature.name for feature in data.features] == ["a", "b"]
    np.testing.assert_array_equal(data.values, [[1, 0], [2, 1], [3, 0]])
    np.testing.assert_array_equal(data.labels, [1, -1, 1])


@pytest.mark.parametrize(("written", "setting"), [(";", ";"), ("\t", "tab"), ("\t", r"\t"), ("\t", "\t"), (" ", " ")])
def test_separators(tmp_path, written, setting):
    (tmp_path / "table").write_bytes(GOOD.replace(b",", written.encode()))
    data = load_table(TableFile(str(tmp_path / "table"), "y", "1", separator=setting))
    np.testing.assert_array_equal(data.values, [[1, 0], [2, 1], [3, 0]])


# Memory


def test_more_than_the_memory_allows(refused):
    rows = b"".join(b"%d,%d\n" % (i, i % 2) for i in range(20_000))
    table = b"a,y\n" + rows
    line = (
        r"needs about [\d.]+ GiB of memory and may take [\d.e-]+: allow more with --memory, or take rows or columns out"
    )
    assert re.match(line, refused(table, memory=1e-6))  # by the size of the file alone
    assert re.match(line, refused(table, memory=1e-3))  # by its number of cells
    assert re.match(line, refused(parquet(a=range(20_000), y=[0, 1] * 10_000), memory=5e-4))


def test_a_design_of_more_than_the_memory_allows(refused, tmp_path):
    (tmp_path / "s.toml").write_text('[features.a]\ntype = "category"\n', encoding="utf-8")
    table = b"a,y\n" + b"".join(b"t%d,%d\n" % (i, i % 2) for i in range(5000))
    message = refused(table, memory=0.5, schema=str(tmp_path / "s.toml"))
    assert message.startswith("needs about 0.7 GiB of memory and may take 0.5")
    assert message.endswith("or leave out some of its 5,000 columns")


def test_parquet_that_is_small_only_on_disk(refused):
    bomb = parquet(a=["x" * 1000 + str(i % 2) for i in range(100_000)], y=[0, 1] * 50_000)
    assert len(bomb) < 10**6
    assert refused(bomb, memory=0.1).startswith("needs about 0.2 GiB of memory")


# Schemas

SCHEMAS = {
    "not TOML": ("[features", "is not TOML: "),
    "key twice": ("missing = []\nmissing = []", "is not TOML: "),
    "unknown key": ("level = 1", "unknown key 'level'; choose of missing, decimal, thousands, strip, "),
    "unknown key of a feature": (
        "[features.a]\nkind = 1",
        "features.'a': unknown key 'kind'; choose of type, immutable, direction, range, unit, levels, drop, integer, ",
    ),
    "missing": ('missing = "?"', 'missing must be a list of texts such as ["", "?"], not \'?\''),
    "missing numbers": ("missing = [1]", 'missing must be a list of texts such as ["", "?"], not [1]'),
    "features": ("features = 1", "features must be tables such as [features.age]"),
    "feature": ("[features]\na = 1", "features.'a' must be a table such as [features.age], not 1"),
    "type": ('[features.a]\ntype = "text"', "features.'a': type must be \"number\" or \"category\", not 'text'"),
    "type list": ("[features.a]\ntype = [[1]]", 'features.\'a\': type must be "number" or "category", not [[1]]'),
    "immutable": ("[features.a]\nimmutable = 1", "features.'a': immutable must be true or false, not 1"),
    "direction": ("[features.a]\ndirection = 1", 'features.\'a\': direction must be "up" or "down", not 1'),
    "range": ("[features.a]\nrange = [2, 1]", "range must be two finite numbers, the smaller first, not [2, 1]"),
    "range inf": (
        "[features.a]\nrange = [0, inf]",
        "range must be two finite numbers, the smaller first, not [0, inf]",
    ),
    "range bool": ("[features.a]\nrange = [false, true]", "two finite numbers, the smaller first, not [false, true]"),
    "range date": ("[features.a]\nrange = [2020-01-01, 1]", "the smaller first, not [2020-01-01, 1]"),
    "unit": ("[features.a]\nunit = {}", "features.'a': unit must be text, not a table"),
    "levels": ("[features.a]\nlevels = []", "features.'a': levels must be texts or numbers, each once, not []"),
    "levels twice": ('[features.a]\nlevels = ["1", 1]', "levels must be texts or numbers, each once, not ['1', 1]"),
    "level missing": ('[features.a]\nlevels = ["NA"]', "features.'a': the level 'NA' counts as missing"),
    "range of a category": (
        '[features.a]\ntype = "category"\nrange = [0, 1]',
        "features.'a': range is for a number, and this is a category; drop one of the two",
    ),
    "levels of a number": ('[features.a]\ntype = "number"\nlevels = ["u"]', "levels is for a category, and this is a"),
    "integer": ("[features.a]\ninteger = 1", "features.'a': integer must be true or false, not 1"),
    "integer of a category": (
        '[features.a]\ntype = "category"\ninteger = true',
        "features.'a': integer is for a number, and this is a category; drop one of the two",
    ),
    "both": ('[features.a]\nrange = [0, 1]\nlevels = ["u"]', "levels is for a category, and this is a number"),
    "a direction without an order": (
        '[features.a]\ntype = "category"\ndirection = "up"',
        "the direction of a category needs its `levels`, from the first to the last",
    ),
    "huge": ("#" * 2**24, "is too long for a schema; name a TOML file"),
    "nested": ("a = " + "[" * 10**5, "is nested too deeply for a schema|is not TOML"),
    "huge number": ("[features.a]\nrange = [0, 1" + "0" * 5000 + "]", "is not TOML|range must be"),
}


@pytest.mark.parametrize("case", SCHEMAS)
def test_schemas_that_cannot_be_used(tmp_path, case):
    content, message = SCHEMAS[case]
    (tmp_path / "t.csv").write_bytes(GOOD)
    (tmp_path / "my.toml").write_text(content, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        load_table(TableFile(str(tmp_path / "t.csv"), "y", "1", schema=str(tmp_path / "my.toml")))
    line = str(caught.value)
    assert line.startswith("my.toml: ")
    assert any(text in line for text in message.split("|"))
    assert line.isprintable()
    assert len(line) < LONGEST_MESSAGE


@pytest.mark.parametrize(
    ("schema", "message"),
    [
        ("[features.z]\nimmutable = true", "no column 'z', which the schema names; the columns are 'a', 'b', 'y'"),
        ("[features.y]\nimmutable = true", "'y' is the target, and the schema names it as a feature; drop it there"),
        (
            '[features.b]\ntype = "number"',
            "column 'b' is declared a number, but has 'u' in row 1 and 1 other text",
        ),
        ('[features.b]\nlevels = ["u", "w"]', "column 'b' has 'v' in row 2, which is none of its declared levels"),
        ("[features.a]\ndrop = true\n[features.b]\ndrop = true", "no column is left for a feature; drop fewer"),
    ],
)
def test_schemas_that_do_not_fit_the_table(refused, tmp_path, schema, message):
    (tmp_path / "my.toml").write_text(schema, encoding="utf-8")
    assert message in refused(GOOD, schema=str(tmp_path / "my.toml"))


def test_schemas_that_are_no_files(tmp_path):
    (tmp_path / "t.csv").write_bytes(GOOD)
    (tmp_path / "latin.toml").write_bytes(b'missing = ["\xe9"]')
    settings = TableFile(str(tmp_path / "t.csv"), "y", "1")
    for name, message in (("none.toml", "there is no such file"), ("latin.toml", r"is not UTF-8 \(byte 12\)")):
        with pytest.raises(InputError, match=f"{name}: {message}"):
            load_table(replace(settings, schema=str(tmp_path / name)))


# Anything


def accepted_or_refused(content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "table"
        file.write_bytes(content)
        lines = []
        try:
            data = load_table(TableFile(str(file), "y", "1", missing="impute"))
        except InputError as error:
            lines.append(str(error))
        else:
            assert np.isfinite(data.values).all() or data.impute
            lines += [*data.notes, *("".join(row) for row in describe(data))]
        assert all(line.isprintable() and len(line) < LONGEST_MESSAGE for line in lines)


@pytest.mark.property
@given(st.binary(max_size=60) | st.text(max_size=40).map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_any_bytes(content):
    accepted_or_refused(content)
    accepted_or_refused(b"a,y\n" + content)
    accepted_or_refused(GOOD + content)


@pytest.mark.parametrize("value", [0, 255])
def test_any_damage_to_parquet(value):
    # Every seventh byte and no random ones: once in some ten thousand draws polars ends the whole process.
    for place in range(0, len(GOOD_PARQUET), 7):
        accepted_or_refused(GOOD_PARQUET[:place] + bytes([value]) + GOOD_PARQUET[place + 1 :])
