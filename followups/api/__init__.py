"""What we say to clients and what they say to us, for programs."""
