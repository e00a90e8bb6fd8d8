"""The recourse methods, one a file."""
