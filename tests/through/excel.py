"""Two lists as Excel writes them: semicolons and a mark before the first letter, or UTF-16 with tabs; days first."""

import random
from datetime import datetime, timedelta

FIRST = "Zoë Ben Amélie Jürgen Noémie Çelik Łukasz Ana-Sofía Mei Omar Théo Síle Priya Hugo".split()  # noqa: SIM905
LAST = "Baker Müller Østergård Núñez O'Neill d'Arcy Tanaka Haddad Raman Петров Weiß".split()  # noqa: SIM905


def people(count: int) -> list[dict[str, str]]:
    """Clients with a number each; every tenth shares a phone with the one before."""
    chance = random.Random(7)
    rows = []
    for number in range(count):
        name = f"{chance.choice(FIRST)} {chance.choice(LAST)}"
        born = datetime(1950, 1, 1) + timedelta(days=chance.randrange(20000))  # noqa: DTZ001  a wall date
        rows.append({
            "Client no": f"K-{number:05d}",
            "Full name": name,
            "E-mail": f"client{number}@example.com",
            "Mobile": f"+1 (303) 555-01{number % 100:02d}",
            "Birthday": f"{born:%d.%m.%Y}",
            "Notes": "Comes with her sister;\nprefers mornings" if number % 50 == 0 else "",
        })  # fmt: skip
    return rows


def visits(people: list[dict[str, str]], *, today: datetime, each: int = 3) -> list[dict[str, str]]:
    """Past visits, about five weeks apart; a few were missed or called off."""
    chance = random.Random(11)
    rows = []
    for person in people:
        day = today - timedelta(days=chance.randrange(5, 60))
        for _ in range(each):
            status = chance.choices(["Completed", "No show", "Cancelled"], [90, 5, 5])[0]
            paid = status == "Completed"
            rows.append({
                "Visit id": f"V-{len(rows):06d}",
                "Client no": person["Client no"],
                "Treatment": chance.choice(["First assessment", "Follow-up treatment"]),
                "Staff": "Ana Lind",
                "Date": f"{day:%d.%m.%Y}",
                "Time": f"{chance.randrange(9, 17):02d}:{chance.choice([0, 30]):02d}",
                "Minutes": "60",
                "Status": status,
                "Price": "1.080,50" if chance.random() < 0.01 else "80,50",
                "Paid": "80,50" if paid else "0,00",
            })  # fmt: skip
            day -= timedelta(days=chance.randrange(25, 45))
    return rows


def as_csv(rows: list[dict[str, str]]) -> bytes:
    """ "CSV UTF-8" of a European Excel: a byte order mark, semicolons, CR LF."""
    return ("\ufeff" + _text(rows, ";")).encode()


def as_unicode_text(rows: list[dict[str, str]]) -> bytes:
    """ "Unicode Text" of Excel: UTF-16 with tabs."""
    return _text(rows, "\t").encode("utf-16")


def _text(rows: list[dict[str, str]], separator: str) -> str:
    lines = [list(rows[0]), *(row.values() for row in rows)]
    return "".join(separator.join(_cell(cell, separator) for cell in line) + "\r\n" for line in lines)


def _cell(cell: str, separator: str) -> str:
    needs_quotes = any(sign in cell for sign in (separator, "\n", '"'))
    return '"' + cell.replace('"', '""') + '"' if needs_quotes else cell
