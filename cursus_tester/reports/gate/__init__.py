"""Renderers of the gate's verdict, one format a module."""
