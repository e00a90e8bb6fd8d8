"""Constraints on one column as texts: what they say, and what is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from empirical.data.constraints.asked import Constraints
from empirical.data.constraints.texts import read_direction, read_range, read_transitions, split_texts
from empirical.errors import InputError


def written(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


words = st.text(min_size=1, max_size=8)


@given(words, st.lists(st.tuples(words, words), min_size=1, max_size=4))
def test_whatever_the_names_are_quotes_keep_them(name, moves):
    text = f"{written(name)}: " + ", ".join(f"{written(before)} > {written(after)}" for before, after in moves)
    assert read_transitions(text) == (name, tuple(moves))
    assert split_texts([f"{text};{text}"]) == (text.strip(), text.strip())


def test_names_without_marks_need_no_quotes():
    assert read_transitions("my job :none > self employed, a>b>c") == (
        "my job",
        (("none", "self employed"), ("a", "b"), ("b", "c")),
    )
    assert read_direction(" age :down") == ("age", -1)
    assert read_range("hours-per-week: -1.5..1e2") == ("hours-per-week", (-1.5, 100.0))
    assert read_range("age:..7") == ("age", (None, 7.0))


@pytest.mark.parametrize("read", [read_transitions, read_direction, read_range])
@pytest.mark.parametrize(
    "text",
    [
        "", ":", ">", "age", "age:", "age: >b", "age: a>", "age: a>b,", "age: a", "a: b: c", "age: sideways", "age: ..",
        "age: nan..3", "age: 3..inf", "age: 1..2..3", "age: 3", '"age: up', '"a"ge: up', "x" * 100_000, "\x1b[31m: up>",
        ": up", ": a>b", ": 1..2", "age: 1...2",
    ],
)  # fmt: skip
def test_what_is_no_such_text_is_refused_with_the_form_that_it_must_have(read, text):
    with pytest.raises(InputError, match=r"^--(transition|direction|range) must be like '") as caught:
        read(text)
    assert str(caught.value).isprintable()
    assert len(str(caught.value)) < 200


def test_a_column_is_named_once_by_each_option():
    asked = Constraints(("age",), ("age: up",), ("age: 1..2",), ("job: a>b",))
    assert asked.by_column() == {
        "age": {"immutable": True, "direction": 1, "low": 1.0, "high": 2.0},
        "job": {"transitions": (("a", "b"),)},
    }
    with pytest.raises(InputError, match="one option names 'age' twice"):
        Constraints(directions=("age: up", "age: down")).by_column()
