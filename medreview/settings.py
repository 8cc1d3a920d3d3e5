"""All settings in one file, driven by the environment. The defaults suit `make run`; production sets its own."""

from pathlib import Path
from urllib.parse import urlsplit

import environ
from celery.schedules import schedule
from django.core.exceptions import ImproperlyConfigured
from django_guid.integrations.celery import CeleryIntegration

from medreview import brokers
from medreview.logs import configuration

BASE_DIR = Path(__file__).resolve().parent.parent
#: `NAME_FILE` names a file that holds the value of NAME, as secrets of containers come.
env = environ.FileAwareEnv()

# --- Where things are -------------------------------------------------------------------------------------------
#: The folder for what stands in files: anchors, keys of statements, mails where there is no mail server.
MEDREVIEW_HOME = Path(env("MEDREVIEW_HOME", default=str(BASE_DIR / "var")))
# A run on this home says how to reach its servers, so that `manage.py` works beside it. What is set already stays.
if "DATABASE_URL" not in env.ENVIRON and (MEDREVIEW_HOME / "environment").exists():
    env.read_env(MEDREVIEW_HOME / "environment")
#: The address that readers and mails use. No trailing slash.
BASE_URL = env("BASE_URL", default="http://127.0.0.1:8000").rstrip("/")

# --- Safety -----------------------------------------------------------------------------------------------------
#: Faults show their inside, to everybody. Never in production.
DEBUG = env.bool("DEBUG", default=False)
#: Signs sessions and links. 32 random characters or more; without it nothing starts.
SECRET_KEY = env("SECRET_KEY", default="")
if not DEBUG and (len(SECRET_KEY) < 32 or SECRET_KEY.startswith("django-insecure")):
    raise ImproperlyConfigured(
        "SECRET_KEY must be 32 random characters or more: set it (or SECRET_KEY_FILE), for one to what "
        "`python -c 'import secrets; print(secrets.token_urlsafe(48))'` prints."
    )
#: Former keys, while sessions, links and second factors made with them still stand.
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
#: Names under which the site is asked for.
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", urlsplit(BASE_URL).hostname or "localhost"])
#: Other addresses (https://...) whose forms are taken.
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
CSRF_FAILURE_VIEW = "medreview.pages.no_token"
_https = BASE_URL.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = _https
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^metrics$"]
#: So long browsers insist on https.
SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", default=31_536_000 if _https else 0)
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = _https
SESSION_COOKIE_HTTPONLY = True
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"

#: Nothing from elsewhere, nothing inline: a script that slips into a text does not run.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
}

#: A folder with the publisher's own `templates/` and `static/` for the readers' pages, found before ours: docs/theming.md.
THEME = env("THEME", default="")

# --- What runs --------------------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "medreview",
    "reviews",
    "articles",
    "citations",
    "medreview.administration.EditorialConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.sitemaps",
    "django_fsm",
    "django_guid",
    "rest_framework",
    "django_filters",
    "knox",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
]
MIDDLEWARE = [
    "django_guid.middleware.guid_middleware",
    "django.middleware.security.SecurityMiddleware",
    "articles.language.speak",
    "articles.front.answer_readers",
    "articles.rates.tell_rate",
    "articles.preconditions.answer_by_tag",
    "articles.limits.refuse_large",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "medreview.signing_in.demand_second_factor",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "medreview.urls"
WSGI_APPLICATION = "medreview.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [Path(THEME) / "templates"] if THEME else [],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

# --- PostgreSQL: two roles. `default` is the application's, which owns no table; `owner` migrates. ----------------
#: DATABASE_URL leads to PgBouncer in transaction mode (`deploy/pgbouncer.ini`), which takes no time limits when connecting: the
#: role has them. DATABASE_OWNER_URL always leads to PostgreSQL itself.
DATABASE_POOLED = env.bool("DATABASE_POOLED", default=False)
_database = {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True, "ENGINE": "medreview.postgres"}
_database["DISABLE_SERVER_SIDE_CURSORS"] = DATABASE_POOLED
_limits = {} if DATABASE_POOLED else {"options": "-c timezone=UTC -c lock_timeout=10s -c statement_timeout=60s"}
_options = {"connect_timeout": 2} | _limits
DATABASES = {
    #: The application's role, which owns no table: postgres://role:password@host:port/name.
    "default": env.db_url("DATABASE_URL", default="postgres://medreview@/medreview") | _database | {"OPTIONS": _options}
}
DATABASES["owner"] = (
    #: The role that owns the tables; only `manage.py migrate`, `backup` and `restore` need it.
    env.db_url("DATABASE_OWNER_URL", default="postgres://medreview_owner@/medreview")
    | {"ENGINE": "django.db.backends.postgresql"}
    | {"TEST": {"MIRROR": "default"}}
)
#: A streaming replica, from which readers' pages and lists are read; empty, there is none.
REPLICA_DATABASE_URL = env("REPLICA_DATABASE_URL", default="")
#: Readers are told nothing that is older than so many seconds: then the primary is read.
REPLICA_LAG_SECONDS = env.float("REPLICA_LAG_SECONDS", default=5)
if REPLICA_DATABASE_URL:
    DATABASES["replica"] = env.db_url("REPLICA_DATABASE_URL") | _database | {"OPTIONS": _options, "TEST": {"MIRROR": "default"}}
    DATABASE_ROUTERS = ["medreview.replica.Router"]
    MIDDLEWARE.append("medreview.replica.ReadAtReplica")
    # The short way of readers is past that, and at the primary.
    MIDDLEWARE.remove("articles.front.answer_readers")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Accounts and keys ------------------------------------------------------------------------------------------
#: How passwords are kept, best first.
PASSWORD_HASHERS = env.list("PASSWORD_HASHERS", default=["django.contrib.auth.hashers.PBKDF2PasswordHasher"])
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]
LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
#: Whoever signs or edits needs a one-time code or a passkey beside the password. `make run` switches it off for its demo.
SECOND_FACTOR_REQUIRED = env.bool("SECOND_FACTOR_REQUIRED", default=True)
#: A session ends after so many hours.
SESSION_COOKIE_AGE = int(env.float("SESSION_HOURS", default=12) * 3600)
#: The oldest session ends when an account has more.
SESSIONS_PER_ACCOUNT = env.int("SESSIONS_PER_ACCOUNT", default=5)
ACCOUNT_ADAPTER = "medreview.signing_in.Accounts"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_SESSION_REMEMBER = True
# A session alone connects no other account and sets no password: whoever changes how to come in proves who they are first.
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_LOGOUT_REDIRECT_URL = "admin:login"
#: Of each account and address: what one address fails locks nobody out elsewhere.
ACCOUNT_RATE_LIMITS = {"login_failed": "30/m/ip,5/300s/key"}
#: Addresses of proxies in front that write X-Forwarded-For; 0 believes no such header.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXIES", default=0)
MFA_ADAPTER = "medreview.signing_in.Factors"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_TOTP_ISSUER = env("PUBLISHER", default="medreview demo")
MFA_TOTP_TOLERANCE = 1
#: Browsers give passkeys to https and to localhost; only the demo is served on the latter.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not _https
#: Single sign-on by OpenID Connect; an empty issuer switches it off. It opens accounts that are there, by verified address.
OIDC_ISSUER = env("OIDC_ISSUER", default="").rstrip("/")
SOCIALACCOUNT_ADAPTER = "medreview.signing_in.SingleSignOn"
SOCIALACCOUNT_EMAIL_AUTHENTICATION = SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
SOCIALACCOUNT_OPENID_CONNECT_URL_PREFIX = "oidc"
if OIDC_ISSUER:
    SOCIALACCOUNT_PROVIDERS = {
        "openid_connect": {
            "APPS": [
                {
                    "provider_id": "sso",
                    #: What the button names.
                    "name": env("OIDC_NAME", default="your organisation"),
                    #: As the identity provider knows this installation.
                    "client_id": env("OIDC_CLIENT_ID"),
                    #: Its secret there.
                    "secret": env("OIDC_CLIENT_SECRET"),
                    "settings": {"server_url": OIDC_ISSUER, "oauth_pkce_enabled": True},
                }
            ]
        }
    }
    # Chromium holds the redirect that answers a form to `form-action` too.
    CONTENT_SECURITY_POLICY["DIRECTIVES"]["form-action"].append("{0.scheme}://{0.netloc}".format(urlsplit(OIDC_ISSUER)))
KNOX_TOKEN_MODEL = "articles.ApiKey"  # noqa: S105  (a model's name)
REST_KNOX = {"AUTH_HEADER_PREFIX": "Bearer", "TOKEN_TTL": None, "TOKEN_MODEL": KNOX_TOKEN_MODEL}

# --- REST -------------------------------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["articles.keys.KeyAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated", "articles.keys.Scoped"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["articles.json_body.StrictJSONParser"],
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "articles.negotiation.Negotiation",
    "DEFAULT_PAGINATION_CLASS": "articles.paging.CursorPages",
    "DEFAULT_SCHEMA_CLASS": "medreview.operations.OperationSchema",
    "DEFAULT_FILTER_BACKENDS": ["articles.filtering.ParameterBackend"],
    "DEFAULT_THROTTLE_CLASSES": ["articles.rates.PerMinute"],
    "EXCEPTION_HANDLER": "medreview.problems.handle",
    # Believed as in signing in: an address that somebody only claims gets no minute of its own.
    "NUM_PROXIES": ALLAUTH_TRUSTED_PROXY_COUNT,
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "medreview",
    "DESCRIPTION": "Editorial review of medical articles: submit, review, sign, prove.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "medreview.schema.document_refusals",
    ],
    "ENUM_NAME_OVERRIDES": {
        "CallStateEnum": "articles.models.delivery.FATES",
        "WebhookStateEnum": "articles.webhooks.api.HEALTH",
        "AudienceEnum": "articles.vocabulary.AUDIENCE_CHOICES",
        "EntryKindEnum": "citations.kinds.KINDS",
        "ProvenanceKindEnum": "articles.vocabulary.PROVENANCES",
        "SpecialtyEnum": "articles.vocabulary.SPECIALTY_CHOICES",
    },
}
#: A rendition longer than this (bytes of UTF-8) is refused with 413: markdown-it-py takes 1 s per 100 KB of `[`.
RENDITION_LIMIT = 100_000
#: Longer request bodies (bytes) are refused with 413 before they are read: to the API, in a batch, and all others.
BODY_LIMIT, BATCH_LIMIT = 4_000_000, 20_000_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 25_000_000

# --- Celery: its broker only wakes workers ----------------------------------------------------------------------
#: Wakes workers and counts requests; nothing in it is worth keeping.
REDIS_URL = env("REDIS_URL", default="redis://127.0.0.1:6379/0")
#: Wakes workers in the place of Redis, which then only counts requests: amqp://user:password@host:5672// is a RabbitMQ.
CELERY_BROKER_URL = env("BROKER_URL", default=REDIS_URL)
#: Requests that the API serves in a minute to one key.
REQUESTS_PER_MINUTE_KEY = env.int("REQUESTS_PER_MINUTE_KEY", default=30_000)
#: To one address without a key.
REQUESTS_PER_MINUTE_ANONYMOUS = env.int("REQUESTS_PER_MINUTE_ANONYMOUS", default=6_000)
# Web processes count together in Redis; a silent one holds no request up for long.
CACHES = {
    # Attempts to sign in and used one-time codes: all processes must know, whatever becomes of Redis.
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "medreview_attempts",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    },
    "pages": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    "rates": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "rates",
        # Together the most that a request waits for Redis: what fails is not tried again (`articles/rates.py`).
        "OPTIONS": {"socket_timeout": 0.1, "socket_connect_timeout": 0.1},
    },
}
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
# A message that takes its worker down is not put back, or it would take down the next one, for ever. Nothing is lost with it:
# messages only wake, and the sweeper finds what is owed.
CELERY_TASK_REJECT_ON_WORKER_LOST = False
CELERY_TASK_ACKS_ON_FAILURE_OR_TIMEOUT = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_SOFT_TIME_LIMIT = 60
CELERY_TASK_TIME_LIMIT = 90
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# However long the broker is away: by default a worker gives up, and ends, after a hundred tries, which is within an hour.
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_TASK_PUBLISH_RETRY = False
CELERY_BROKER_CONNECTION_TIMEOUT = 2
CELERY_BROKER_HEARTBEAT = 10
CELERY_BROKER_TRANSPORT_OPTIONS = brokers.options(CELERY_BROKER_URL)
CELERY_BROKER_USE_SSL = brokers.tls(CELERY_BROKER_URL)
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULE = {
    "sweep": {"task": "articles.sweep", "schedule": schedule(10)},
    "call": {"task": "articles.call", "schedule": schedule(10)},
    "tidy": {"task": "articles.tidy", "schedule": schedule(3600)},
    "put-away": {"task": "articles.put_away", "schedule": schedule(600)},
    "forget-done": {"task": "reviews.forget_done", "schedule": schedule(600)},
    "recheck": {"task": "articles.recheck", "schedule": schedule(600)},
    "anchor": {"task": "articles.anchor", "schedule": schedule(600)},
    "spread-notices": {"task": "reviews.spread_notices", "schedule": schedule(30)},
    "send-due": {"task": "reviews.send_due", "schedule": schedule(60)},
    "keep-figures": {"task": "reviews.keep_figures", "schedule": schedule(300)},
    "heed-licences": {"task": "reviews.heed_licences", "schedule": schedule(60)},
    "watch-evidence": {"task": "reviews.watch_evidence", "schedule": schedule(60)},
}

# --- Mail -------------------------------------------------------------------------------------------------------
EMAIL_TIMEOUT = 10
#: The mail server: smtp+tls://user:password@host:587. Without, mails are written into files.
if env("EMAIL_URL", default=""):
    vars().update(env.email_url("EMAIL_URL"))
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = str(MEDREVIEW_HOME / "mail")
#: Whom mails come from.
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default="medreview <editors@medreview.example>")

# --- Webhooks --------------------------------------------------------------------------------------------------
#: Hosts that may be called although they are not public, or not by https: receivers and sources on one's own premises.
WEBHOOK_ALLOWED_HOSTS = env.list("WEBHOOK_ALLOWED_HOSTS", default=[])
#: Fernet keys that seal what must be used again (webhook secrets); the first one seals. Empty: derived from SECRET_KEY.
SEALING_KEYS = env.list("SEALING_KEYS", default=[])

# --- The publisher ----------------------------------------------------------------------------------------------
#: Who publishes, on every page and in every mail.
PUBLISHER = env("PUBLISHER", default="medreview demo")
#: Names under which the publisher and its board write: a reference by one of them is self-published.
PUBLISHER_NAMES = env.list("PUBLISHER_NAMES", default=[PUBLISHER, "Medical Advisory Board"])

#: Sites that may frame the page of an article's status (`/articles/SLUG/embed/`); `*` is any.
EMBED_ANCESTORS = env.list("EMBED_ANCESTORS", default=["*"])

#: What readers ask and report, and the address that they leave, are erased after so many days; the forms say so.
READERS_WORDS_DAYS = env.int("READERS_WORDS_DAYS", default=180)

#: Messages that were sent leave the table that workers look into, and steps of the clock that were done go, after so many days.
ARCHIVE_AFTER_DAYS = env.float("ARCHIVE_AFTER_DAYS", default=90)

# --- The evidence watch: an empty address switches a source off --------------------------------------------------
#: https://api.crossref.org asks Crossref for notices.
CROSSREF_URL = env("CROSSREF_URL", default="")
#: https://eutils.ncbi.nlm.nih.gov/entrez/eutils asks PubMed for notices.
PUBMED_URL = env("PUBMED_URL", default="")
#: Whom Crossref and NCBI may write to if the watch troubles them; who says so is served faster.
WATCH_MAILTO = env("WATCH_MAILTO", default="")
#: The name that NCBI is told.
WATCH_TOOL = env("WATCH_TOOL", default="medreview")
#: NCBI serves its holder faster.
NCBI_API_KEY = env("NCBI_API_KEY", default="")
#: Every work in use is asked about this often.
WATCH_EVERY_HOURS = env.float("WATCH_EVERY_HOURS", default=24)
#: For the next part of an answer to come.
WATCH_TIMEOUT_SECONDS = env.float("WATCH_TIMEOUT_SECONDS", default=10)
#: After a failure; doubled with each further one.
WATCH_BACK_OFF_SECONDS = env.float("WATCH_BACK_OFF_SECONDS", default=5)

# --- The history: a folder outside the database's reach, best on another machine, for the heads of all chains -------
#: A folder that the database's machine can at most append to, for the heads of all histories.
HISTORY_ANCHORS = env("HISTORY_ANCHORS", default=str(MEDREVIEW_HOME / "anchors"))

# --- Statements of approval: the folder with the key that signs them (`manage.py make_statement_key`), and all public ones --
#: The folder with the key that signs statements of approval, and all public ones.
STATEMENT_KEYS = env("STATEMENT_KEYS", default=str(MEDREVIEW_HOME / "statement-keys"))

# --- One clock, UTC; a shift moves every process, so that a year can pass in a test --------------------------------
USE_TZ = True
TIME_ZONE = "UTC"
#: Moves the clock of every process. For tests.
CLOCK_SHIFT_SECONDS = env.float("CLOCK_SHIFT_SECONDS", default=0)

# --- Language and static files ----------------------------------------------------------------------------------
# Desk, mails and API speak English.
LANGUAGE_CODE = "en"
#: The language of readers' pages: one for which there is a catalogue (`de`), in the theme's `locale/` or in ours.
SITE_LANGUAGE = env("SITE_LANGUAGE", default="en")
LOCALE_PATHS = [*([Path(THEME) / "locale"] if THEME else []), BASE_DIR / "locale"]
USE_I18N = True
STATICFILES_DIRS = [Path(THEME) / "static"] if THEME and (Path(THEME) / "static").is_dir() else []
STATIC_URL = "static/"
#: Where `collectstatic` puts what pages load.
STATIC_ROOT = Path(env("STATIC_ROOT", default=str(MEDREVIEW_HOME / "static")))
WHITENOISE_USE_FINDERS = True

#: What a Prometheus sends as its bearer token to read `/metrics`; empty, there is no such page.
METRICS_TOKEN = env("METRICS_TOKEN", default="")

#: `json` for machines, `lines` for a person; each line carries the id of the request that caused it.
LOG_FORMAT = env("LOG_FORMAT", default="json")
#: DEBUG, INFO, WARNING or ERROR.
LOGGING = configuration(LOG_FORMAT, env("LOG_LEVEL", default="INFO"))
#: The id comes from a well-formed `X-Request-ID` (a UUID, with or without dashes) or is made, goes back in the answer and
#: along to the tasks that the request causes.
DJANGO_GUID = {
    "GUID_HEADER_NAME": "X-Request-ID",
    "EXPOSE_HEADER": False,
    "INTEGRATIONS": [CeleryIntegration(use_django_logging=True)],
}
