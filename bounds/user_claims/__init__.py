"""Claims of users, loaded from a Python file."""

from bounds.errors import ClaimError
from bounds.user_claims.loading import Loaded, load, load_file

__all__ = ["ClaimError", "Loaded", "load", "load_file"]
