"""The CreateModel step."""
