"""Refuse what a builder must not do: connections, writes, programs, signals. Detect monkeypatching.

This is not a security sandbox (SECURITY.md).
"""
