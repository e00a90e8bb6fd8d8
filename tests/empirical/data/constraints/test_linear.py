"""Relations are read as arithmetic says, whatever the names of columns, and everything else is refused in one line."""

import re
from collections.abc import Callable
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from empirical.data.constraints.linear import LARGEST, LONGEST, read_relation
from empirical.data.constraints.relation import Relation
from empirical.errors import InputError

NAMES = ("age", "hours-per-week", "Loan amount", "net (EUR)", "a", "b", "a-b", "5", 'say "x"', "größe", "e1", "x*y")


class Written(NamedTuple):
    """A sum as text, and its value for the values of the columns."""

    text: str
    value: Callable[[dict[str, float]], float]


def quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


numbers = st.integers(-40, 40).map(lambda number: number / 4.0)
constants = numbers.map(lambda number: Written(f"({number})" if number < 0 else f"{number}", lambda at: number))
columns = st.sampled_from(NAMES).map(lambda name: Written(quoted(name), lambda at: at[name]))


def combined(parts: st.SearchStrategy[Written]) -> st.SearchStrategy[Written]:
    return st.one_of(
        st.tuples(parts, parts).map(
            lambda two: Written(f"({two[0].text}+{two[1].text})", lambda at: two[0].value(at) + two[1].value(at))
        ),
        st.tuples(parts, parts).map(
            lambda two: Written(f"({two[0].text} - {two[1].text})", lambda at: two[0].value(at) - two[1].value(at))
        ),
        st.tuples(numbers, parts).map(
            lambda two: Written(f"({two[0]}) * {two[1].text}", lambda at: two[0] * two[1].value(at))
        ),
        st.tuples(parts, st.sampled_from([0.5, 4.0, -8.0])).map(
            lambda two: Written(f"{two[0].text} / {two[1]}", lambda at: two[0].value(at) / two[1])
        ),
        parts.map(lambda one: Written(f"-{one.text}", lambda at: -one.value(at))),
    )


sums = st.recursive(st.one_of(constants, columns), combined, max_leaves=8)


def excess(relation: Relation, at: dict[str, float]) -> float:
    return sum(coefficient * at[name] for name, coefficient in relation.terms) - relation.limit


@given(sums, sums, st.sampled_from(["<=", ">=", "=", "==", "≤", "≥"]), st.data())
def test_a_relation_means_what_its_arithmetic_says(left, right, comparison, data):
    at = {name: data.draw(st.integers(-20, 20)) / 2.0 for name in NAMES}
    try:
        found = read_relation(f"{left.text} {comparison} {right.text}", NAMES)
    except InputError as error:
        assert re.search("compares no columns|too near 0|parentheses", str(error))  # noqa: PT017
        return
    difference = left.value(at) - right.value(at)
    signs = {"<=": [1], "≤": [1], ">=": [-1], "≥": [-1]}.get(comparison, [1, -1])
    scale = 1.0 + sum(abs(c * at[n]) for one in found for n, c in one.terms) + sum(abs(one.limit) for one in found)
    assert [excess(one, at) for one in found] == pytest.approx(
        [sign * difference for sign in signs], abs=1e-9 * scale, rel=1e-9
    )


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("hours-per-week <= 40", {"hours-per-week": 1.0}),
        ("Loan amount <= 2*age", {"Loan amount": 1.0, "age": -2.0}),
        ("a-b <= 0", {"a-b": 1.0}),
        ("a - b <= 0", {"a": 1.0, "b": -1.0}),
        ('"a"-"b" <= 0', {"a": 1.0, "b": -1.0}),
        ("`net (EUR)` <= 1e3", {"net (EUR)": 1.0}),
        ("'5' <= 5", {"5": 1.0}),
        ('"say ""x""" <= .5', {'say "x"': 1.0}),
        ("größe\n<=\t1_".removesuffix("_"), {"größe": 1.0}),
        ("1e1*e1 <= 1", {"e1": 10.0}),
        ("a + a <= 1", {"a": 2.0}),
        ("a <= a + b", {"b": -1.0}),
    ],
)
def test_names_stand_as_they_are_or_in_quotes(text, terms):
    (found,) = read_relation(text, NAMES)
    assert dict(found.terms) == terms


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "has its end where a number or a column is expected"),
        ("age", "compares nothing: write >=, <= or ="),
        ("age <=", "has its end where a number or a column is expected"),
        ("agee <= 1", "names no column 'agee'; did you mean age?"),
        ("net <= 1", "names no column 'net'; did you mean \"net (EUR)\"?"),
        ("salary <= 1", "names no column 'salary'; the columns are 'age', "),
        ("age * a <= 1", "is not linear, for it multiplies 'age' by 'a'"),
        ("1 / age <= 1", "is not linear, for it divides by 'age'"),
        ("x*y <= 1", "names no column 'x'"),
        ("age < 1", "has <: write <=, with a number added"),
        ("age != 1", "has !=, which leaves two separate parts"),
        ("a <= b <= 1", "compares twice: write two relations"),
        ("(age <= 1", "has a ( without its )"),
        ("age) <= 1", "has ')' where +, -, *, / or a comparison is expected"),
        ("age <= 1,000", "has ',', which is none of"),
        ("age <= 1 a", "has 'a' where +, -, *, / or its end is expected"),
        ("2 age <= 1", "has 'age' where +, -, *, / or a comparison is expected"),
        ("age <= 0/0", "divides by 0"),
        ("age <= 1e999", "has a number beyond ±1e+100, or too near 0"),
        ("1e-320*age <= 1", "has a number beyond ±1e+100, or too near 0"),
        ("0 * 1e999 * age <= 1", "number beyond"),
        ("age <= inf", "names no column 'inf'"),
        ("age - age <= 0", "compares no columns"),
        ("1 <= 2", "compares no columns"),
        ("0.1*age + 0.2*age <= 0.3*age", "compares no columns"),
        ("age - 1.1*age + 0.1*age >= 3", "compares no columns"),
        ("1e99999999999 * age <= 1", "has a number beyond"),
        ("1e-99999999999 * age <= 1", "too near 0"),
        ('"age <= 1', "has a quote that does not end"),
        ("__import__('os').system('true') <= 1", "names no column '__import__'"),
        ("age <= \x1b[31m", r"has '\x1b', which is none of"),
        ("-" * 900 + "age <= 1", "has too many parentheses or signs"),
        ("(" * 900 + "age", "has too many parentheses or signs"),
        ("age <= 1" + " " * LONGEST, "has more than 1,000 characters"),
    ],
)
def test_everything_else_is_refused_in_one_printable_line(text, message):
    with pytest.raises(InputError) as caught:
        read_relation(text, NAMES)
    assert message in str(caught.value)
    assert str(caught.value).isprintable()
    assert len(str(caught.value)) < 250


@given(st.text(max_size=60) | st.lists(st.sampled_from([*NAMES, *"+-*/()<>= ", "<=", "1", '"'])).map("".join))
def test_no_text_does_anything_but_become_relations_or_one_line(text):
    try:
        found = read_relation(text, NAMES)
    except InputError as error:
        assert str(error).isprintable()  # noqa: PT017
    else:
        assert all(1.0 / LARGEST <= abs(one) <= LARGEST for relation in found for _, one in relation.terms)
