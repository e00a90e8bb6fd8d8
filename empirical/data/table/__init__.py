"""A user's own table, CSV or Parquet, read strictly as a data set."""
