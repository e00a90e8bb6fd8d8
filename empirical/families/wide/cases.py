"""The cases of Lemma 2 and Theorems 2 and 5: with both costs where a claim reads one."""

from collections.abc import Iterator

from bounds import Claim
from empirical.families.tangents import cost_sources
from empirical.families.wide.claims import WIDE
from empirical.verification.case import Case
from empirical.verification.measured import Measured

NO_LIPSCHITZ = "no Lipschitz constant of the kernel is known"
"""Reason why a claim that reads a Lipschitz constant cannot be evaluated for a user's own kernel."""


def wide_cases(measured: Measured) -> list[Case]:
    """Give every claim about wide networks, for both costs where it reads one.

    Args:
        measured: The fields that :func:`measure_wide` measured of the regressors.

    Returns:
        The cases, in the order of the claims; one without fields for a claim that reads an unknown constant.

    Examples:
        >>> cases = wide_cases(Measured(training={}, instances={}, costs={"linearised": {}, "returned": {}}))
        >>> cases[0].claim.id, cases[0].lacking
        ('lemma2.printed', 'no Lipschitz constant of the kernel is known')
    """
    return [case for claim in WIDE for case in _cases(claim, measured)]


def _cases(claim: Claim, measured: Measured) -> Iterator[Case]:
    delta_source = next((source for field, source in measured.sources.items() if field in claim.read), None)
    for cost_source in cost_sources(claim):
        available = measured.known(cost_source)
        fields = {name: available[name] for name in claim.read if name in available}
        if set(claim.needed) <= set(fields):
            errors = {name: error for name, error in measured.errors.items() if name in fields}
            yield Case(claim, delta_source, cost_source, fields, errors)
        else:
            yield Case.without_fields(claim, NO_LIPSCHITZ)
