"""What each field is, for the door and for whoever asks. See ``guard.Declared``."""

from zicht.server.guard import Declared

_KEPT = "for good: advice is never changed"


def _plain(kind: str, reason: str) -> Declared:
    return Declared("harmless", kind, reason, _KEPT)


ACCESS = {
    "oversight.Advice": {
        "id": _plain("id", "a random id"),
        "organisation": _plain("id", "whom the advice is for"),
        "given_by": _plain("id", "the FG, in their office"),
        "given_by_name": _plain("name", "the FG, in their office"),
        "at": _plain("time", "of the advice"),
        "subject": _plain("text", "about the processing; the form asks for no names of people"),
        "text": _plain("text", "about the processing; the form asks for no names of people"),
    }
}
