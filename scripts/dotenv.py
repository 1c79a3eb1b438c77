"""What docker-compose.yml asks for, with secrets made up now. Needs nothing but Python.

python3 -m scripts.dotenv rapport.example > .env   a whole file, for that host name
python3 -m scripts.dotenv --field-key              one more entry for FIELD_KEYS, under a name of its own
python3 -m scripts.dotenv --secret-key             another SECRET_KEY
"""

import base64
import secrets
import sys
import time


def dotenv(host: str) -> str:
    """Lines for one installation under this host name, each secret its own."""
    admin, owner, app, redis = (secrets.token_hex(24) for _ in range(4))
    lines = {
        "BASE_URL": f"https://{host}",
        "ALLOWED_HOSTS": host,
        "SECRET_KEY": new_secret_key(),
        "FIELD_KEYS": new_field_key(),
        "POSTGRES_PASSWORD": admin,
        "DATABASE_ADMIN_URL": f"postgres://postgres:{admin}@db:5432/postgres",
        "DATABASE_OWNER_URL": f"postgres://rapport_owner:{owner}@db:5432/rapport",
        "DATABASE_URL": f"postgres://rapport_app:{app}@db:5432/rapport",
        "REDIS_PASSWORD": redis,
        "REDIS_URL": f"redis://:{redis}@redis:6379/0",
    }
    return "".join(f"{name}={value}\n" for name, value in lines.items())


def new_secret_key() -> str:
    return secrets.token_urlsafe(50)


def new_field_key() -> str:
    """One entry of FIELD_KEYS; the name says which key sealed a text, so none is ever given twice."""
    name = f"{time.strftime('%Y-%m-%d')}-{secrets.token_hex(3)}"
    return f"{name}:{base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()}"


def main(words: list[str]) -> str:
    match words:
        case ["--field-key"]:
            return new_field_key() + "\n"
        case ["--secret-key"]:
            return new_secret_key() + "\n"
        case [host] if not host.startswith("-"):
            return dotenv(host)
    sys.exit(__doc__)


if __name__ == "__main__":
    sys.stdout.write(main(sys.argv[1:]))
