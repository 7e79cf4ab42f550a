"""Mutants of the gold data: proof that nothing bad gets past ``sifara validate``."""
