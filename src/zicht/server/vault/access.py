"""What each field is, for the door and for whoever asks. See ``door.declared``."""

from zicht.server.guard import Declared

ACCESS = {
    "vault.RecordKey": {
        "record": Declared("harmless", "id", "a random id"),
        "under": Declared("harmless", "id", "which key wraps this one, not the key"),
        "wrapped": Declared("harmless", "key", "wrapped; the row is readable with any right on the record"),
    }
}
