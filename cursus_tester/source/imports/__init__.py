"""Import statements: what a file imports, and which files depend on which."""
