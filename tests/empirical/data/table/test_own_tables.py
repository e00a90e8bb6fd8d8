"""Eight tables of different kinds load with a target and a favourable value alone, and become what their makers say."""

import numpy as np
import pytest
from support.tables import own_tables

from empirical.data.split import split
from empirical.data.table.load import TableFile, load_table

TABLES = {table.name: table for table in own_tables()}
FEATURES = {
    "loans": {"income": "€", "utilisation": "%", "term": "months", "owner": ("mortgage", "own", "rent")},
    "clinic": {"age": "", "glucose": "", "bmi": "", "smoker": ("0", "1")},
    "houses": {"area": "", "rooms": "", "km_to_centre": ""},
    "hiring": {
        "degree": ("bachelor", "doctor", "master", "none"),
        "field": ("arts", "computing", "law", "medicine", "trade"),
        "languages": ("one", "three", "two"),
        "referred": ("no", "yes"),
    },
    "churn": {"Dauer": "", "Gebühr": "", "Vertrag": ("ein Jahr", "monatlich", "zwei Jahre")},
    "admissions": {"test": "", "marks": "", "research": ("0", "1")},
    "cards": {"limit": "$", "owed": "", "months_late": ""},
    "benefits": {"household": "", "rent": "", "employed": ("1", "2")},
}
"""The features of every table: the levels of categories, the units of numbers."""


@pytest.mark.parametrize("name", TABLES)
def test_an_own_table_loads_with_two_options(name, tmp_path):
    table = TABLES[name]
    data = load_table(TableFile(str(table.write(tmp_path)), table.target, table.favourable))
    assert {feature.name: feature.levels or feature.unit for feature in data.features} == FEATURES[name]
    assert 0.1 < (data.labels == 1.0).mean() < 0.9
    designs = split(data, seed=0)
    assert np.isfinite(designs.train).all()


def test_what_was_left_out_or_read_otherwise_is_said(tmp_path):
    said = {}
    for name, table in TABLES.items():
        said[name] = load_table(TableFile(str(table.write(tmp_path)), table.target, table.favourable)).notes
    for name, words in {
        "loans": ("loan_id", "income", "utilisation", "term"),
        "houses": ("price >= 230000",),
        "churn": ("separates cells", "decimal comma"),
        "cards": ("has no name", "thousands mark"),
        "benefits": ("1 line before the table", "postcode"),
    }.items():
        for word in words:
            assert any(word in note for note in said[name]), (name, word, said[name])
