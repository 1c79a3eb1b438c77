"""The environment of a production that starts."""

KEY = "first:" + "A" * 43 + "="
SAFE = {
    "RAPPORT_MODE": "production",
    "SECRET_KEY": "s" * 60,
    "FIELD_KEYS": KEY,
    "BASE_URL": "https://rapport.example",
    "ALLOWED_HOSTS": "rapport.example",
    "DATABASE_URL": "postgres://rapport_app:secret@db.example/rapport",
    "REDIS_URL": "redis://redis.example/0",
}
