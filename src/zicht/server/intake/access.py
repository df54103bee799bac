"""What each field is, for the door and for whoever asks. See ``guard.Declared``."""

from zicht.server.guard import Declared

_TALK = "until the day in kept_until: of its organisation, about nobody"


def _talk(kind: str, reason: str) -> Declared:
    return Declared("harmless", kind, reason, _TALK)


ACCESS = {
    "intake.Receipt": {
        "record": Declared("harmless", "id", "a random id"),
        "nonce": Declared("harmless", "digest", "of a random value that only the form held"),
        "lookup": Declared("harmless", "digest", "Argon2id of a random code; no staff role may select it"),
        "wrapped": Declared("harmless", "key", "sealed under the receipt; no staff role may select it"),
        "expires_at": Declared("core", "time"),
    },
    "intake.Message": {
        "id": Declared("harmless", "id", "a random id"),
        "record": Declared("harmless", "id", "a random id"),
        "direction": Declared("narrative", "code"),
        "at": Declared("narrative", "time"),
        "sealed": Declared("narrative", "sealed text"),
    },
    "intake.Consultation": {
        "id": _talk("id", "a random id"),
        "organisation": _talk("id", "who gave the advice, and is controller"),
        "on": _talk("date", "of the talk, never of a person"),
        "caller": _talk("number", "of a code: the kind of caller, not who"),
        "theme": _talk("number", "of a code: what it was about, not whom"),
        "answer": _talk("number", "of a code: how it ended"),
        "kept_until": _talk("date", "how long it is kept"),
    },
}
