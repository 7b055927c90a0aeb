"""What can go wrong with the servers, said in one French sentence."""


class ServerError(Exception):
    """A server cannot be started or reached; the message is one sentence for the person at the keyboard."""
