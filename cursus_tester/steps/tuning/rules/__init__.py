"""Rules of Tuning steps, one topic a module."""
