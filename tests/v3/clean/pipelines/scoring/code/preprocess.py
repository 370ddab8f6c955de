"""Code of the preprocess step."""
