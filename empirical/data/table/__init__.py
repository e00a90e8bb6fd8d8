"""A user's table, CSV or Parquet, read strictly as a data set."""
