"""`make openapi`: write the API's description, and the tables of its guide, from the code. Needs no database."""

import os
from pathlib import Path

import django
import yaml

DOCS = Path(__file__).resolve().parent.parent / "docs"


def main() -> None:
    for name, value in {
        "RAPPORT_MODE": "test",
        "DATABASE_URL": "postgres://",
        "REDIS_URL": "redis://",
    }.items():
        os.environ.setdefault(name, value)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from config.api.docs import describe
    from scripts.api_tables import with_tables

    guide = DOCS / "api.md"
    guide.write_text(with_tables(guide.read_text()))
    (DOCS / "openapi.yaml").write_text(
        yaml.safe_dump(describe(), sort_keys=False, allow_unicode=True, width=110)
    )


if __name__ == "__main__":
    main()
