"""Clients for programs: people, what is known of them, what they agreed to."""
