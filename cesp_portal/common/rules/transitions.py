"""Lifecycles as tables: (status, action) -> status, and nothing else decides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cesp_portal.common.rules.errors import TransitionRefused


@dataclass(frozen=True, slots=True)
class Transitions:
    """A lifecycle: its table, and the French name of each status and action."""

    name: str
    initial: str
    table: Mapping[tuple[str, str], str]
    status_labels: Mapping[str, str]
    action_labels: Mapping[str, str]

    def __post_init__(self) -> None:
        statuses = {self.initial, *self.table.values(), *(status for status, _ in self.table)}
        actions = {action for _, action in self.table}
        unnamed = (statuses - set(self.status_labels)) | (actions - set(self.action_labels))
        if unnamed:
            raise ValueError(f"{self.name} : sans nom français : {', '.join(sorted(unnamed))}")

    def after(self, status: str, action: str) -> str:
        """The status that follows; raises ``TransitionRefused`` saying what is possible instead."""
        try:
            return self.table[status, action]
        except KeyError:
            raise TransitionRefused(status, action, self._refusal(status, action)) from None

    def allows(self, status: str, action: str) -> bool:
        return (status, action) in self.table

    def actions_from(self, status: str) -> tuple[str, ...]:
        """The actions that this status allows, in the order of the table."""
        return tuple(action for origin, action in self.table if origin == status)

    @property
    def final_statuses(self) -> tuple[str, ...]:
        """The statuses that nothing leaves."""
        return tuple(status for status in self.status_labels if not self.actions_from(status))

    def mermaid(self) -> str:
        """The table as a mermaid state diagram."""
        lines = ["stateDiagram-v2", f"    [*] --> {self.initial}"]
        lines += [f"    {status} : {label}" for status, label in self.status_labels.items()]
        lines += [
            f"    {origin} --> {target} : {self.action_labels[action]}"
            for (origin, action), target in self.table.items()
        ]
        lines += [f"    {status} --> [*]" for status in self.final_statuses]
        return "\n".join(lines)

    def _refusal(self, status: str, action: str) -> str:
        label = self.status_labels.get(status, status)
        wanted = self.action_labels.get(action, action)
        possible = [self.action_labels[name] for name in self.actions_from(status)]
        rest = f"possible : {', '.join(possible)}" if possible else "plus rien n'est possible"
        return f"« {wanted} » n'est pas possible dans l'état « {label} » ; {rest}."
