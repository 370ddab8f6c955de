"""Name resolution: scopes, bindings and what a name stands for."""
