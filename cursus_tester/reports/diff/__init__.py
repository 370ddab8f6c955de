"""Renderers of the difference of two reports, one format a module."""
