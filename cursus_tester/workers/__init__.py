"""The processes that run builders, and what they say to each other."""
