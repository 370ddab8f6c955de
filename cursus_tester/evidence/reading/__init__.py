"""What a builder's text says: its syntax tree, names, values, calls and imports; nothing is run."""
