"""What the baselines say about the benchmark: how hard it is, and whether its figures hold."""
