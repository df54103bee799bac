"""What each field is, for the door and for whoever asks. See ``guard.Declared``."""

from zicht.server.guard import Declared

_ID = Declared("harmless", "id", "a random id")

ACCESS = {
    "referrals.Referral": {
        "record": _ID,
        "case": Declared("core", "id"),
        "receiver": Declared("core", "id"),
        "purpose": Declared("core", "code"),
        "grant": Declared("core", "id"),
        "legal_basis": Declared("core", "codes"),
    },
    "referrals.Step": {
        "id": _ID,
        "record": _ID,
        "code": Declared("follow_up", "code"),
        "name": Declared("follow_up", "name"),
        "organisation": Declared("follow_up", "id"),
        "at": Declared("follow_up", "time"),
        "sealed": Declared("follow_up", "sealed text"),
    },
}
