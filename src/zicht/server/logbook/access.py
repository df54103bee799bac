"""What each field is, for the door and for whoever asks. See ``guard.Declared``.

The log holds ids and codes. What is more than that is sealed under the record's key and dies with it.
"""

from zicht.server.guard import Declared

_KEPT = "with the log, which is never changed; how long is in the register of processing"
_ID = "a random id; who it is, is known to the organisation that it belongs to"


def _plain(kind: str, reason: str) -> Declared:
    return Declared("harmless", kind, reason, _KEPT)


_ROW = _plain("id", "a random id of a log row")
_HASH = _plain("digest", "of a row that holds ids and codes; sealed content goes in by the hash of its ciphertext")

ACCESS = {
    "logbook.LogRow": {
        "id": _ROW,
        "at": _plain("time", "of the act, not of what it is about"),
        "actor": _plain("id", f"member; {_ID}"),
        "organisation": _plain("id", _ID),
        "role": _plain("code", "of whoever acted"),
        "origin": _plain("code", "page, API, command or task; of staff only"),
        "purpose": _plain("code", "what it was done for"),
        "action": _plain("code", "what was done"),
        "outcome": _plain("code", "done, refused or failed"),
        "records": _plain("ids", "random ids of records"),
        "groups": _plain("codes", "which field groups, not what they hold"),
        "rule": _plain("code", "the clause or rule that allowed or refused it"),
        "payload": Declared("follow_up", "sealed JSON", kept="until the record's key is destroyed"),
        "leaf_hash": _HASH,
    },
    "logbook.LogSubject": {
        "id": _plain("id", "a random id"),
        "row": _ROW,
        "record": _plain("id", "a random id of a record"),
        "controller": _plain("id", _ID),
        "at": _plain("time", "of the act"),
    },
    "logbook.Unsealed": {"row": _ROW},
    "logbook.Leaf": {"sequence": _plain("number", "place in the tree"), "row": _ROW, "leaf_hash": _HASH},
    "logbook.Node": {
        "id": _plain("number", "of the row in the database"),
        "level": _plain("number", "place in the tree"),
        "position": _plain("number", "place in the tree"),
        "value": _HASH,
    },
    "logbook.Head": {
        "size": _plain("number", "how many rows the root covers"),
        "root": _HASH,
        "at": _plain("time", "of sealing"),
    },
}
