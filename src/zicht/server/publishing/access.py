"""What each field is, for the door and for whoever asks. See ``guard.Declared``."""

from zicht.server.guard import Declared

_KEPT = "as long as the organisation publishes it; it holds no personal data"
_RELEASED = "passed the release gate: counts, no person"

ACCESS = {
    "publishing.Picture": {
        "id": Declared("harmless", "id", "a random id", _KEPT),
        "organisation": Declared("harmless", "id", "whose picture it is", _KEPT),
        "year": Declared("harmless", "number", "what it is about", _KEPT),
        "state": Declared("harmless", "code", "asked, made or failed", _KEPT),
        "asked_by": Declared("harmless", "id", "the member who asked, for the log", _KEPT),
        "asked_by_name": Declared("harmless", "name", "the member who asked, for their colleagues", _KEPT),
        "asked_at": Declared("harmless", "time", "of the work, not of a signal", _KEPT),
        "made_at": Declared("harmless", "time", "of the work, not of a signal", _KEPT),
        "problem": Declared("harmless", "code", "why it was not made", _KEPT),
        "size_level": Declared("harmless", "code", _RELEASED, _KEPT),
        "page": Declared("harmless", "file", _RELEASED, _KEPT),
        "pdf": Declared("harmless", "file", _RELEASED, _KEPT),
        "figures": Declared("harmless", "file", _RELEASED, _KEPT),
        "manifest": Declared("harmless", "file", _RELEASED, _KEPT),
    }
}
