"""Describe live objects as plain data: builders, values, exceptions, registrations, and changes to them."""
