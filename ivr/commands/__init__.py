"""The `hotline` sub-commands, one module each."""
