"""A config for a builder: its class, its fields, values for them, and changes to them."""
