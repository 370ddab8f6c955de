"""What a builder is kept from: connections, writes, programs, monkeypatching; and the bounds on it."""
