"""From gold to configs, Parquet files and Python: the release, its versions and its diff."""
