"""One JSON object that a command reads from a file, or from standard input."""

import json
import sys
from pathlib import Path
from typing import Any

from empirical.errors import InputError


def read_object(file: Path, what: str) -> dict[str, Any]:
    """Read an object from a JSON file.

    Args:
        file: The file; ``-`` for standard input.
        what: What the file must hold, with an example, for the message where it holds something else.

    Returns:
        The object.

    Raises:
        InputError: If the file cannot be read, is not JSON, or holds no object.

    Examples:
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     file = Path(folder) / "person.json"
        ...     _ = file.write_text('{"age": 41}')
        ...     read_object(file, "an object")
        {'age': 41}
    """
    from bounds.plain_file import open_plain

    try:
        if str(file) == "-":
            text = sys.stdin.read()
        else:
            with open_plain(file) as content:
                text = content.read().decode()
        value = json.loads(text)
    except OSError as error:
        raise InputError(f"{file} cannot be read: {error.strerror}") from None
    except (ValueError, RecursionError) as error:
        raise InputError(f"{file} is not JSON: {error}") from None
    if not isinstance(value, dict):
        raise InputError(f"{file} must hold {what}")
    return value
