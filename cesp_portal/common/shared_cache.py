"""What the web processes count together: attempts to sign in, links asked for. Nothing else is kept there.

Counts live beside the queues, in Redis. When Redis does not answer, nothing is counted and nobody is locked out:
codes still die after three wrong attempts, because those are counted in the visit itself.
"""

import json
import logging
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

logger = logging.getLogger("cesp_portal.shared_cache")


class JsonSerializer:
    """Write counts as JSON: what is read back is data, never code."""

    def dumps(self, value: Any) -> Any:
        """Return what is stored; a whole number stays one, so that Redis can add to it."""
        return value if type(value) is int else json.dumps(value).encode()

    def loads(self, data: bytes) -> Any:
        return json.loads(data)


class SharedCache(RedisCache):
    """Django's own backend, except that a silent server is an empty memory and not an error page."""

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        try:
            return super().get(key, default, version)
        except RedisError as error:
            return _unreachable(error, default)

    def set(
        self, key: str, value: Any, timeout: float | None = DEFAULT_TIMEOUT, version: int | None = None
    ) -> None:
        try:
            super().set(key, value, timeout, version)
        except RedisError as error:
            _unreachable(error, None)

    def add(
        self, key: str, value: Any, timeout: float | None = DEFAULT_TIMEOUT, version: int | None = None
    ) -> bool:
        try:
            return bool(super().add(key, value, timeout, version))
        except RedisError as error:
            return bool(_unreachable(error, True))

    def incr(self, key: str, delta: int = 1, version: int | None = None) -> int:
        """Add to a count that ``add`` began. Raises ValueError when it has ended meanwhile."""
        try:
            return int(super().incr(key, delta, version))
        except RedisError as error:
            return int(_unreachable(error, 0))

    def delete(self, key: str, version: int | None = None) -> bool:
        try:
            return bool(super().delete(key, version))
        except RedisError as error:
            return bool(_unreachable(error, False))

    def clear(self) -> bool:
        """Forget the counts, and leave the queues that share this Redis alone."""
        client = self._cache.get_client()
        for key in client.scan_iter(f"{self.key_prefix}:*"):
            client.delete(key)
        return True


def _unreachable(error: RedisError, answer: Any) -> Any:
    logger.error("Redis unreachable, attempts are not counted: %s", error)
    return answer
