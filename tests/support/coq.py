"""Whether Coq is installed, and where it must be."""

import os

import pytest

from bounds.kernel import ABSENT, compiler

REQUIRED = bool(os.environ.get("CI") or os.environ.get("REQUIRE_COQ"))

needs_coq = pytest.mark.skipif(compiler() is None and not REQUIRED, reason=ABSENT)
"""Skips a test where Coq is not installed, unless it must be: then the test fails."""
