"""Make a config for a builder: find its class and fields, generate values, and change them for scenarios."""
