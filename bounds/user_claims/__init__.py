"""Claims of users: loaded from a Python file, and validated before any reading evaluates them."""

from bounds.user_claims.errors import ClaimError
from bounds.user_claims.loading import Loaded, load, load_file
from bounds.user_claims.validation import validate

__all__ = ["ClaimError", "Loaded", "load", "load_file", "validate"]
