"""Code of the train step."""
