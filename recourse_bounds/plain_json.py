"""Values as JSON can hold them."""

import math
from typing import Any


def plain(value: Any) -> Any:
    """Make a value plain for JSON: tuples become lists, and numbers that are not finite null.

    Args:
        value: Dictionaries, tuples, lists, text, numbers.

    Returns:
        The same without tuples and without infinite numbers or NaN.

    Examples:
        >>> plain({"ends": (0.5, float("inf"))})
        {'ends': [0.5, None]}
    """
    if isinstance(value, dict):
        return {name: plain(one) for name, one in value.items()}
    if isinstance(value, tuple | list):
        return [plain(one) for one in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value
