"""Reads: how a client can be reached, what is true at a claim, what the pages show."""
