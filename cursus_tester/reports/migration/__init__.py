"""What a migration changes: one renderer for each format."""
