"""The processes that builders run in: where they come from, their guard, what they say to each other."""
