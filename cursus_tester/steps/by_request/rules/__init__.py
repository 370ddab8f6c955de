"""Rules for steps that the tester knows by their requests."""
