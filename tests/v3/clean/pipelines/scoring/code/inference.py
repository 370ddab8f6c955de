"""Code of the inference step."""
