"""What each field is, for the door and for whoever asks. See ``guard.Declared``."""

from zicht.server.guard import Declared

ACCESS = {
    "cases.CaseSignal": {
        "id": Declared("harmless", "id", "a random id"),
        "case": Declared("core", "id"),
        "signal": Declared("core", "id"),
    }
}
