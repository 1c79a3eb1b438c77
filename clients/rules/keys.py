"""By what a row of a file is known again when the file comes again."""

FROM_THE_ROW = "row:"
"""How a key begins that was made from what the row says, because the file gives no numbers."""


def is_number(key: str) -> bool:
    """Whether people know this key: it is a number of theirs, not one made here."""
    return bool(key) and not key.startswith(FROM_THE_ROW)
