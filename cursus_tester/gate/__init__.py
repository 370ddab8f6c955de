"""A change against its base: what it affects, what it makes worse, and the verdict."""
