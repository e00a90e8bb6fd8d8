"""Tables of a report on the terminal."""
