"""Rules of RegisterModel steps, one topic a module."""
