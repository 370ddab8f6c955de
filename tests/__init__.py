"""Tests: units, defects that the rules must find, and good code that they must leave alone."""
