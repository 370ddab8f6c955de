"""Reports of several environments beside each other: one renderer for each format."""
