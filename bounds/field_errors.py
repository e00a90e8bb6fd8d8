"""The absolute errors of fields that a caller states: one number for each field, or one for each instance."""

from collections.abc import Mapping
from typing import Any

import numpy as np

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
    return {name: stated_error(claim, name, error) for name, error in errors.items()}


def instance_errors(claim: Claim, errors: Any) -> dict[str, Any]:
    """Check the absolute errors that a caller states for the fields of a claim on many instances.

    Args:
        claim: The claim to which the fields belong.
        errors: A mapping from names of fields to non-negative numbers, or to arrays with a number for each instance;
            ``None`` for none.

    Returns:
        The errors by name: numbers, and float64 arrays.

    Raises:
        TypeError: As for :func:`stated_errors`.
        ValueError: As for :func:`stated_errors`.

    Examples:
        >>> from bounds import CLAIMS
        >>> instance_errors(CLAIMS["lemma1.norms"], {"norm_r": [1e-9, 0.0]})
        {'norm_r': array([1.e-09, 0.e+00])}
    """  # noqa: DOC502
    arrays = errors if isinstance(errors, Mapping) else {}
    several = {name: array for name, array in arrays.items() if np.ndim(array) and not isinstance(array, str)}
    if not several:
        return stated_errors(claim, errors)
    single = {name: error for name, error in arrays.items() if name not in several}
    return stated_errors(claim, single) | {name: _errors(claim, name, array) for name, array in several.items()}


def _errors(claim: Claim, name: str, errors: Any) -> np.ndarray:
    """Read the absolute errors of one field, one for each instance."""  # noqa: DOC501
    claim.require_field(name)
    try:
        numbers = np.asarray(errors, np.float64)
    except (TypeError, ValueError):
        raise TypeError(f"{claim.id}: the errors of {name!r} are no numbers: {errors!r:.60}") from None
    if not (numbers >= 0.0).all():
        raise ValueError(f"{claim.id}: the errors of {name!r} must be numbers of at least 0, not {numbers.min()}")
    return np.where(numbers > 0.0, np.maximum(numbers, TINY), 0.0)


def stated_error(claim: Claim, name: Any, error: Any) -> float:
    """Read the absolute error of one field.

    Args:
        claim: The claim.
        name: The name of the field.
        error: The error.

    Returns:
        The error; a tiny one where it underflowed in what states it.

    Raises:
        TypeError: If the name is none of the claim's fields, or the error is not one number.
        ValueError: If the error is negative or NaN.

    Examples:
        >>> from bounds import CLAIMS
        >>> stated_error(CLAIMS["lemma1.norms"], "norm_r", 0)
        0.0
    """
    claim.require_field(name)
    try:
        number = float(error)
    except (TypeError, ValueError):
        raise TypeError(f"{claim.id}: the error of {name!r} is not one number: {error!r:.60}") from None
    if not number >= 0.0:
        raise ValueError(f"{claim.id}: the error of {name!r} must be a number of at least 0, not {number}")
    return max(number, TINY) if number else 0.0
