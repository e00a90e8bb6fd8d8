"""Data sets that the project knows, one a file, and where their files come from."""
