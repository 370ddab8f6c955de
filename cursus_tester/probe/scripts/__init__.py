"""Write the config and arguments of a scenario as Python source that reproduces them."""
