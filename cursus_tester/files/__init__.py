"""Files that results depend on: their fingerprints and their lines."""
