"""Import statements, and which files depend on which."""
