"""What scenarios are made of: what is known of a builder first, and what may be changed around it."""
