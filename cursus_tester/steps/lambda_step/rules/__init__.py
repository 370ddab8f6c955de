"""The rules for Lambda steps."""
