"""Phrases that all formats share, and escaping of untrusted text."""
