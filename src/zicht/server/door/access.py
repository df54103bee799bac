"""What each field is, for the door and for whoever asks. See ``guard.Declared``."""

from zicht.knowledge.standard import FIELD_GROUPS
from zicht.server.guard import Declared

_AGREED = "as long as anything rests on it: an agreement is public between its parties"
_ANY_RIGHT = "seen with any right on the record: without it nobody can act in time; it says nothing of a person"
_RETENTION = "how long it is kept, and why; says nothing of a person"


def _plain(kind: str, reason: str) -> Declared:
    return Declared("harmless", kind, reason)


def _agreed(kind: str, reason: str) -> Declared:
    return Declared("harmless", kind, reason, _AGREED)


_ID = _plain("id", "a random id")
_LISTED = {
    "kind": _plain("code", _ANY_RIGHT),
    "received_at": _plain("time", _ANY_RIGHT),
    "state": _plain("code", _ANY_RIGHT),
    "acute": _plain("flag", _ANY_RIGHT),
    "due": _plain("time", _ANY_RIGHT),
}

ACCESS = {
    "door.Agreement": {
        "id": _agreed("id", "a random id"),
        "code": _agreed("code", "of the agreement"),
        "version": _agreed("code", "of the agreement"),
        "title": _agreed("text", "of the agreement"),
        "text": _agreed("text", "clauses between organisations, no person"),
        "sha256": _agreed("digest", "of the text"),
        "valid_from": _agreed("time", "of the agreement"),
        "valid_until": _agreed("time", "of the agreement"),
        "loaded_by": _agreed("id", "the member who brought it in"),
        "ended_at": _agreed("time", "of the agreement"),
    },
    "door.Activity": {
        "id": _agreed("id", "a random id"),
        "organisation": _agreed("id", "whose processing it is"),
        "kind": _agreed("code", "what was switched on"),
        "register": _agreed("text", "the organisation's own reference in its register of processing"),
        "dpia": _agreed("text", "the organisation's own reference of its DPIA"),
        "agreement": _agreed("id", "the agreement it rests on"),
        "advice": _agreed("id", "the FG's advice"),
        "valid_from": _agreed("time", "of the activity"),
        "valid_until": _agreed("time", "of the activity"),
        "switched_by": _agreed("id", "the privacy officer, in their office"),
        "ended_at": _agreed("time", "of the activity"),
        "ended_by": _agreed("id", "the privacy officer, in their office"),
    },
    "door.Record": {
        "id": _ID,
        "controller": _plain("id", "whose processing it is"),
        "body": _plain("code", "college, burgemeester or board"),
        "activity": _plain("code", "of the register of processing"),
        "standard": _plain("code", "the version of the standard it was made under"),
        "made_by": _plain("id", "the member who registered it; empty for a public report"),
        "retention_rule": _plain("code", _RETENTION),
        "retention_trigger": _plain("code", _RETENTION),
        "retention_term": _plain("term", _RETENTION),
        "retention_category": _plain("code", _RETENTION),
        "retention_from": _plain("time", _RETENTION),
        "retention_due": _plain("date", _RETENTION),
        "hold": _plain("flag", _RETENTION),
        "hold_reason": _plain("code", _RETENTION),
        "erased_at": _plain("time", _RETENTION),
        **_LISTED,
    },
    "door.Right": {
        "id": _ID,
        "record": _ID,
        "controller": _plain("id", "whose processing it is"),
        "organisation": _plain("id", "who may see"),
        "role": _plain("code", "who may see"),
        "team": _plain("id", "who may see"),
        "member": _plain("id", "who may see"),
        "purpose": _plain("code", "what for"),
        **{f"g_{group}": _plain("flag", "that the group is granted, not what it holds") for group in FIELD_GROUPS},
        "agreement": _plain("code", "under which agreement"),
        "clause": _plain("code", "under which clause"),
        "grant": _plain("id", "of which grant it is part"),
        "given_by": _plain("id", "who gave it"),
        "valid_from": _plain("time", "of the right"),
        "valid_until": _plain("time", "of the right"),
        **_LISTED,
        # filled only where the right holds this group
        "form": Declared("observations", "code"),
    },
    "door.IndexToken": {
        "id": _ID,
        "record": _ID,
        "scope": _plain("code", "for whom or which purpose the key is"),
        "kind": _plain("code", "person or place, not which"),
        "token": Declared("identity", "keyed digest"),
    },
}
