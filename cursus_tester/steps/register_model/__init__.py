"""RegisterModel steps."""
