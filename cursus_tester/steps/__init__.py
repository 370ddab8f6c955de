"""Step packs: all that the tester knows of each step type."""
