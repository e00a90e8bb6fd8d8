"""Studies: the grids behind ``docs/measured/``, too long for every test run."""
