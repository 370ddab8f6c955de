"""Wording and safe text that all formats share."""
