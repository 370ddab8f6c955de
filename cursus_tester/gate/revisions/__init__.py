"""Revisions of a git repository, laid out in temporary folders; the repository is left as it was."""
