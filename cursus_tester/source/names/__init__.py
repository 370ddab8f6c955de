"""Name resolution: scopes, the definitions that reach a name, and what a name refers to."""
