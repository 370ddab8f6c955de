"""Renderers of the gate's verdict."""
