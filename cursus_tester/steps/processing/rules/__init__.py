"""The rules for Processing steps."""
