"""The rules: plain functions that ask for evidence by parameter name and yield findings."""
