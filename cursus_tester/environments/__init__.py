"""Run a command with the interpreter of another environment, and so with the SDK that is installed there."""
