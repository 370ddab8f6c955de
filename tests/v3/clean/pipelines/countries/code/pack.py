"""Code of the pack step."""
