"""What each field is, for the door and for whoever asks. See ``guard.Declared``."""

from zicht.server.guard import Declared

EVERY = "every"
_UNTIL_SENT = "until it is sent or thrown away, at most the term of the retention rule 'draft'"


def _plain(kind: str, reason: str) -> Declared:
    return Declared("harmless", kind, reason, _UNTIL_SENT)


ACCESS = {
    "drafts.Draft": {
        "id": _plain("id", "a random id"),
        "organisation": _plain("id", "for which organisation it is written"),
        "member": _plain("id", "whose it is; seen by that member only"),
        "version": _plain("number", "how often it was kept"),
        "window": _plain("id", "a random id of the page that kept it last"),
        "standard": _plain("code", "the version of the standard it was written under"),
        "started_at": _plain("time", "of its first keeping"),
        "saved_at": _plain("time", "of its last keeping"),
        "expires_at": _plain("time", "when it can no longer be read"),
        # what was filled in belongs to all nine groups at once, and to nobody but its member
        "sealed": Declared(EVERY, "sealed JSON", kept=_UNTIL_SENT),
    }
}
