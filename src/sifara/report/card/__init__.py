"""The dataset card and what is rendered beside it."""
