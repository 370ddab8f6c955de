"""Processing steps."""
