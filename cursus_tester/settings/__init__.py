"""Settings of a repository: what can be set, where it is read from, and how it is shown."""
