"""Outside words to the arguments of an action, and back."""
