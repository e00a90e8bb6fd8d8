"""OpenML as the second source gives what the files give, or one line of error."""

import io
import json
import urllib.request
from email.message import Message
from hashlib import md5
from types import SimpleNamespace
from typing import Any
from urllib.error import URLError
from urllib.response import addinfourl

import numpy as np
import pytest
import requests
from support.raw_files import adult_rows, needs_files, rows_of

from empirical.data import load
from empirical.data.catalog import adult, download, german_uci, openml
from empirical.data.catalog.card import OTHER_ORDER
from empirical.data.catalog.files import FOLDER_VARIABLE
from empirical.errors import InputError

# OpenML, in the form that scikit-learn gives: numbers, of a category the index of its level, NaN where it is missing.


def bunch_of(columns: dict[str, list[str]], categories: dict[str, list[str]]) -> SimpleNamespace:
    def coded(name: str) -> np.ndarray:
        levels = {level: float(index) for index, level in enumerate(categories.get(name, []))}
        return np.array([levels.get(text, np.nan) if levels else float(text) for text in columns[name]])

    data = np.column_stack([coded(name) for name in columns])
    return SimpleNamespace(data=data, feature_names=list(columns), categories=categories)


def adult_bunch() -> SimpleNamespace:
    columns: dict[str, list[str]] = dict(zip(adult.COLUMNS, map(list, zip(*adult_rows(), strict=True)), strict=True))
    numeric = {"age", "fnlwgt", "education-num", "capital-gain", "capital-loss", "hours-per-week"}
    return bunch_of(columns, {name: sorted(set(columns[name]) - {"?"}) for name in columns if name not in numeric})


def german_columns() -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """OpenML's columns of German Credit, with its texts, and the levels of the categories in its order."""
    columns, categories = {}, {}
    for place, (openml_name, name) in enumerate(german_uci.TWIN.columns.items()):
        columns[openml_name] = [row[place] for row in rows_of("german/german.data", delimiter=" ")]
        levels = german_uci.LEVELS.get(name, ())
        if levels:
            decoded = {level.code: level.openml for level in levels}
            columns[openml_name] = [decoded[code] for code in columns[openml_name]]
            categories[openml_name] = list(decoded.values())
    categories["purpose"].insert(7, "vacation")  # levels that OpenML declares and that never occur
    categories["personal_status"].append("female single")
    return columns, categories


def california_bunch() -> SimpleNamespace:
    header, *rows = rows_of("california_housing/cal_housing.csv.gz")
    return bunch_of(dict(zip(header, map(list, zip(*rows, strict=True)), strict=True)), {})


@pytest.fixture
def no_files(monkeypatch, tmp_path):
    """Neither a folder, nor a cache, nor a mirror that answers."""

    def fetch(address, target, expected_sha256):
        raise requests.ConnectionError

    def leave():
        monkeypatch.delenv(FOLDER_VARIABLE, raising=False)
        monkeypatch.setattr("platformdirs.user_cache_path", lambda name: tmp_path / name)
        monkeypatch.setattr(download, "fetch", fetch)

    return leave


@needs_files
@pytest.mark.parametrize(
    ("name", "number", "bunch"),
    [
        ("german-uci", 31, lambda: bunch_of(*german_columns())),
        ("adult", 1590, adult_bunch),
        ("california", 44977, california_bunch),
    ],
)
def test_openml_gives_what_the_file_gives(no_files, monkeypatch, name, number, bunch):
    from_file, made = load(name), bunch()
    no_files()
    monkeypatch.setattr(openml, "fetch", lambda asked: {number: made}[asked])
    data = load(name)
    np.testing.assert_array_equal(data.values, from_file.values)
    np.testing.assert_array_equal(data.labels, from_file.labels)
    assert data.sha256 == from_file.sha256
    assert data.source.startswith(f"OpenML {number} ")
    assert [note for note in data.notes if note not in from_file.notes] == [OTHER_ORDER]


@needs_files
def test_openml_is_not_asked_while_there_is_a_file(monkeypatch):
    monkeypatch.setattr(openml, "fetch", lambda number: pytest.fail("OpenML was asked"))
    load("california")


@needs_files
def test_openml_is_not_asked_when_the_file_is_damaged(monkeypatch, tmp_path):
    (tmp_path / "german").mkdir()
    (tmp_path / "german/german.data").write_bytes(b"A11 6")
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path))
    monkeypatch.setattr(openml, "fetch", lambda number: pytest.fail("OpenML was asked"))
    with pytest.raises(InputError, match=r"german\.data is not the expected file"):
        load("german-uci")


@needs_files
@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda bunch: setattr(bunch, "data", bunch.data[:-1]), "from OpenML 31 .* has 999 rows"),
        (lambda bunch: bunch.data.__setitem__((slice(9), -1), 1.0), "of them favourable, not 1000 and 700"),
        (lambda bunch: bunch.feature_names.__setitem__(0, "status"), "has no column 'checking_status'"),
        (lambda bunch: bunch.categories["purpose"].__setitem__(0, "toy car"), "the unknown level 'toy car'"),
        (lambda bunch: bunch.data.__setitem__((3, 3), np.nan), "feature 'purpose' has the unknown level '?'"),
    ],
)
def test_openml_has_other_data(no_files, monkeypatch, change, message):
    made = bunch_of(*german_columns())
    change(made)
    no_files()
    monkeypatch.setattr(openml, "fetch", lambda number: made)
    with pytest.raises(InputError, match=message):
        load("german-uci")


@pytest.mark.parametrize(
    ("error", "reason"),
    [(OSError("<urlopen error\nof two lines>"), "<urlopen error"), (EOFError(), "EOFError")],
)
def test_openml_cannot_be_reached_either(no_files, monkeypatch, error, reason):
    def fetch(number):
        raise error

    no_files()
    monkeypatch.setattr(openml, "fetch", fetch)
    with pytest.raises(
        InputError, match=rf"{FOLDER_VARIABLE}.*; OpenML 1590 \(adult, .*failed too: {reason}"
    ) as caught:
        load("adult")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("name", ["german", "bail", "compas"])
def test_without_a_twin_there_is_nothing_else_to_ask(no_files, monkeypatch, name):
    no_files()
    monkeypatch.setattr(openml, "fetch", lambda number: pytest.fail("OpenML was asked"))
    with pytest.raises(InputError, match=f"is needed: set {FOLDER_VARIABLE} to the folder that holds it"):
        load(name)


class FakeOpenML(urllib.request.HTTPSHandler):
    """Answers for www.openml.org, from memory; every other address is refused."""

    def __init__(self, answers: dict[str, bytes]) -> None:
        super().__init__()
        self.answers, self.asked = answers, []

    def https_open(self, req) -> Any:
        self.asked.append(req.full_url)
        if req.full_url not in self.answers:
            raise URLError("refused")
        answer: Any = addinfourl(io.BytesIO(self.answers[req.full_url]), Message(), req.full_url, 200)
        answer.msg = "OK"
        return answer


def quoted(text: str) -> str:
    return f"'{text}'"


@needs_files
def test_scikit_learn_reads_openml_as_the_loader_expects(no_files, monkeypatch):
    columns, categories = german_columns()
    from_file = load("german-uci")
    types = {name: "{" + ",".join(map(quoted, categories.get(name, []))) + "}" for name in columns}
    arff = ["@relation german_credit"]
    arff += [f"@attribute {name} {types[name] if name in categories else 'numeric'}" for name in columns]
    rows = zip(*([quoted(text) for text in texts] for texts in columns.values()), strict=True)
    arff += ["@data", *(",".join(row).replace("'?'", "?") for row in rows)]
    content = "\n".join(arff).encode()
    address, api = "https://www.openml.org/data/v1/download/31/credit-g.arff", "https://www.openml.org/api/v1/json/data"
    described = {"id": "31", "name": "credit-g", "version": "1", "format": "ARFF", "status": "active"}
    described |= {"url": address, "md5_checksum": md5(content).hexdigest(), "description": ""}
    features = [
        {
            "index": str(index),
            "name": name,
            "data_type": "nominal" if name in categories else "numeric",
            "is_target": str(name == "class").lower(),
            "is_ignore": "false",
            "is_row_identifier": "false",
        }
        for index, name in enumerate(columns)
    ]
    handler = FakeOpenML(
        {
            f"{api}/31": json.dumps({"data_set_description": described}).encode(),
            f"{api}/features/31": json.dumps({"data_features": {"feature": features}}).encode(),
            f"{api}/qualities/31": json.dumps(
                {"data_qualities": {"quality": [{"name": "NumberOfInstances", "value": "1000"}]}}
            ).encode(),
            address: content,
        }
    )
    no_files()
    monkeypatch.setattr(urllib.request, "_opener", urllib.request.build_opener(handler))
    data = load("german-uci")
    np.testing.assert_array_equal(data.values, from_file.values)
    np.testing.assert_array_equal(data.labels, from_file.labels)
    asked = len(handler.asked)
    load("german-uci")
    assert len(handler.asked) == asked  # the second time from the cache


def test_an_openml_that_refuses_is_given_up(no_files, monkeypatch):
    handler = FakeOpenML({})
    no_files()
    monkeypatch.setattr("time.sleep", lambda seconds: None)  # scikit-learn waits and tries again
    monkeypatch.setattr(urllib.request, "_opener", urllib.request.build_opener(handler))
    with pytest.raises(InputError, match="failed too: <urlopen error refused>"):
        load("california")
    assert set(handler.asked) == {"https://www.openml.org/api/v1/json/data/44977"}
