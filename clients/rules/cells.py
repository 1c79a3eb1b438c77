"""Cells of a CSV that a spreadsheet must show and never run.

Source      OWASP, "CSV Injection"
"""

_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠")


def guarded(value: object) -> str:
    """The cell's text; one that a spreadsheet would compute gets a leading apostrophe."""
    text = "" if value is None else str(value)
    if isinstance(value, (int, float)):
        return text
    return "'" + text if text.lstrip(" ").startswith(_STARTS_A_FORMULA) else text


def unguarded(text: str) -> str:
    """The text somebody meant, when it comes back from a spreadsheet or from our own export."""
    if text.startswith("'") and text[1:].lstrip(" ").startswith(_STARTS_A_FORMULA):
        return text[1:]
    return text
