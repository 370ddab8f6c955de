"""``cursus-tester watch``: judge again what a saved file changes."""
