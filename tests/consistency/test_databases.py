"""Each test process has a migrated database of its own, and migrations can be tried on an empty one."""

import pytest
from django.db import connection

from cesp_portal.common.accounts.models import User
from cesp_portal.common.embedded.environment import process_database


@pytest.mark.django_db
def test_database_is_migrated_and_belongs_to_this_process() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_database(), current_user, rolsuper FROM pg_roles WHERE rolname = current_user"
        )
        assert cursor.fetchone() == (process_database(), "cesp", False)
    assert User.objects.count() == 0


def test_empty_database_has_no_table(empty_database: str) -> None:
    assert connection.introspection.table_names() == []
