"""Rules of condition steps, one topic a module."""
