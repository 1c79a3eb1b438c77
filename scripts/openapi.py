"""`make openapi`: write the API's description from the code. Needs no database."""

import os
from pathlib import Path

import django
import yaml

WHERE = Path(__file__).resolve().parent.parent / "docs" / "openapi.yaml"


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

    WHERE.write_text(yaml.safe_dump(describe(), sort_keys=False, allow_unicode=True, width=110))


if __name__ == "__main__":
    main()
