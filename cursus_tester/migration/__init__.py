"""Compare what two builders compile to: one for SDK v2, and the one for v3 that takes its place."""
