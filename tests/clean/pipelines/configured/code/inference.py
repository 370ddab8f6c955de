"""Stands for a script."""
