"""What the pytest plugin does, one module a matter; each is imported when it is first used."""
