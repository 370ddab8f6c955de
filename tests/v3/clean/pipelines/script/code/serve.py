"""Code of the model."""
