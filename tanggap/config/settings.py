"""Every setting of an installation, read from the environment (prefix TANGGAP_)."""

import os
from pathlib import Path
from urllib.parse import urlsplit

from tanggap.config.environment import (
    address,
    env,
    flag,
    folder,
    listening,
    number,
    one_of,
    refuse_unknown,
    time_zone,
    words,
)
from tanggap.config.logs import logging_for
from tanggap.config.mail import django_mail
from tanggap.core.db.places import Places
from tanggap.core.db.url import embedded, parse

PACKAGE = Path(__file__).resolve().parent.parent

# ── What an administrator may set ────────────────────────────────────────────────────────────────────────────────────

HOME = env("HOME", default="var", kind=folder, help="The data folder: embedded database, files, keys. Back it up.")
DATABASE_URL = env(
    "DATABASE_URL",
    help="Any PostgreSQL 15 or newer: postgresql://user:password@host:5432/name. Empty: the embedded server in HOME.",
)
DIRECT_URL = env("DIRECT_URL", help="A direct connection for the worker, when DATABASE_URL goes through PgBouncer.")
REPLICA_URL = env("REPLICA_URL", help="A read replica, for reports.")
SECRET_KEY_GIVEN = env(
    "SECRET_KEY", help="Signs sessions and forms. Empty: the file keys/secret in HOME, made by init."
)
SECRET_KEY_FALLBACKS = env(
    "SECRET_KEY_FALLBACKS", kind=words, help="Earlier secret keys, by commas, while sessions signed with them live on."
)
KEYS = env(
    "KEYS",
    help="The key ring as text. Empty: keys/ring.json in HOME, made by init. Back it up apart from the data.",
)
BASE_URL = env(
    "BASE_URL",
    kind=address("http", "https", example="https://complaints.example.org", path=False),
    help="How the world reaches Tanggap; links in letters begin with it. Needed unless only this machine connects.",
)
FILES_URL = env(
    "FILES_URL",
    kind=address("file", "s3", example="file:///srv/tanggap/files"),
    help="Where attachments are kept. Empty: the folder files in HOME.",
)
EMAIL_URL = env(
    "EMAIL_URL",
    default="console://",
    kind=address(
        "smtp", "smtps", "console", "none", example="smtp://user:password@mail.example.org?from=a@example.org"
    ),
    help="How letters leave: smtp:// (STARTTLS where offered), smtps://, console:// (printed), none:// (not sent).",
)
INBOX_URL = env(
    "INBOX_URL",
    kind=address("imap", "imaps", example="imaps://user:password@mail.example.org"),
    help="The mailbox that is read for complaints.",
)
SMTP_LISTEN = env(
    "SMTP_LISTEN",
    kind=listening,
    help="Where Tanggap itself takes mail from other mail servers: 127.0.0.1:2525 (SMTP) or lmtp://127.0.0.1:2424. "
    "Empty: nowhere.",
)
TIME_ZONE = env(
    "TIME_ZONE", default="Asia/Jakarta", kind=time_zone, help="The zone of the head office, until it chooses another."
)
LANGUAGE_CODE = env(
    "LANGUAGE", default="id", kind=one_of("id", "en"), help="The first language, id or en, until another is chosen."
)
TRUSTED_PROXIES = env(
    "TRUSTED_PROXIES", kind=words, help="Addresses, by commas, of the proxies whose X-Forwarded-For is believed."
)
METRICS_TOKEN = env("METRICS_TOKEN", help="The bearer token for /metrics. Empty: /metrics is closed.")
LOG_LEVEL = env(
    "LOG_LEVEL", default="INFO", kind=one_of("DEBUG", "INFO", "WARNING", "ERROR"), help="How much is logged."
)
DEMO = env(
    "DEMO", default="0", kind=flag, help="1 allows the demo with its public passwords. Never on a real installation."
)
WEB_THREADS = env("WEB_THREADS", default="4", kind=number(1, 64), help="Requests that one web process answers at once.")

refuse_unknown(os.environ)

# ── Identity and secrets ─────────────────────────────────────────────────────────────────────────────────────────────

UNSET_KEY = "there is no secret key yet; run: tanggap init"
SECRET_FILE = HOME / "keys" / "secret"
SECRET_KEY = SECRET_KEY_GIVEN or (SECRET_FILE.read_text().strip() if os.access(SECRET_FILE, os.R_OK) else UNSET_KEY)
DEBUG = False
# Behind https, cookies are bound to this very host and the browser is told to come back by https only.
SECURE = BASE_URL.startswith("https://")
ALLOWED_HOSTS = [host for host in [urlsplit(BASE_URL).hostname, "127.0.0.1", "localhost", "[::1]"] if host]
CSRF_TRUSTED_ORIGINS = [BASE_URL] if BASE_URL else []

# ── The house ────────────────────────────────────────────────────────────────────────────────────────────────────────

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_htmx",
    "tanggap.core",
    "tanggap.audit",
    "tanggap.people",
    "tanggap.channels",
    "tanggap.clocks",
    "tanggap.sop",
    "tanggap.cases",
    "tanggap.remedy",
    "tanggap.voice",
    "tanggap.learning",
    "tanggap.privacy",
    "tanggap.insight",
    "tanggap.casework",
    "tanggap.ui",
    "tanggap.portal",
    "tanggap.workspace",
    "tanggap.api",
    "tanggap.cli",
]
MIDDLEWARE = [
    "tanggap.config.request_log.RequestLog",
    "tanggap.core.headers.safety_headers",
    "tanggap.core.face.face_by_address",
    "tanggap.core.compression.CompressedPages",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "tanggap.ui.switching.keep_typed",
    "django.middleware.locale.LocaleMiddleware",
    "tanggap.people.organisation.at_home",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "tanggap.people.sessions.session_rules",
    "tanggap.people.entrance.Entrance",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "tanggap.ui.errors.ErrorPages",
]
ROOT_URLCONF = "tanggap.config.urls"
WSGI_APPLICATION = "tanggap.config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# Pages are Jinja2 (ui/jinja.py); Django's own engine is there for what admin and allauth bring along.
TEMPLATES = [
    {
        "BACKEND": "tanggap.ui.pages.Pages",
        "NAME": "jinja2",
        "DIRS": sorted(PACKAGE.glob("*/templates")),
        "OPTIONS": {
            "environment": "tanggap.ui.jinja.environment",
            "context_processors": [
                "django.contrib.messages.context_processors.messages",
                "tanggap.ui.context.look",
                "tanggap.workspace.shell.desk",
            ],
        },
    },
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    },
]

# ── Database ─────────────────────────────────────────────────────────────────────────────────────────────────────────

EMBEDDED = not DATABASE_URL
DATABASES = {
    "default": {
        "ENGINE": "tanggap.core.db.engine",
        # Connections are kept: one per request would cost six times the throughput.
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        **(embedded(Places(HOME).sockets) if EMBEDDED else parse(DATABASE_URL)),
    }
}
# Behind PgBouncer, which is where a direct connection is named, a prepared statement would land with somebody else.
PREPARED = not DIRECT_URL
CACHES = {"default": {"BACKEND": "tanggap.core.memory.Memory"}}

# ── Time and language ────────────────────────────────────────────────────────────────────────────────────────────────

USE_TZ = True
USE_I18N = True
LANGUAGES = [("id", "Bahasa Indonesia"), ("en", "English")]
LOCALE_PATHS = sorted(PACKAGE.glob("*/locale"))  # our words before those of Django and allauth
LANGUAGE_COOKIE_NAME = "bahasa"
LANGUAGE_COOKIE_SAMESITE = "Lax"

# ── Signing in ───────────────────────────────────────────────────────────────────────────────────────────────────────

AUTH_USER_MODEL = "people.Staff"
AUTHENTICATION_BACKENDS = ["tanggap.people.known.KnownStaff"]
PASSWORD_HASHERS = ["tanggap.people.passwords.SmallArgon2"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "/desk/sign-in/"
LOGIN_REDIRECT_URL = "/desk/"
LOGOUT_REDIRECT_URL = "/desk/sign-in/"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "tanggap.people.signin.StaffSignIn"
ACCOUNT_FORMS = {"change_password": "tanggap.people.signin_forms.NewPassword"}
# allauth counts in a cache of one process and locks accounts; people/signin.py counts in the database, per address.
ACCOUNT_RATE_LIMITS = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_REDIRECT_URL = "/desk/sign-in/"
MFA_ADAPTER = "tanggap.people.signin.StaffSecondFactor"
MFA_FORMS = {
    "authenticate": "tanggap.people.signin_forms.SecondStep",
    "reauthenticate": "tanggap.people.signin_forms.SecondStepAgain",
}
MFA_TOTP_TOLERANCE = 1  # a phone's clock may be half a minute off
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_ISSUER = "Tanggap"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]

# ── Sessions and cookies ─────────────────────────────────────────────────────────────────────────────────────────────

SESSION_ENGINE = "tanggap.people.session_store"
SESSION_SERIALIZER = "django.contrib.sessions.serializers.JSONSerializer"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_NAME = "__Host-session" if SECURE else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if SECURE else "csrf"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = SECURE
CSRF_FAILURE_VIEW = "tanggap.ui.errors.csrf_failure"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"

# ── What browsers are told ───────────────────────────────────────────────────────────────────────────────────────────

SECURE_REFERRER_POLICY = "same-origin"  # with no-referrer browsers post `Origin: null`, which the origin check refuses
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if SECURE else 0
# The content policy and everything else that browsers are told stands in core/headers.py.

# ── Files ────────────────────────────────────────────────────────────────────────────────────────────────────────────

MEGABYTE = 1024 * 1024
FILE_BYTES = 10 * MEGABYTE
COMPLAINT_FILE_BYTES = 25 * MEGABYTE
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * MEGABYTE  # a form or a JSON body without its files
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000
DATA_UPLOAD_MAX_NUMBER_FILES = 20
FILE_UPLOAD_PERMISSIONS = 0o600
STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "tanggap.core.sheets.LeanFiles"},
}

# ── Mail and logs ────────────────────────────────────────────────────────────────────────────────────────────────────

globals().update(django_mail(EMAIL_URL))
LOGGING_CONFIG = "tanggap.config.logs.configure"
LOGGING = logging_for(LOG_LEVEL)

# What `manage check --deploy` would say and why it does not apply here.
SILENCED_SYSTEM_CHECKS = [
    "security.W008",  # the proxy in front redirects to https; behind it we only see http
]
