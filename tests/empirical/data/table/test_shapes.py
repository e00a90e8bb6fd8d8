"""Public tables in the shape in which people download them, rebuilt small: read rightly, or refused with advice.

A test follows the advice as a newcomer would: it adds the options that the message gives.
"""

import numpy as np
import pytest
from support.advice import advised, followed

from empirical.data.dataset import Dataset


@pytest.fixture
def take(tmp_path):
    """Write a file, follow all advice, and give the data set with the messages on the way."""

    def take(text: str, target: str, favourable: str, **options) -> tuple[Dataset, list[str]]:
        path = tmp_path / "table.data"
        path.write_text(text, encoding="utf-8")
        return followed(path, target=target, favourable=favourable, **options)

    return take


def names(data: Dataset) -> list[str]:
    return [feature.name for feature in data.features]


def feature(data: Dataset, name: str):
    return data.features[names(data).index(name)]


def column(data: Dataset, name: str) -> np.ndarray:
    return data.values[:, names(data).index(name)]


ADULT = [
    (
        f"{20 + i * 7 % 50}, {('Private', 'State-gov', '?')[i % 3]}, {70_000 + i * 997 % 9000}, {9 + i % 5}, "
        f"{('Male', 'Female')[i % 2]}, {i % 4 * 1000}, {('<=50K', '>50K')[i % 5 == 0]}"
    )
    for i in range(60)
]


@pytest.mark.parametrize("target", ["class", "<=50K", "income"])
def test_adult_data_has_no_header(take, target):
    data, messages = take("\n".join(ADULT) + "\n\n", target, ">50K")
    assert len(messages) == 1
    assert "looks like a row and no header" in messages[0]
    assert "Private" not in messages[0]
    assert "70000" not in messages[0]
    assert len(data.labels) == 60
    assert (data.labels == 1.0).sum() == 12
    assert feature(data, "column2").levels == ("?", "Private", "State-gov")
    assert any("column2 has '?' in 20 rows" in note and "--missing-values '?'" in note for note in data.notes)


def test_adult_test_begins_with_a_comment_and_its_labels_end_in_dots(take):
    text = "|1x3 Cross validator\n" + "".join(f"{row}.\n" for row in ADULT)
    data, messages = take(text, "class", ">50K")
    assert len(data.labels) == 60
    assert (data.labels == 1.0).sum() == 12
    assert len(messages) == 2
    assert "add: --favourable '>50K.'" in messages[1]
    assert any("1 line before the table was left out" in note for note in data.notes)


def test_both_files_of_adult_in_one_spell_labels_in_two_ways(take):
    header = "age, workclass, fnlwgt, education-num, sex, gain, income\n"
    data, messages = take(header + "\n".join(ADULT) + "\n" + "".join(f"{row}.\n" for row in ADULT), "income", ">50K")
    assert (data.labels == 1.0).sum() == 24
    assert "'>50K' (12), '>50K.' (12)" in messages[0]


def test_german_data_is_separated_by_spaces(take):
    rows = [
        f"A1{1 + i % 4} {6 + i % 40} A3{i % 5} {500 + i * 377 % 9000} A9{i % 3} {20 + i % 50} {1 + (i % 10 > 6)}"
        for i in range(80)
    ]
    data, messages = take("\n".join(rows) + "\n", "class", "1")
    assert ["separator" in messages[0], "no header" in messages[1]] == [True, True]
    assert (data.labels == 1.0).sum() == 56
    assert feature(data, "column1").levels == ("A11", "A12", "A13", "A14")
    assert feature(data, "column2").integer


def test_lending_club_has_a_title_units_percent_and_footers(take):
    header = "id,loan_amnt,term,int_rate,revol_util,emp_length,issue_d,desc,member_id,loan_status"
    rows = [
        f'"{1_077_000 + i * 13}","{5000 + i % 9 * 25}"," {(36, 60)[i % 2]} months"," {10 + i % 7}.{i % 90 + 10}%",'
        f'"{i % 80 + 0.5}%","{("10+ years", "< 1 year", "3 years")[i % 3]}","Dec-{2007 + i % 5}",'
        f'"text {i}, of somebody","","{("Fully Paid", "Charged Off")[i % 4 == 0]}"'
        for i in range(60)
    ]
    text = "Notes offered by Prospectus (https://www.lendingclub.com/info/prospectus.action)\n" + "\n".join(
        [header, *rows]
    )
    data, messages = take(text + "\n\nTotal amount funded in policy code 1: 471701350\n\n", "loan_status", "Fully Paid")
    assert len(messages) == 1
    assert "of somebody" not in messages[0]
    assert set(names(data)) == {"loan_amnt", "term", "int_rate", "revol_util", "emp_length", "issue_d"}
    np.testing.assert_allclose(column(data, "int_rate")[:2], [10.10, 11.11])
    assert feature(data, "int_rate").unit == "%"
    assert (feature(data, "term").levels, feature(data, "term").unit) == (("36", "60"), "months")
    assert any("issue_d has dates or times, taken as a category" in note for note in data.notes)
    assert advised(messages[0]) == {"drop": "member_id,desc,id"}
    assert any("with a remark" in note for note in data.notes)


def test_compas_of_propublica_has_names_dates_and_case_numbers(take):
    header = "id,name,first,last,screening_date,sex,dob,age,priors_count,c_case_number,c_offense_date,charge,score"
    rows = [
        f"{i * 3 + 1},p{i} q{i % 60},p{i},q{i % 60},2013-{1 + i % 12:02d}-{1 + i % 28:02d},{('Male', 'Female')[i % 2]},"
        f"19{50 + i % 50}-{1 + i * 5 % 12:02d}-{1 + i % 28:02d},{20 + i % 45},{i * i % 17},13000{i * 17 % 1009}CF10A,"
        f"2013-0{1 + i % 9}-{1 + i % 28:02d},charge {i % 70},{('Low', 'High')[i % 3 == 0]}"
        for i in range(140)
    ]
    data, messages = take("\n".join([header, *rows]), "score", "Low")
    assert len(messages) == 1
    assert set(names(data)) == {"sex", "age", "priors_count"}
    assert all(text not in messages[0] for text in ("p1", "q1", "2013-", "CF10A"))


def test_give_me_some_credit_has_an_index_without_a_name_and_missing_numbers(take):
    header = ",SeriousDlqin2yrs,RevolvingUtilization,age,MonthlyIncome,NumberOfDependents"
    rows = [
        f"{i + 1},{int(i % 15 == 0)},{i * 37 % 100 / 100},{20 + i % 60},"
        f"{'NA' if i % 6 == 0 else 1000 + i * 91 % 7000},{i % 4}"
        for i in range(90)
    ]
    data, messages = take("\n".join([header, *rows]), "SeriousDlqin2yrs", "0")
    assert len(messages) == 1
    assert "15 cells missing, in 'MonthlyIncome' (15)" in messages[0]
    assert names(data) == ["RevolvingUtilization", "age", "MonthlyIncome", "NumberOfDependents"]
    assert any("column1 left out, for it has no name and counts or names the rows" in note for note in data.notes)


@pytest.mark.parametrize(("target", "age"), [("default payment next month", "AGE"), ("Y", "X5")])
def test_credit_default_of_uci_has_two_headers(take, target, age):
    first = ",X1,X2,X5,Y"
    second = "ID,LIMIT_BAL,SEX,AGE,default payment next month"
    rows = [f"{i + 1},{10_000 + i % 20 * 1000},{1 + i % 2},{21 + i % 40},{int(i % 5 == 0)}" for i in range(80)]
    data, messages = take("\n".join([first, second, *rows]), target, "0")
    assert not messages
    assert len(data.labels) == 80
    assert names(data)[-1] == age
    assert len(data.features) == 3
    assert data.features[1].levels == ("1", "2")


def test_bank_marketing_has_semicolons_and_quotes(take):
    header = '"age";"job";"balance";"pdays";"poutcome";"y"'
    rows = [
        f'{20 + i % 40};"{("admin.", "technician", "unknown")[i % 3]}";{i * 331 % 4000 - 300};{-1 if i % 3 else 90 + i}'
        f';"unknown";"{("no", "yes")[i % 8 == 0]}"'
        for i in range(80)
    ]
    data, messages = take("\n".join([header, *rows]), "y", "yes")
    assert [message.rpartition("add: ")[2] for message in messages] == ["--separator ';'"]
    assert names(data) == ["age", "job", "balance", "pdays", "poutcome"]
    assert any("pdays has '-1': if that means missing" in note for note in data.notes)


def test_churn_has_a_blank_among_its_charges(take):
    header = "customerID,gender,SeniorCitizen,tenure,TotalCharges,Churn"
    rows = [
        f"{7000 + i * 37 % 997}-{'ABCD'[i % 4]}{i:02d},{('Male', 'Female')[i % 2]},{int(i % 6 == 0)},{i % 70},"
        f"{' ' if i % 70 == 0 else i * 13.5},{('No', 'Yes')[i % 4 == 0]}"
        for i in range(80)
    ]
    data, messages = take("\n".join([header, *rows]), "Churn", "No")
    assert len(messages) == 1
    assert "2 cells missing, in 'TotalCharges' (2)" in messages[0]
    assert names(data) == ["gender", "SeniorCitizen", "tenure", "TotalCharges"]
    assert any("left out" in note and "customerID" in note for note in data.notes)


def test_heloc_codes_of_missing_numbers_are_named(take):
    header = "RiskPerformance,ExternalRiskEstimate,MSinceOldestTradeOpen,NumSatisfactoryTrades"
    rows = [
        f"{('Bad', 'Good')[i % 2]},{-9 if i % 10 == 0 else 55 + i % 40},"
        f"{(-8, -7)[i % 2] if i % 12 < 4 else 20 + i * 7 % 300},{-9 if i % 10 == 0 else i % 30}"
        for i in range(100)
    ]
    text = "\n".join([header, *rows])
    data, messages = take(text, "RiskPerformance", "Good")
    assert not messages
    notes = [note for note in data.notes if "if that means missing" in note]
    assert len(notes) == 3
    assert "--missing-values=-8,-7" in notes[1]
    data, messages = take(text, "RiskPerformance", "Good", missing_values="-9,-8,-7")
    assert [message.rpartition("add: ")[2] for message in messages] == ["--missing impute"]
    assert np.isnan(column(data, "ExternalRiskEstimate")).sum() == 10
    assert np.nanmin(data.values) >= 0.0


def test_breast_cancer_of_kaggle_ends_in_a_comma(take):
    header = '"id","diagnosis","radius_mean","texture_mean",'
    rows = [
        f"{842_302 + i * i * 91},{'MB'[i % 3 > 0]},{10 + i * 37 % 90 / 10},{9 + i * 53 % 97 / 10},"[:-1]
        for i in range(60)
    ]
    for lines in (rows, [f"{row}," for row in rows]):
        data, messages = take("\n".join([header, *lines]), "diagnosis", "B")
        assert not messages
        assert names(data) == ["radius_mean", "texture_mean"]


def test_arff_names_its_columns_by_attributes(take):
    head = (
        "% credit\n@relation credit-g\n@attribute checking {'<0','no checking'}\n@attribute 'credit amount' numeric\n"
    )
    rows = [
        f"{('<0', 'no checking')[i % 2]!r},{'?' if i % 20 == 0 else 500 + i * 7},{('good', 'bad')[i % 3 == 0]}"
        for i in range(60)
    ]
    text = head + "@attribute class {good,bad}\n@data\n" + "\n".join(rows)
    data, messages = take(text, "class", "good")
    assert ["3 cells missing, in 'credit amount' (3)" in message for message in messages] == [True]
    assert feature(data, "checking").levels == ("<0", "no checking")


def test_cars_are_aligned_by_spaces_and_tabs(take):
    rows = [
        f'{10 + i % 30}.0   {4 + i % 3 * 2}   {300 + i * 7 % 40:.1f}      {"?" if i == 5 else 130 + i % 40}\t"car {i}"'
        for i in range(60)
    ]
    data, messages = take("\n".join(rows), "column1", ">= 20")
    assert [message.rpartition("add: ")[2] for message in messages] == [
        "--separator whitespace",
        "--no-header --target column1",
        "--missing impute",
    ]
    assert (data.labels == 1.0).sum() == 40
    assert names(data) == ["column2", "column3", "column4"]


def test_mushrooms_are_letters_alone_and_without_header(take):
    rows = [",".join("pe"[i % 2] + "xbs"[i % 3] + "ynw"[i * 2 % 3] + "tf"[i % 2] + "al"[i // 2 % 2]) for i in range(60)]
    data, messages = take("\n".join(rows), "column1", "e")
    assert len(messages) == 1
    assert "cells occur again below" in messages[0]
    assert len(data.labels) == 60
