"""Steps that the tester knows by their requests alone."""
