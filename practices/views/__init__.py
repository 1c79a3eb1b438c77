"""Find, one action, answer."""
