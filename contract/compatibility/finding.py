"""An incompatible change."""

from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Finding:
    """Something on which a client of the published document relies and which the new one does not give."""

    subject: str
    """The operation (its operationId) or schema; CHANGELOG.md names it by this word."""
    kind: str
    """What sort of change it is, one word for each sort: `word_removed`."""
    detail: str
    """Where in the subject, and what."""

    def __str__(self) -> str:
        return f"{self.subject}: {self.kind}: {self.detail}"
