"""Reference builders with one defect each, and what the rules say of them."""
