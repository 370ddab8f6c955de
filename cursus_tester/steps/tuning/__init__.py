"""Tuning steps."""
