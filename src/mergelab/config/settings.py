"""Django's settings. What an operator can change is in `env.py`, one table."""

from pathlib import Path
from typing import Any, Final

from csp.constants import NONE, SELF

from mergelab.config import env

DATA_DIR: Final[Path] = env.setting("MERGELAB_DATA_DIR")
BLOB_URL: Final[str] = env.setting("MERGELAB_BLOB_URL")
HOST: Final[str] = env.setting("MERGELAB_HOST")
PORT: Final[int] = env.setting("MERGELAB_PORT")
WEB_THREADS: Final[int] = env.setting("MERGELAB_WEB_THREADS")
WORKER_THREADS: Final[int] = env.setting("MERGELAB_WORKER_THREADS")
BASE_URL: Final[str] = env.base_url()
IS_HTTPS: Final = BASE_URL.startswith("https://")
TRUSTED_PROXIES: Final[Any] = env.setting("MERGELAB_TRUSTED_PROXIES")
MAX_PUSH_BYTES: Final[int] = env.setting("MERGELAB_MAX_PUSH_BYTES")
MAX_OBJECT_BYTES: Final[int] = env.setting("MERGELAB_MAX_OBJECT_BYTES")
GIT_TIMEOUT_SECONDS: Final[int] = env.setting("MERGELAB_GIT_TIMEOUT_SECONDS")
RATE_LIMIT_PER_MINUTE: Final[int] = env.setting("MERGELAB_RATE_LIMIT_PER_MINUTE")
MIN_FREE_BYTES: Final[int] = env.setting("MERGELAB_MIN_FREE_BYTES")

SECRET_KEY = env.secret_key()
DEBUG = False
ALLOWED_HOSTS = env.allowed_hosts()
CSRF_TRUSTED_ORIGINS = [BASE_URL]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "template_partials",
    "csp",
    "axes",
    "django_tasks",
    "django_tasks_db",
    "mergelab.kit",
    "mergelab.web",
    "mergelab.accounts",
    "mergelab.projects",
    "mergelab.repository",
    "mergelab.notebooks",
    "mergelab.discussions",
    "mergelab.merge_requests",
]

MIDDLEWARE = [
    "mergelab.web.middleware.MetricsMiddleware",
    "mergelab.web.proxies.ProxyMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "mergelab.web.addresses.AddressMiddleware",
    "mergelab.kit.rest.rate.RateLimitMiddleware",
    "mergelab.web.compression.GZipPagesMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "mergelab.accounts.middleware.ActorMiddleware",
    "mergelab.web.free_space.FreeSpaceMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "mergelab.config.urls"
WSGI_APPLICATION = "mergelab.config.wsgi.application"
APPEND_SLASH = False

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "mergelab.web.context_processors.shell",
            ],
            "builtins": [
                "template_partials.templatetags.partials",
                "mergelab.web.templatetags.ui",
            ],
        },
    }
]

DATABASES = {"default": env.database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "OPTIONS": {"MAX_ENTRIES": 2000},
    }
}

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "mergelab.accounts.backends.PasswordBackend",
]
PASSWORD_HASHERS = ["mergelab.accounts.hashers.Argon2"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "sign_in"
LOGIN_REDIRECT_URL = "home"
PASSWORD_RESET_TIMEOUT = 3600

AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = 0.25
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_USERNAME_CALLABLE = "mergelab.accounts.throttling.guessed_name"
AXES_LOCKOUT_CALLABLE = "mergelab.accounts.throttling.locked_out"
AXES_CLIENT_IP_CALLABLE = "mergelab.accounts.throttling.client_address"
AXES_ENABLE_ACCESS_FAILURE_LOG = False
AXES_DISABLE_ACCESS_LOG = True
AXES_VERBOSE = False

SESSION_ENGINE = "mergelab.accounts.sessions"
SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = IS_HTTPS
# A __Host- cookie must be secure, which a plain http address cannot have.
SESSION_COOKIE_NAME = "__Host-mergelab_session" if IS_HTTPS else "mergelab_session"
CSRF_COOKIE_SECURE = IS_HTTPS
CSRF_COOKIE_NAME = "__Host-mergelab_csrf" if IS_HTTPS else "mergelab_csrf"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "mergelab.web.errors.csrf_failed"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31536000 if IS_HTTPS else 0
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "frame-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
        "manifest-src": [SELF],
    }
}

DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o600

globals().update(env.email())
DEFAULT_FROM_EMAIL = env.setting("MERGELAB_EMAIL_FROM")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

TASKS = {
    "default": {
        "BACKEND": "django_tasks_db.DatabaseBackend",
        "QUEUES": ["default"],
    }
}

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "UTC"
USE_TZ = True

STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
WHITENOISE_MAX_AGE = 3600
PAGE_STYLE_SHEETS = {
    "changes": (
        "projects/projects.css",
        "merge_requests/merge_requests.css",
        "merge_requests/changes.css",
        "notebooks/notebooks.css",
    ),
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"},
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": env.setting("MERGELAB_LOG_LEVEL")},
    "loggers": {"axes": {"level": "WARNING"}},
}
SILENCED_SYSTEM_CHECKS = [
    "auth.W004",  # user names are unique without regard to case, by a constraint
    # These follow the base URL: a plain http address cannot have secure cookies.
    "security.W004",
    "security.W008",
    "security.W012",
    "security.W016",
]
