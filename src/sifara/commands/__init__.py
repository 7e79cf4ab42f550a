"""The subcommands of ``sifara``, one a module."""
