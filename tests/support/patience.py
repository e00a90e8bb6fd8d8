"""How long a test waits for what must end: none measures time, and none fails because a machine is busy."""

SOON = 60.0
"""Seconds within which ends what takes one or two where nothing else runs."""

NEVER = 600.0
"""Seconds after which a process is taken never to end."""
