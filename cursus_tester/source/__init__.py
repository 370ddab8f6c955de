"""Read Python files without running them: find builders, resolve names, follow values, list calls and imports."""
