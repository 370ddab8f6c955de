"""Rules that hold for builders of CreateModel steps."""
