"""The catalog: the data sets that the project knows, one in each file, and where their data files come from."""
