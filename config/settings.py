"""Every setting, read top to bottom. All that changes between installations comes from the environment."""

from datetime import timedelta
from pathlib import Path

from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from config import environment as env
from config.schedule import SCHEDULE
from config.watch import logs, sentry
from followups.channels.addresses import AddressRefused, checked
from followups.channels.smtp import BadServer, server_at

BASE_DIR = Path(__file__).resolve().parent.parent

# --- What this process is -------------------------------------------------------------------------

MODE = env.mode()
IS_PRODUCTION = MODE == "production"
IS_DEMO = MODE == "demo"
DEBUG = env.flag("DEBUG", MODE == "development")

DEFAULT_SECRET = "not-a-secret-only-for-demo-and-tests"  # noqa: S105  refused in production just below
SECRET_KEY = env.text("SECRET_KEY", None if IS_PRODUCTION else DEFAULT_SECRET)
SECRET_KEY_FALLBACKS = env.listed("SECRET_KEY_FALLBACKS")
DEFAULT_FIELD_KEYS = "demo:bm90LWEtc2VjcmV0LW9ubHktZm9yLWRlbW8tdGVzdHM="
FIELD_KEYS = env.keyring("FIELD_KEYS", "" if IS_PRODUCTION else DEFAULT_FIELD_KEYS)
BASE_URL = env.text("BASE_URL", None if IS_PRODUCTION else "http://127.0.0.1:8000").rstrip("/")
ALLOWED_HOSTS = env.listed("ALLOWED_HOSTS", "" if IS_PRODUCTION else "127.0.0.1,localhost,testserver")
TRUSTED_PROXIES = env.whole("TRUSTED_PROXIES", 0)

if IS_PRODUCTION:
    if DEBUG:
        raise ImproperlyConfigured("DEBUG must be off in production.")
    if SECRET_KEY == DEFAULT_SECRET or len(SECRET_KEY) < 50:
        raise ImproperlyConfigured("SECRET_KEY must be a secret of your own, 50 characters or more.")
    if not FIELD_KEYS or FIELD_KEYS == [DEFAULT_FIELD_KEYS]:
        raise ImproperlyConfigured("FIELD_KEYS must hold at least one key of your own.")
    if not BASE_URL.startswith("https://"):
        raise ImproperlyConfigured("BASE_URL must begin with https:// in production.")
    if not ALLOWED_HOSTS or "*" in ALLOWED_HOSTS:
        raise ImproperlyConfigured("ALLOWED_HOSTS must name the hosts it answers to, each one.")

# --- Database, Redis, workers ---------------------------------------------------------------------

DATABASES = {
    "default": {
        **env.database(env.text("DATABASE_URL")),
        "CONN_MAX_AGE": env.whole("DATABASE_CONN_MAX_AGE", 60),
        "CONN_HEALTH_CHECKS": True,
        "DISABLE_SERVER_SIDE_CURSORS": True,
    },
}
if owner_url := env.text("DATABASE_OWNER_URL", ""):
    DATABASES["owner"] = env.database(owner_url)
if replica_url := env.text("DATABASE_REPLICA_URL", ""):
    replica = env.database(replica_url, connect_timeout="2")  # its absence must not hold up a page
    DATABASES["replica"] = DATABASES["default"] | replica
DATABASE_ROUTERS = ["practices.routing.ToReplica"] if replica_url else []
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.text("REDIS_URL")
CACHES = {
    "default": {
        "BACKEND": "config.cache.Cache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "rapport",
        "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 1},
    },
}
SESSION_ENGINE = "practices.sessions"

CELERY_BROKER_URL = REDIS_URL
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {"socket_connect_timeout": 2, "socket_timeout": 10}
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SOFT_TIME_LIMIT = 20 * 60
CELERY_TASK_TIME_LIMIT = 21 * 60
CELERY_TASK_PUBLISH_RETRY = False
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BEAT_SCHEDULE = SCHEDULE
CELERY_TIMEZONE = "UTC"

# --- What the house is made of --------------------------------------------------------------------

INSTALLED_APPS = [
    "config",  # for its commands alone
    "practices",
    "clients",
    "bookings",
    "journeys",
    "followups",
    "metrics",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "csp",
    "django_cotton.apps.SimpleAppConfig",
    "django_htmx",
    "drf_spectacular",
    "rest_framework",
    "template_partials.apps.SimpleAppConfig",
]
MIDDLEWARE = [
    "config.watch.requests.WatchRequests",
    "config.health.UnderAnyName",
    "django.middleware.security.SecurityMiddleware",
    "config.headers.PermissionsPolicy",
    "config.headers.ContentPolicy",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "config.api.middleware.ApiMiddleware",  # a request with a key goes no further in
    "config.bodies.BodyLimit",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "practices.seen.NoteSession",
    "django_htmx.middleware.HtmxMiddleware",
    "practices.toasts.ToastsOverHtmx",
    "practices.middleware.PracticeMiddleware",
]
ROOT_URLCONF = "config.urls"
PRACTICE_URLCONF = "config.practice_urls"
EVENT_REACTIONS = "config.reactions.REACTIONS"
JOB_RUNNERS = "config.jobs.JOBS"
CLIENT_PROFILE = "config.profile.PROFILE"
CLIENT_EXPORTS = "config.exports.EXPORTS"
IMPORTERS = "config.imports.IMPORTERS"
WSGI_APPLICATION = "config.wsgi.application"

# cotton and template-partials switch each other off unless the loaders are written by hand.
LOADERS = [
    "django_cotton.cotton_loader.Loader",
    "django.template.loaders.filesystem.Loader",
    "django.template.loaders.app_directories.Loader",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "template_partials.loader.Loader",
                    LOADERS if DEBUG else [("django.template.loaders.cached.Loader", LOADERS)],
                ),
            ],
            "builtins": [
                "django_cotton.templatetags.cotton",
                "template_partials.templatetags.partials",
                "django.templatetags.i18n",
                "django.templatetags.static",
                "django.templatetags.tz",
                "practices.templatetags.house",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "practices.context.practice",
                "practices.page.page",
            ],
        },
    },
]

# --- People who sign in ---------------------------------------------------------------------------

AUTH_USER_MODEL = "practices.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
if MODE == "test":
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_SIGNUP_FORM_CLASS = "practices.forms.account.NameForm"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXIES
MFA_ADAPTER = "practices.second_step.SecondSteps"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Rapport"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not IS_PRODUCTION
USERSESSIONS_TRACK_ACTIVITY = True
SESSION_COOKIE_AGE = int(timedelta(days=14).total_seconds())

# --- Messages to people ---------------------------------------------------------------------------

EMAIL_BACKEND = "practices.mail.Outbox"
DEFAULT_FROM_EMAIL = env.text("FROM_EMAIL", "Rapport <hello@rapport.example>")
TWILIO_ACCOUNT_SID = env.text("TWILIO_ACCOUNT_SID", "")
TWILIO_AUTH_TOKEN = env.text("TWILIO_AUTH_TOKEN", "")
TWILIO_FROM = env.text("TWILIO_FROM", "")
TWILIO_BASE_URL = env.text("TWILIO_BASE_URL", "https://api.twilio.com").rstrip("/")
SENDGRID_API_KEY = env.text("SENDGRID_API_KEY", "")
SENDGRID_WEBHOOK_KEY = env.text("SENDGRID_WEBHOOK_KEY", "")
SENDGRID_BASE_URL = env.text("SENDGRID_BASE_URL", "https://api.sendgrid.com").rstrip("/")
SMTP_URL = env.text("SMTP_URL", "")
if SMTP_URL:
    try:
        server_at(SMTP_URL)
    except BadServer as wrong:
        raise ImproperlyConfigured(str(wrong)) from wrong
if IS_PRODUCTION:
    # An address that anybody could set would be a way to carry messages off.
    try:
        checked(TWILIO_BASE_URL, provider="twilio", is_production=True)
        checked(SENDGRID_BASE_URL, provider="sendgrid", is_production=True)
    except AddressRefused as refused:
        raise ImproperlyConfigured(str(refused)) from refused
# A worker silent for longer has lost its message; a provider needs this long until it lists one.
MESSAGE_LEASE_SECONDS = env.whole("MESSAGE_LEASE_SECONDS", 30)
MESSAGE_GRACE_SECONDS = env.whole("MESSAGE_GRACE_SECONDS", 300)

# --- Webhooks out ---------------------------------------------------------------------------------

WEBHOOKS_MAY_STAY_LOCAL = env.flag("WEBHOOKS_MAY_STAY_LOCAL", not IS_PRODUCTION)
if IS_PRODUCTION and WEBHOOKS_MAY_STAY_LOCAL:
    raise ImproperlyConfigured("WEBHOOKS_MAY_STAY_LOCAL must be off in production.")

# --- Language and time ----------------------------------------------------------------------------

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("es", "Español"), ("fr", "Français"), ("de", "Deutsch")]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
FORMAT_MODULE_PATH = ["config.formats"]
USE_TZ = True
TIME_ZONE = "UTC"
FORM_RENDERER = "practices.form_renderer.HouseForms"

# --- Static files ---------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles" if IS_PRODUCTION else None  # elsewhere files are served where they lie
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_USE_FINDERS = not IS_PRODUCTION
WHITENOISE_AUTOREFRESH = DEBUG
if IS_PRODUCTION:
    STORAGES = {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
    }
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = DATA_UPLOAD_MAX_MEMORY_SIZE  # only a list to import is laid in /tmp

# --- Safety on the wire ---------------------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    },
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
# What no page of ours asks a browser for, no script may ask for; passkeys are ours.
PERMISSIONS_POLICY = (
    "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), "
    "midi=(), payment=(), usb=(), browsing-topics=(), publickey-credentials-get=(self), "
    "publickey-credentials-create=(self)"
)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_PRODUCTION
SESSION_COOKIE_HTTPONLY = True
SECURE_SSL_REDIRECT = IS_PRODUCTION and env.flag("SECURE_SSL_REDIRECT", True)
SECURE_REDIRECT_EXEMPT = [r"^livez$", r"^readyz$", r"^metrics$"]
SECURE_HSTS_SECONDS = env.whole("SECURE_HSTS_SECONDS", 31536000 if IS_PRODUCTION else 0)
SECURE_HSTS_INCLUDE_SUBDOMAINS = IS_PRODUCTION
SECURE_HSTS_PRELOAD = IS_PRODUCTION
if TRUSTED_PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CSRF_TRUSTED_ORIGINS = [BASE_URL]

# --- API ------------------------------------------------------------------------------------------

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["practices.api.access.KeyAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["practices.api.access.HasScope"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["practices.api.parsing.ShallowJson"],
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "practices.api.parsing.OnlyJson",
    "DEFAULT_PAGINATION_CLASS": "practices.api.paging.CursorPaging",
    "DEFAULT_SCHEMA_CLASS": "config.api.schema.Described",
    "EXCEPTION_HANDLER": "practices.api.problems.handle",
    "UNAUTHENTICATED_USER": None,
}

SPECTACULAR_SETTINGS = {
    "TITLE": "Rapport API",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "DESCRIPTION": "Clients, visits, follow-ups and numbers of one practice, with a key of that practice.",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": r"/api/v1",
    "COMPONENT_SPLIT_REQUEST": False,
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "PREPROCESSING_HOOKS": ["config.api.schema.only_v1"],
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "config.api.schema.complete",
    ],
    "ENUM_NAME_OVERRIDES": {
        "AppointmentStatus": "bookings.models.Appointment.Status",
        "AppointmentSource": "bookings.models.Appointment.Source",
        "FactKind": "clients.models.ProfileFact.Kind",
        "ImportKind": "clients.models.ImportBatch.Kind",
        "ImportStatus": "clients.models.ImportBatch.Status",
        "FactSource": "clients.models.ProfileFact.Source",
        "PaymentKind": "bookings.models.Payment.Kind",
        "JobStatus": "practices.models.Job.Status",
        "DeliveryStatus": "practices.models.WebhookDelivery.Status",
        "JourneyStage": "journeys.models.Stage",
        "MessageStatus": "followups.models.Message.Status",
        "MessageChannel": "followups.models.Message.Channel",
        "ConsentChannel": "clients.models.Consent.Channel",
        "FeedbackKind": "followups.models.Feedback.Kind",
        "MetricKind": ["share", "count", "money", "score"],
    },
}

# --- What operators see ---------------------------------------------------------------------------

LOG_LEVEL = (env.text("LOG_LEVEL", "") or ("INFO" if IS_PRODUCTION else "WARNING")).upper()
if LOG_LEVEL not in logs.LEVELS:
    raise ImproperlyConfigured(f"LOG_LEVEL must be one of {', '.join(logs.LEVELS)}, not {LOG_LEVEL!r}.")
LOGGING = logs.configuration(mode=MODE, level=LOG_LEVEL)
if SENTRY_DSN := env.text("SENTRY_DSN", ""):
    sentry.start(SENTRY_DSN, environment=MODE)
METRICS_TOKEN = env.text("METRICS_TOKEN", "")
if IS_PRODUCTION and METRICS_TOKEN and len(METRICS_TOKEN) < 16:
    raise ImproperlyConfigured("METRICS_TOKEN must be a secret of 16 characters or more.")
