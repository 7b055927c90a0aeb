"""What the rules raise instead of answering with a number they could not defend."""

from __future__ import annotations


class RuleError(Exception):
    """Any refusal of the rules to answer; its text is French and fit to be shown."""


class FactError(RuleError):
    """A fact that contradicts itself or another one: names the fact and what to correct."""

    def __init__(self, fact: str, message: str) -> None:
        self.fact = fact
        self.message = message
        super().__init__(f"{fact} : {message}")

    def within(self, prefix: str) -> FactError:
        """The same error, its fact named from the outer fact (``leaves[1].to``)."""
        return FactError(f"{prefix}.{self.fact}" if self.fact else prefix, self.message)


class BeforeFirstValue(FactError):
    """A parameter was asked for a day before its first known value."""


class RulebookError(RuleError):
    """A data file of the rules is wrong: names the file and the line, stops the start."""

    def __init__(self, file: str, line: int, message: str) -> None:
        self.file = file
        self.line = line
        super().__init__(f"{file}, ligne {line} : {message}")


class TransitionRefused(RuleError):
    """An action that the present status does not allow, with the named reason."""

    def __init__(self, status: str, action: str, message: str) -> None:
        self.status = status
        self.action = action
        super().__init__(message)
