"""Reproducible models for the tasks of Sifara, all scored by the harness of the package."""
