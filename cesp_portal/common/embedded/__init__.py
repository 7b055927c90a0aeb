"""PostgreSQL and Valkey from wheels, for demonstration, development and tests: no Docker, no service, no TCP port.

Nothing here imports Django: the addresses must exist before the settings are read.
"""

from cesp_portal.common.embedded.checks import require_database, require_database_form, require_redis
from cesp_portal.common.embedded.errors import ServerError
from cesp_portal.common.embedded.servers import Servers

__all__ = ["ServerError", "Servers", "require_database", "require_database_form", "require_redis"]
