"""What each field is, for the door and for whoever asks. See ``guard.Declared``."""

from zicht.server.guard import Declared

_KEPT = "with the log: to whom something was given must be told for as long as anyone may ask"
_GIVEN = "that something was given, under which rule; not what it says"


def _plain(kind: str, reason: str = _GIVEN) -> Declared:
    return Declared("harmless", kind, reason, _KEPT)


ACCESS = {
    "sharing.Grant": {
        "id": _plain("id", "a random id"),
        "record": _plain("id", "a random id"),
        "receiver": _plain("id"),
        "giver": _plain("id"),
        "role": _plain("code"),
        "purpose": _plain("code"),
        "groups": _plain("codes"),
        "rules": _plain("codes"),
        "given_by": _plain("id", "the member who gave it"),
        "given_at": _plain("time"),
        "until": _plain("time"),
        "withdrawn_at": _plain("time"),
        "withdrawn_by": _plain("id", "the member who withdrew it"),
        "withdrawn_why": _plain("code", "one of a list, no text"),
    }
}
