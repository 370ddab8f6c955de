"""Renderers of a report, one format a module; HTML has a folder of its own."""
