"""What each field is, for the door and for whoever asks. See ``guard.Declared``."""

from zicht.server.guard import Declared

_LINK = "until the day in kept_until; it is about work, not about whom a signal is about"


def _link(kind: str, reason: str) -> Declared:
    return Declared("harmless", kind, reason, _LINK)


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
    "intake.Link": {
        "id": _link("id", "a random id"),
        "organisation": _link("id", "whose desk made it, and is controller of what comes in"),
        "capacity": _link("code", "for which kind of professional, not whom"),
        "number": _link("number", "random; finds the link and opens nothing; no staff role may select it"),
        "lookup": _link("digest", "Argon2id of a random code; no staff role may select it"),
        "tries_left": _link("number", "how many wrong codes it still bears"),
        "tried_at": _link("time", "of the last wrong code; whose it was is not known"),
        "wrong_tries": _link("number", "how many wrong codes there were"),
        "made_by": _link("id", "the member of the desk who made it"),
        "made_by_name": _link("name", "the member of the desk who made it, for their colleagues"),
        "made_at": _link("time", "of the link"),
        "expires_at": _link("time", "of the link"),
        "kept_until": _link("date", "how long the row is kept"),
        "withdrawn_at": _link("time", "of the link"),
        "withdrawn_by": _link("id", "the member of the desk who took it back"),
        "used_at": _link("time", "when a signal came in by it"),
        "record": _link("id", "the signal that came in by it, to its own desk alone"),
        "name_under": _link("code", "which key of the ring wraps the link's own"),
        "name_wrapped": _link("key", "of this link alone, wrapped"),
        "name_sealed": _link("sealed text", "the name of an organisation; asked not to be one of a person"),
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
