"""Mails of the demonstration: none leaves, each is written in a file; these are the ones that a page shows."""

import datetime as dt
import email
import email.policy
import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path

from cesp_portal.common.clock import PARIS

END_OF_MESSAGE = b"\n" + b"-" * 79 + b"\n"  # as Django's file backend writes it


@dataclass(frozen=True)
class WrittenMail:
    """One message as it would have left, the names of the files joined, and the Paris instant of its writing."""

    recipient: str
    subject: str
    body: str
    attached: list[str]
    written_at: dt.datetime


def latest_mails(folder: Path, recipient: str = "", *, most: int = 30) -> list[WrittenMail]:
    """Return the last messages of the folder, newest first; those to one address, or a part of it, when given."""
    files = sorted(folder.glob("*.log"), reverse=True)  # a name begins with its instant
    wanted = recipient.strip().casefold()
    written = (mail for path in files for mail in _read(path) if wanted in mail.recipient.casefold())
    return list(itertools.islice(written, most))


def _text(read: EmailMessage) -> str:
    body = read.get_body(("plain",))
    return "" if body is None else body.get_content().strip()


def _read(path: Path) -> Iterator[WrittenMail]:
    """Give the messages of a file, last first; none when it was removed meanwhile."""
    try:
        content, seconds = path.read_bytes(), path.stat().st_mtime
    except OSError:
        return
    for message in reversed(content.split(END_OF_MESSAGE)[:-1]):
        read = email.message_from_bytes(message, _class=EmailMessage, policy=email.policy.default)
        yield WrittenMail(
            recipient=str(read["To"]),
            subject=str(read["Subject"]),
            body=_text(read),
            attached=[part.get_filename() or "" for part in read.iter_attachments()],
            written_at=dt.datetime.fromtimestamp(seconds, tz=PARIS),
        )
