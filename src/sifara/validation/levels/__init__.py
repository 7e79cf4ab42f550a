"""The levels of validation, in order; a record that fails one skips the later ones."""
