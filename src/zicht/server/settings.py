"""Django's settings, from ``config`` alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from zicht.server import config
from zicht.server.vault import keyring

ZICHT = config.read()
if ZICHT.demo and not ZICHT.keys.exists():
    keyring.write(ZICHT.keys, keyring.fresh(demo=True))

HERE = Path(__file__).parent
SECRET_KEY = keyring.load(ZICHT.keys).django
DEBUG = False
ALLOWED_HOSTS = list(ZICHT.hosts)
ROOT_URLCONF = "zicht.server.urls"
WSGI_APPLICATION = "zicht.server.wsgi.application"

ROOMS = [
    "vault",
    "logbook",
    "parties",
    "door",
    "notices",
    "drafts",
    "signals",
    "intake",
    "cases",
    "sharing",
    "referrals",
    "publishing",
    "oversight",
]
INSTALLED_APPS = [
    *(f"zicht.server.{room}" for room in ROOMS),
    "zicht.server.web.parts",
    "zicht.server.web.public",
    "zicht.server.web.professional",
    "zicht.server.web.desk",
    "zicht.server.web.partner",
    "zicht.server.web.privacy",
    "zicht.server.web.policy",
    "zicht.server.web.manage",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.mfa",
    "django_tasks",
    "django_tasks_db",
]

DATABASES = {"default": config.database(ZICHT.database_url)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "parties.Member"
USE_TZ = True
TIME_ZONE = "Europe/Amsterdam"
LANGUAGE_CODE = "nl"
LANGUAGES = [("nl", "Nederlands"), ("en", "English")]
LOCALE_PATHS = [HERE / "locale"]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "zicht.server.web.parts.headers.Headers",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "zicht.server.web.parts.language.Language",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "zicht.server.web.parts.signin.WhoAsks",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "zicht.server.web.parts.access.context",
            ]
        },
    }
]
STATIC_URL = "/static/"
STATIC_ROOT = ZICHT.home / "static"
APPEND_SLASH = False
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_USER_MODEL_USERNAME_FIELD = "username"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_ADAPTER = "zicht.server.organisations.signin.MfaAdapter"
MFA_FORMS = {"authenticate": "zicht.server.organisations.second_factor.CodeForm"}
ACCOUNT_ADAPTER = "zicht.server.organisations.signin.Adapter"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_SESSION_REMEMBER = False
LOGIN_REDIRECT_URL = "/"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]

SESSION_ENGINE = "zicht.server.web.parts.sessions"
SESSION_COOKIE_NAME = "zicht"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 8 * 3600
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not ZICHT.demo
CSRF_COOKIE_SAMESITE = "Strict"
# Only where a proxy ends TLS and overwrites this header; else whoever asks could say so themselves.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if ZICHT.tls_proxy else None
CSRF_TRUSTED_ORIGINS = [] if ZICHT.demo else [f"https://{host}" for host in ZICHT.hosts]
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_HSTS_SECONDS = 0 if ZICHT.demo else 365 * 24 * 3600
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "zicht.server.web.parts.failures.csrf_failure"
WHITENOISE_USE_FINDERS = ZICHT.demo
