"""Tables of the numbers."""
