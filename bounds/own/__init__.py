"""Claims of a user's own: read from a Python file, and checked before anything relies on them."""

from bounds.own.errors import ClaimError
from bounds.own.loading import Loaded, load, load_file
from bounds.own.validation import validate

__all__ = ["ClaimError", "Loaded", "load", "load_file", "validate"]
