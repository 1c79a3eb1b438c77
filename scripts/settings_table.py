"""The settings as people read them: the table of the README and `.env.example`, both written from here.

`python -m scripts.settings_table` writes them; a test holds this list against config/settings.py.
"""

import ast
import re
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
READERS = {"text", "flag", "whole", "listed", "keyring", "mode"}
BETWEEN = re.compile(r"(<!-- settings -->\n).*?(<!-- /settings -->)", re.DOTALL)


class Setting(NamedTuple):
    """default   as written in the environment; None: must be given, in production or to Compose."""

    name: str
    default: str | None
    meaning: str


GROUPS: dict[str, list[Setting]] = {
    "What this process is": [
        Setting("RAPPORT_MODE", "production", "`production`, `demo`, `development` or `test`"),
        Setting("DEBUG", "no", "error pages with code; on in development, refused in production"),
        Setting("BASE_URL", None, "where people reach it, `https://…`; links in messages begin with it"),
        Setting("ALLOWED_HOSTS", None, "host names it answers to, separated by commas"),
        Setting("TRUSTED_PROXIES", "0", "how many proxies in front may say who asks"),
    ],
    "Secrets": [
        Setting("SECRET_KEY", None, "signs sessions and links; 50 characters or more"),
        Setting("SECRET_KEY_FALLBACKS", "", "its older values, which still open what they signed, by commas"),
        Setting(
            "FIELD_KEYS",
            None,
            "keys of sealed text, files and second steps, `name:base64` of 32 bytes, newest first, by commas",
        ),
    ],
    "Database and Redis": [
        Setting(
            "DATABASE_URL", None, "PostgreSQL 15 or later as `rapport_app`, who sees one practice at a time"
        ),
        Setting("DATABASE_OWNER_URL", "", "the same as `rapport_owner`; for migrations only"),
        Setting(
            "DATABASE_REPLICA_URL",
            "",
            "a streaming replica as `rapport_app`, for dashboards and lists as files",
        ),
        Setting("DATABASE_CONN_MAX_AGE", "60", "seconds a connection is kept; 0 behind a pooler"),
        Setting(
            "REDIS_URL", None, "Redis, for rate limits, caches and waking workers; nothing is lost with it"
        ),
    ],
    "Messages": [
        Setting("FROM_EMAIL", "Rapport <hello@rapport.example>", "sender of account letters"),
        Setting("TWILIO_ACCOUNT_SID", "", "SMS go to the visible outbox until this is set"),
        Setting("TWILIO_AUTH_TOKEN", "", "signs in to Twilio and verifies its calls"),
        Setting("TWILIO_FROM", "", "number or messaging service that texts come from"),
        Setting("TWILIO_BASE_URL", "https://api.twilio.com", "for a stand-in; in production https and known"),
        Setting("SENDGRID_API_KEY", "", "e-mails go to the visible outbox until this or `SMTP_URL` is set"),
        Setting("SENDGRID_WEBHOOK_KEY", "", "public key that verifies SendGrid's calls"),
        Setting(
            "SENDGRID_BASE_URL", "https://api.sendgrid.com", "for a stand-in; in production https and known"
        ),
        Setting(
            "SMTP_URL", "", "a mail server instead: `smtps://user:password@host`, or `smtp://` with STARTTLS"
        ),
        Setting("MESSAGE_LEASE_SECONDS", "30", "a worker that sends longer is taken for dead"),
        Setting("MESSAGE_GRACE_SECONDS", "300", "how long an answer may be missing before it is looked for"),
        Setting("WEBHOOKS_MAY_STAY_LOCAL", "no", "webhooks to private addresses; on outside production"),
    ],
    "What operators see": [
        Setting("LOG_LEVEL", "INFO", "from here on it is logged; `WARNING` outside production"),
        Setting("SENTRY_DSN", "", "errors go to this Sentry, without anything about people"),
        Setting(
            "METRICS_TOKEN",
            "",
            "opens `/metrics` to Prometheus as a bearer token; without it nothing is counted",
        ),
    ],
    "Safety on the wire": [
        Setting("SECURE_SSL_REDIRECT", "yes", "send http to https; in production only"),
        Setting("SECURE_HSTS_SECONDS", "31536000", "how long browsers insist on https; 0 outside production"),
    ],
}


COMPOSE: dict[str, list[Setting]] = {
    "Compose alone": [
        Setting(
            "POSTGRES_PASSWORD", None, "password of the database's administrator, as in `DATABASE_ADMIN_URL`"
        ),
        Setting(
            "DATABASE_ADMIN_URL", None, "a role that may create roles and databases; for migrations only"
        ),
        Setting("REDIS_PASSWORD", None, "password of Redis, as in `REDIS_URL`"),
        Setting("PUBLISH", "127.0.0.1:8000", "where on this machine the proxy finds the pages"),
        Setting(
            "PRIVATE_ADDRESS", "", "where other machines reach this one, for `docker-compose.private.yml`"
        ),
    ],
}
"""What the compose files ask for, and config/settings.py does not read."""


def names_in_code() -> set[str]:
    """Every name that config/settings.py reads from the environment."""
    tree = ast.parse((ROOT / "config/settings.py").read_text())
    calls = (
        node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    )
    read = [call for call in calls if ast.unparse(call.func) in {f"env.{reader}" for reader in READERS}]
    return {ast.literal_eval(call.args[0]) if call.args else "RAPPORT_MODE" for call in read}


def table() -> str:
    rows = ["| Setting | Default | Meaning |", "|---|---|---|"]
    for group, settings in (GROUPS | COMPOSE).items():
        rows.append(f"| **{group}** | | |")
        rows += [f"| `{one.name}` | {shown(one.default)} | {one.meaning} |" for one in settings]
    return "\n".join(rows) + "\n"


def shown(default: str | None) -> str:
    if default is None:
        return "must be set"
    return f"`{default}`" if default else "none"


def example() -> str:
    parts = [
        "# Every setting, for production. Copy to .env and fill in what has no value. `make run` needs none of it.\n"
    ]
    for group, settings in (GROUPS | COMPOSE).items():
        parts.append(f"\n# --- {group}\n")
        for one in settings:
            meaning = one.meaning.replace("`", "")
            parts.append(
                f"# {meaning}\n{'' if one.default is None else '# '}{one.name}={one.default or ''}\n"
            )
    return "".join(parts)


def with_table(page: str) -> str:
    return BETWEEN.sub(lambda found: found[1] + table() + found[2], page)


def main() -> None:
    (ROOT / ".env.example").write_text(example())
    readme = ROOT / "README.md"
    if readme.exists():
        readme.write_text(with_table(readme.read_text()))


if __name__ == "__main__":
    main()
