"""Where and when clocks change."""

from datetime import date

CHANGES = [
    ("Europe/Berlin", date(2026, 3, 29), date(2026, 10, 25), 60),
    ("America/New_York", date(2026, 3, 8), date(2026, 11, 1), 60),
    ("Europe/London", date(2026, 3, 29), date(2026, 10, 25), 60),
    ("America/Denver", date(2026, 3, 8), date(2026, 11, 1), 60),
    ("Australia/Lord_Howe", date(2026, 10, 4), date(2026, 4, 5), 30),
    ("America/Santiago", date(2026, 9, 6), date(2026, 4, 4), 60),
]
"""Zone, day of the spring change, day of the autumn change, minutes the clocks move."""
