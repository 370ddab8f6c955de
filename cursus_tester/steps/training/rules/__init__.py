"""Rules of training steps, one topic a module."""
