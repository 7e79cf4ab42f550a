"""From predictions to results: tasks, metrics, intervals and comparisons."""
