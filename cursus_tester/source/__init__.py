"""What Python files say: syntax trees, names, values, calls and imports. Nothing is run."""
