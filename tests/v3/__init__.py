"""Tests that need SDK v3."""
