"""Write the error to evaluation.json."""
