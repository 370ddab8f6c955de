"""Mutants of the reference builders for SDK v3, found by `python -m tests.mutants.detect` where that is installed."""
