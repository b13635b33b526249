"""The lake: every statement once more, in Parquet files by month, for engines of many machines."""
