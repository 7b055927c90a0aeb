"""The first migration of an app, whose models are drawn once."""

from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import Migration
from django.db.migrations.state import ProjectState


class FirstTables(Migration):
    """Tables, extensions and triggers made from nothing: no operation changes what another one of the file made.

    Django draws again, after each operation, every model that is related to what it made: nine seconds of processor
    for an empty database, where one drawing per file does. What the last operation sees is right for all of them.
    """

    def apply(
        self, project_state: ProjectState, schema_editor: BaseDatabaseSchemaEditor, collect_sql: bool = False
    ) -> ProjectState:
        """Make everything and return the state after it; ``sqlmigrate``, which wants each step, gets Django's way."""
        if collect_sql:
            return super().apply(project_state, schema_editor, collect_sql)
        after = self._told(project_state)
        for operation in self.operations:
            operation.database_forwards(self.app_label, schema_editor, project_state, after)
        return after

    def _told(self, before: ProjectState) -> ProjectState:
        after = before.clone()
        forget_drawing: dict[str, Any] = after.__dict__
        forget_drawing.pop("apps", None)
        for operation in self.operations:
            operation.state_forwards(self.app_label, after)
        return after
