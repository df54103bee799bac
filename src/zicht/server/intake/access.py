"""What each field is, for the door and for whoever asks. See ``guard.Declared``."""

from zicht.server.guard import Declared

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
}
