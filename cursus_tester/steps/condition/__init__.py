"""Condition steps."""
