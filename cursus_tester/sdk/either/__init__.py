"""What both major versions of the SDK do alike, and the classes that both have, in other modules."""
