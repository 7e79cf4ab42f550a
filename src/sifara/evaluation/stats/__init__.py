"""Intervals and tests from per-story statistics."""
