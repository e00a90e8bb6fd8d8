"""Results that are remembered: of the same tuple alone, and of few."""

from empirical import remembered
from empirical.remembered import remembered as remember


def test_equal_tuples_are_not_the_same_and_old_ones_are_forgotten(monkeypatch):
    monkeypatch.setattr(remembered, "MOST", 2)
    called: list[tuple[int, ...]] = []

    @remember
    def total(*given: tuple[int, ...]) -> int:
        called.extend(given)
        return sum(map(sum, given))

    first, equal, third = ((1, number) for number in (2, 2, 3))
    for given in (first, first, equal, first, third, third, first):
        assert total(given) == sum(given)
    assert [given is first for given in called] == [True, False, False, True]
    assert total([1, 2]) == total([1, 2]) == 3  # type: ignore[arg-type]
