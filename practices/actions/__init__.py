"""Verbs about the practice itself: its settings, its places, its people. Opening one is in practices.opening."""
