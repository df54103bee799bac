"""What each field is, for the door and for whoever asks. See ``guard.Declared``."""

from zicht.server.guard import Declared


def _plain(kind: str, reason: str) -> Declared:
    return Declared("harmless", kind, reason)


ACCESS = {
    "notices.Notice": {
        "id": _plain("id", "a random id"),
        "member": _plain("id", "who is told; seen by that member only"),
        "organisation": _plain("id", "for which organisation they saw it"),
        "record": _plain("id", "a random id; the door decides what it still opens"),
        "controller": _plain("id", "whose processing the record is"),
        "code": _plain("code", "the state that the record came to; says nothing of a person"),
        "made_at": _plain("time", "of the decision"),
        "read_at": _plain("time", "when its addressee said to have read it"),
    }
}
