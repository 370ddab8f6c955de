"""Renderers of the difference of two reports."""
