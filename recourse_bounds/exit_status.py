"""The exit statuses of the command line, by name."""

DEFECT = 1
"""The exit status where something is not as its theory says, or a report could not be made again."""

BAD_INPUT = 2
"""The exit status where the input cannot be used."""

INTERRUPTED = 130
"""The exit status after Ctrl-C."""
