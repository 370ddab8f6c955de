"""Rules that hold for builders of any step type."""
