"""What is around a builder while it runs: the steps that it depends on, the clock, the environment."""
