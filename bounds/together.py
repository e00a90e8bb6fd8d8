"""Several claims about one instance, decided without compilation: the checker's own steps, on single numbers.

A call of the checker costs the same for one instance as for thousands, and seconds of compilation before. Whoever asks
about one person asks a hundred questions at once. They are decided in numpy the first time. Who asks as many questions
about somebody else gets a function that was recorded of the checker, with whatever the questions have in common once.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from bounds.batching import Inputs, as_float64, gather, require_float64
from bounds.checker import Assessment, Measure, assess_arrays
from bounds.claim import Claim, Verdict
from bounds.field_errors import stated_error
from bounds.readings.recorded import Recording
from bounds.readings.straight_line import Program, straight_line

MOST = 64
"""Largest number of lists of questions of which a program is kept."""


class Question(NamedTuple):
    """A claim with its fields, as for :func:`bounds.assess`.

    Attributes:
        claim: The claim.
        fields: Numbers, or arrays with one number, by field name. Questions that share one array object share what is
            computed of it.
        errors: The absolute errors by field name.
    """

    claim: Claim
    fields: Mapping[str, Any]
    errors: Mapping[str, float]


def assess_together(questions: Sequence[Question]) -> list[Assessment]:
    """Decide several claims about one instance.

    Args:
        questions: The claims with their fields.

    Returns:
        The assessment of each question, in numbers of Python: what :func:`bounds.assess` gives, up to the last bits,
        which the allowance for rounding covers.

    Raises:
        TypeError: If a field does not belong to its claim, or is not numeric.
        ValueError: If a field is missing that the value or an interval reads, or holds several numbers.
        RuntimeError: If JAX runs without float64.

    Examples:
        >>> from bounds import CLAIMS
        >>> fields = {"norm_nr": 1.0, "norm_r": 2.0, "delta": 0.5}
        >>> (one,) = assess_together([Question(CLAIMS["lemma1.norms"], fields, {})])
        >>> one.verdict.status_names.tolist()
        'violated'
    """  # noqa: DOC502
    require_float64()
    layout, numbers = _laid_out(questions)
    program = _PROGRAMS.get(layout, _UNSEEN)  # once: hashes of tuples are computed anew each time
    if program is _UNSEEN:
        assessments = _in_numpy(questions)
        _remember(layout, None)
        return assessments
    if program is None:
        program = _recorded(layout, len(numbers))
        _remember(layout, program)
    results = program(numbers)
    return [_assessment(results[start : start + _RESULTS]) for start in range(0, len(results), _RESULTS)]


class _Layout(NamedTuple):
    """A question without its numbers: which of all numbers each field and each error is."""

    claim: Claim
    fields: tuple[str, ...]
    numbers: tuple[int, ...]
    errors: tuple[str, ...]
    error_numbers: tuple[int, ...]


_PROGRAMS: dict[tuple[_Layout, ...], Program | None] = {}
"""The programs by what is asked, the latest at the end; ``None`` for what was asked once."""

_UNSEEN: Any = object()
"""What stands for the program of questions that were never asked."""

_RESULTS = len(Verdict._fields) + len(Measure._fields)
"""The number of results of a question."""


def _remember(layout: tuple[_Layout, ...], program: Program | None) -> None:
    """Keep a program as the latest one, and forget the oldest of too many."""
    _PROGRAMS.pop(layout, None)
    _PROGRAMS[layout] = program
    if len(_PROGRAMS) > MOST:
        _PROGRAMS.pop(next(iter(_PROGRAMS)))


def _laid_out(questions: Sequence[Question]) -> tuple[tuple[_Layout, ...], list[float]]:
    """Tell what is asked from the numbers that it is asked about, each of which stands once."""
    numbers: list[float] = []
    of_fields, of_errors = _Places(_number, {}, numbers), _Places(stated_error, {}, numbers)
    layout = tuple(
        _Layout(claim, tuple(fields), of_fields.of(claim, fields), tuple(errors), of_errors.of(claim, errors))
        for claim, fields, errors in questions
    )
    return layout, numbers


class _Places(NamedTuple):
    """The places of the objects that hold numbers: by their identities, for objects that are kept meanwhile."""

    read: Callable[[Claim, str, Any], float]
    places: dict[int, int]
    numbers: list[float]

    def of(self, claim: Claim, named: Mapping[str, Any]) -> tuple[int, ...]:
        """Give the places of some objects, and read those that were not read yet."""
        found = []
        for name, value in named.items():
            place = self.places.get(id(value))
            if place is None:
                place = self.places[id(value)] = len(self.numbers)
                self.numbers.append(self.read(claim, name, value))
            found.append(place)
        return tuple(found)


def _number(claim: Claim, name: str, value: Any) -> float:
    """Read a field of one instance."""  # noqa: DOC501
    array = value if type(value) is np.ndarray and value.dtype == np.float64 else as_float64(name, value)
    if array.size != 1:
        raise ValueError(f"{claim.id}: {name} holds {array.size} numbers; give those of one instance")
    return array.item()


def _recorded(layout: tuple[_Layout, ...], count: int) -> Program:
    """Make a program of what the checker does with these questions, whatever the numbers are."""
    recording, results = Recording(), []
    inputs = [recording.input() for _ in range(count)]
    for claim, fields, numbers, errors, error_numbers in layout:
        known = {name: inputs[number] for name, number in zip(fields, numbers, strict=True)}
        stated = {name: inputs[number] for name, number in zip(errors, error_numbers, strict=True)}
        columns = tuple(known.get(name, _ABSENT) for name in claim.read)
        given = [np.bool_(name in known) for name in claim.read]
        verdict, measure = assess_arrays(claim, columns, given, [stated.get(name, _NONE) for name in claim.read])
        results += [recording.lift(one) for one in (*verdict, *measure)]
    return straight_line(recording, results)


_ABSENT, _NONE = np.float64(np.nan), np.float64(0.0)
"""The number of a field that was left out, and no error."""


def _in_numpy(questions: Sequence[Question]) -> list[Assessment]:
    """Decide the questions at once that are about one claim."""
    groups: dict[Claim, list[Inputs]] = {}
    places = []
    for claim, fields, errors in questions:
        group = groups.setdefault(claim, [])
        places.append((claim, len(group)))
        group.append(gather(claim, fields, errors))
    results = {claim: _of_claim(claim, group) for claim, group in groups.items()}
    return [_assessment([part[place].item() for part in results[claim]]) for claim, place in places]


def _of_claim(claim: Claim, group: list[Inputs]) -> list[np.ndarray]:
    """Decide all questions about one claim: arrays [q]."""
    columns = tuple(np.concatenate(parts, axis=None) for parts in zip(*(one.columns for one in group), strict=True))
    given, errors = (list(np.stack(parts).T) for parts in zip(*(one[1:] for one in group), strict=True))
    verdict, measure = assess_arrays(claim, columns, given, errors)
    return [*verdict, *measure]


def _assessment(results: Sequence[Any]) -> Assessment:
    split = len(Verdict._fields)
    return Assessment(Verdict(*results[:split]), Measure(*results[split:]))
