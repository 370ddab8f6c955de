"""Values of expressions and contents of dictionaries, as far as the source decides them."""
