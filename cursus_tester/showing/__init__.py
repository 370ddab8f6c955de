"""One builder in one scenario, to look at: as text, as JSON, and as a script that does the same."""
