"""A config for a builder: which class it takes, its fields, values for them, variants and gaps."""
