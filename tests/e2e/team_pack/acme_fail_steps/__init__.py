"""What cursus-tester knows of the fail steps of team Acme."""
