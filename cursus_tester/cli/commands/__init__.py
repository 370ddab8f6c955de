"""The subcommands, one module each: `add` declares its arguments, `run` does it and returns the exit code.

A module imports nothing heavy at its top: what a command needs, it imports when it runs.
"""
