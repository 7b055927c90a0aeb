"""Settings of production: every secret and server comes from the environment, and its absence is said by name."""

import structlog

from cesp_portal.settings.base import *
from cesp_portal.settings.base import LOGGING, env

SECRET_KEY = env("SECRET_KEY")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS")
PUBLIC_URL = env("PUBLIC_URL")
DATABASES = {"default": env.db("DATABASE_URL")}
DATABASES["default"] |= {"CONN_HEALTH_CHECKS": True, "CONN_MAX_AGE": 60}
REDIS_URL = env("REDIS_URL")
CELERY_BROKER_URL = REDIS_URL

# TLS ends at a proxy, which names the visitor: without it everybody would share the proxy's attempts.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXIES", default=1)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = True
SECURE_REDIRECT_EXEMPT = [r"^sante/"]  # asked by the container's own monitor, which speaks no TLS
SECURE_HSTS_SECONDS = 365 * 24 * 3600
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-sessionid"
CSRF_COOKIE_SECURE = True
CSRF_COOKIE_NAME = "__Host-csrftoken"

# One JSON object per line, with its trace if any: what collects the logs need not guess where an entry ends.
LOGGING["formatters"]["line"] = {
    "()": "structlog.stdlib.ProcessorFormatter",
    "foreign_pre_chain": [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ],
    "processors": [
        structlog.stdlib.ProcessorFormatter.remove_processors_meta,
        structlog.processors.format_exc_info,
        structlog.processors.JSONRenderer(ensure_ascii=False),
    ],
}
