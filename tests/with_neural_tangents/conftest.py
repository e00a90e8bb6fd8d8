"""These tests need the extra neural-tangents, which wants an older JAX: `make test-neural-tangents` runs them."""

import importlib.util

collect_ignore_glob = [] if importlib.util.find_spec("neural_tangents") else ["test_*.py"]
