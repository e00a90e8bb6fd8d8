"""The commands of the command line, one a file: its function, with its help, and an example that works."""
