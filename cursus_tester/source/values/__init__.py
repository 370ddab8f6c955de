"""ValueOrigins of expressions, as far as the text decides them."""
