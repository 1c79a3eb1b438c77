"""What operators see: logs as JSON lines, counts for Prometheus, errors for Sentry. Nothing in them says who a client
is: no name, phone, address or word of a message or note, no key, no signed link.

redaction   what may be said, as pure functions
logs        one line per record, redacted; LOGGING
context     which request, practice, member, key and task a line belongs to
requests    the middleware: X-Request-ID in and out, one line and one count per request
tasks       the same for Celery
counts      what is counted, kept together by all processes of all machines in Redis
page        /metrics, behind METRICS_TOKEN
sentry      errors to Sentry when SENTRY_DSN is set
"""
