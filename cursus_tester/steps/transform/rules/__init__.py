"""Rules of Transform steps, one topic a module."""
