"""Settings of the workspace; each that a user may set is an environment variable (docs/workspace.md lists them).

``DUIXIAN_DATA`` is the folder of everything that is kept: the original files, the drawn charts, the key that signs
sessions, and the database where that is SQLite. ``DATABASE_URL`` names another database (PostgreSQL 15 or newer).
"""

from __future__ import annotations

import os
from pathlib import Path

import dj_database_url
from csp.constants import NONE, SELF

from duixian.web.checks import issuer
from duixian.web.mail import mail_settings
from duixian.web.secret import signing_key

WEB = Path(__file__).parent
DATA = Path(os.environ.get("DUIXIAN_DATA") or "duixian-data").absolute()

SECRET_KEY = signing_key(DATA)
DEBUG = False
ALLOWED_HOSTS = [host for host in os.environ.get("DUIXIAN_HOSTS", "localhost,127.0.0.1,[::1]").split(",") if host]
CSRF_TRUSTED_ORIGINS = [origin for origin in os.environ.get("DUIXIAN_ORIGINS", "").split(",") if origin]
PUBLIC = os.environ.get("DUIXIAN_PUBLIC", "1") != "0"
"""Whether the archive may be read without signing in."""
API_LIMIT = os.environ.get("DUIXIAN_API_LIMIT", "120/min")
"""Requests to the interface for programs of one address that shows no token: a number, a slash, s, min, h or d."""
API_TOKEN_LIMIT = os.environ.get("DUIXIAN_API_TOKEN_LIMIT", "1200/min")
"""The same for each token, and for each person who is signed in."""

INSTALLED_APPS = [
    "duixian.web.accounts",
    "duixian.web.archive",
    "duixian.web.ledger",
    "duixian.web.ledger.drafting",
    "duixian.web.ledger.doing",
    "duixian.web.ledger.lights",
    "duixian.web.ledger.papers",
    "duixian.web.ledger.urging",
    "duixian.web.ledger.dispatch",
    "duixian.web.ledger.boards",
    "duixian.web.ledger.assessment",
    "duixian.web.ledger.openly",
    "duixian.web.ledger.kinds",
    "duixian.web.ledger.keeping",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "csp",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "duixian.web.refusing.NulMiddleware",
    "duixian.web.archive.uploading.BodyMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "duixian.web.accounts.middleware.SessionsMiddleware",
    "duixian.web.accounts.middleware.ReadersMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "duixian.web.urls"
WSGI_APPLICATION = "duixian.web.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [WEB / "templates"],
        "APP_DIRS": False,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "duixian.web.frame.frame",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "duixian.web.archive.templatetags.archive",
            ],
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    ["django.template.loaders.filesystem.Loader", "django.template.loaders.app_directories.Loader"],
                )
            ],
        },
    }
]

DATABASES = {"default": dj_database_url.config(default=f"sqlite:///{DATA / 'duixian.sqlite3'}", conn_max_age=600, conn_health_checks=True)}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # A writer waits for another for up to 20 s, and says at its start that it will write; readers never wait. Pages that one report after another
    # writes to go from the log into the file once in 32 MB.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA wal_autocheckpoint=8000; PRAGMA cache_size=-65536; PRAGMA temp_store=MEMORY;",
    }
elif DATABASES["default"]["ENGINE"] == "django.db.backends.postgresql":
    # No query here runs long enough to be worth compiling, which takes 0.1 s and more.
    DATABASES["default"].setdefault("OPTIONS", {}).setdefault("options", "-c jit=off")
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": DATA / "cache",
        "OPTIONS": {"MAX_ENTRIES": 2000},
    }
}
"""In files, so that what one process counted all processes know, also after a restart."""
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher", "django.contrib.auth.hashers.PBKDF2PasswordHasher"]
LOGIN_URL = "accounts:sign-in"
LOGIN_REDIRECT_URL = "archive:home"
LOGOUT_REDIRECT_URL = "archive:home"

OIDC_ISSUER = issuer(os.environ.get("DUIXIAN_OIDC_ISSUER", ""))
"""The identity provider that people may sign in with; empty: none. Written as the provider writes it."""
OIDC_CLIENT_ID = os.environ.get("DUIXIAN_OIDC_CLIENT_ID", "")
OIDC_CLIENT_SECRET = os.environ.get("DUIXIAN_OIDC_CLIENT_SECRET", "")
OIDC_CLAIM = os.environ.get("DUIXIAN_OIDC_CLAIM") or "preferred_username"
"""The claim that is the name of an account here."""
OIDC_SCOPE = os.environ.get("DUIXIAN_OIDC_SCOPE") or "openid profile"
OIDC_CREATE = os.environ.get("DUIXIAN_OIDC_CREATE", "0") == "1"
"""Whether somebody whom the provider knows and this workspace does not gets an account, as a reader."""
OIDC_LABEL = os.environ.get("DUIXIAN_OIDC_LABEL") or "OpenID Connect"
"""What the provider is called on the sign-in page."""

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
LOCALE_PATHS = [WEB / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = os.environ.get("DUIXIAN_TIME_ZONE", "Asia/Shanghai")

STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
STATICFILES_DIRS = [WEB / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": DATA / "files"}},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
MEDIA_ROOT = DATA / "files"

FILE_UPLOAD_HANDLERS = ["duixian.web.archive.uploading.ArrivingUploadHandler"]
FILE_UPLOAD_TEMP_DIR = DATA / "arriving"
FILE_UPLOAD_TEMP_DIR.mkdir(parents=True, exist_ok=True)
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FILES = 2000
UPLOAD_BYTES = int(float(os.environ.get("DUIXIAN_UPLOAD_MB") or 200) * 1024 * 1024)
"""Bytes that the files of one upload may have together."""
READING_SECONDS = float(os.environ.get("DUIXIAN_READING_SECONDS") or 120)
"""How long a document may be read; one that takes longer is listed as failed."""

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
HTTPS = os.environ.get("DUIXIAN_HTTPS", "0") == "1"
"""Whether a proxy in front speaks HTTPS: cookies are then sent over HTTPS only."""
PROXIES = int(os.environ.get("DUIXIAN_PROXIES") or HTTPS)
"""How many proxies stand in front: that many entries of X-Forwarded-For are believed, from the right."""
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_HSTS_SECONDS = 30 * 24 * 60 * 60 if HTTPS else 0
CSRF_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_AGE = 365 * 24 * 60 * 60
SESSION_COOKIE_HTTPONLY = True
SESSIONS = int(os.environ.get("DUIXIAN_SESSIONS") or 5)
"""In how many browsers somebody may be signed in at a time; one more ends the one that was idle longest."""
SESSION_IDLE = float(os.environ.get("DUIXIAN_SESSION_IDLE_MINUTES") or 120) * 60
"""Seconds after which a session ends in which nothing was done."""
SESSION_COOKIE_AGE = int(float(os.environ.get("DUIXIAN_SESSION_HOURS") or 12) * 60 * 60)
"""Seconds after which a session ends in any case."""

globals().update(mail_settings(os.environ.get("DUIXIAN_SMTP_URL", "")))

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
}
