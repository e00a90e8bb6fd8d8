"""How long a test waits for what must end: no test measures time, and a busy machine fails none."""

NEVER = 600.0
"""Seconds after which something is taken never to end."""
