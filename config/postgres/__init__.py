"""Django's PostgreSQL backend that tells the database, at every BEGIN, which practice is active."""
