"""`show`: one builder in one scenario, as text, as JSON, and as a script that does the same."""
