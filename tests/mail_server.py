"""A mail server for tests: speaks SMTP on a free local port, keeps what it accepts, refuses on demand."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import Message


class MailServer(socketserver.ThreadingTCPServer):
    """Accepted messages are in ``messages``; while ``refusal`` is set each message is answered by it."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Conversation)
        self.messages: list[Message] = []
        self.refusal = ""

    @property
    def port(self) -> int:
        return self.server_address[1]


class _Conversation(socketserver.StreamRequestHandler):
    server: MailServer

    def say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())

    def handle(self) -> None:
        self.say("220 example.org ready")
        while command := self.rfile.readline():
            verb = command.split(b" ")[0].strip().upper()
            if verb == b"DATA":
                self.take_message()
            elif verb == b"QUIT":
                self.say("221 bye")
                return
            else:
                self.say("250 ok")

    def take_message(self) -> None:
        self.say("354 go on")
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line.removeprefix(b"."))
        if self.server.refusal:
            self.say(self.server.refusal)
            return
        self.server.messages.append(message_from_bytes(b"".join(lines)))
        self.say("250 kept")


@contextmanager
def mail_server() -> Iterator[MailServer]:
    """Run a mail server for the time of a block."""
    with MailServer() as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        try:
            yield server
        finally:
            server.shutdown()
