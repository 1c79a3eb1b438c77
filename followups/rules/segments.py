"""How an SMS is encoded, and in how many parts it is charged.

Source      3GPP TS 23.038 (GSM 7-bit alphabet and extension), TS 23.040 (parts of a long text)
"""

from dataclasses import dataclass

GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
# Each of these is sent as an escape and a letter, so it counts twice.
GSM_EXTENSION = frozenset("\f^{}\\[~]|€")
# What a keyboard makes of a plain sign, back to the plain sign; one curly quote would halve the room.
PLAIN = str.maketrans(
    {
        "‘": "'",
        "’": "'",
        "‚": "'",
        "“": '"',
        "”": '"',
        "„": '"',
        "–": "-",
        "—": "-",
        "…": "...",
        "\u00a0": " ",
        "\u202f": " ",
    }
)


@dataclass(frozen=True)
class Size:
    """encoding    GSM-7 or UCS-2
    units       septets, or 16-bit units
    segments    parts the carrier charges
    """

    encoding: str
    units: int
    segments: int


def plain(text: str) -> str:
    """The text with typographic quotes, dashes and spaces replaced by signs every phone has."""
    return text.translate(PLAIN)


def measure(text: str) -> Size:
    """Length and parts: 160 signs alone or 153 a part in GSM-7; 70 or 67 once one sign is foreign to it."""
    if all(sign in GSM or sign in GSM_EXTENSION for sign in text):
        widths = [2 if sign in GSM_EXTENSION else 1 for sign in text]
        return Size("GSM-7", sum(widths), _parts(widths, alone=160, each=153))
    widths = [2 if ord(sign) > 0xFFFF else 1 for sign in text]
    return Size("UCS-2", sum(widths), _parts(widths, alone=70, each=67))


def _parts(widths: list[int], *, alone: int, each: int) -> int:
    """Signs are never torn in two: one that does not fit opens the next part."""
    if sum(widths) <= alone:
        return 1
    parts, room = 1, each
    for width in widths:
        if width > room:
            parts, room = parts + 1, each
        room -= width
    return parts
