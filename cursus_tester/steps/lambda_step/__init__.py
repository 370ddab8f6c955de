"""Lambda steps."""
