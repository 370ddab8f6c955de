"""Code of the evaluate step."""
