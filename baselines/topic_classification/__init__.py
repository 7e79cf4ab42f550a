"""Baselines for topic classification and tagging."""
