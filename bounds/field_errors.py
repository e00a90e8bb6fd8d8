"""The absolute errors of fields that a caller states, one number for each field."""

from collections.abc import Mapping
from typing import Any

from bounds.claim import Claim
from bounds.readings.rounding import TINY


def stated_errors(claim: Claim, errors: Any) -> dict[str, float]:
    """Check the absolute errors that a caller states for the fields of a claim.

    Args:
        claim: The claim to which the fields belong.
        errors: A mapping from names of fields to non-negative numbers; ``None`` for none.

    Returns:
        The errors by name. One that XLA would flush to 0 is enlarged to a normal number.

    Raises:
        TypeError: If the errors are no mapping, a name is none of the claim's fields, or an error is not one number.
        ValueError: If an error is negative or NaN. An infinite one says that nothing is known, and gives ``nonfinite``.

    Examples:
        >>> from bounds import CLAIMS
        >>> stated_errors(CLAIMS["lemma1.norms"], {"norm_r": 1e-9})
        {'norm_r': 1e-09}
        >>> stated_errors(CLAIMS["lemma1.norms"], {"norm_r": -1e-9})
        Traceback (most recent call last):
        ...
        ValueError: lemma1.norms: the error of 'norm_r' must be a number of at least 0, not -1e-09
    """  # noqa: DOC502
    if errors is None:
        return {}
    if not isinstance(errors, Mapping):
        raise TypeError(f'errors must map names of fields to numbers, as in {{"norm_r": 1e-9}}, not be {errors!r:.60}')
    return {name: _error(claim, name, error) for name, error in errors.items()}


def _error(claim: Claim, name: Any, error: Any) -> float:
    claim.require_field(name)
    try:
        number = float(error)
    except (TypeError, ValueError):
        raise TypeError(f"{claim.id}: the error of {name!r} is not one number: {error!r:.60}") from None
    if not number >= 0.0:
        raise ValueError(f"{claim.id}: the error of {name!r} must be a number of at least 0, not {number}")
    return max(number, TINY) if number else 0.0
