"""The processes that run builders: server, workers, their messages and time limits."""
