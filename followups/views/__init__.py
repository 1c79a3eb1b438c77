"""Staff pages of messages."""
