"""The figures of the paper, and those beyond it, drawn from the tables of a study alone."""
