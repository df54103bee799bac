"""What each field is, for the door and for whoever asks. See ``guard.Declared``.

Here too are the tables of third parties: what is kept in them, and why they are there.
"""

from zicht.server.guard import Declared

_MEMBER = "as long as the member works with the system, then as the organisation's own rules say"
_KEY = "until it ends or is revoked, then with the member"
_LINK = "until the member takes the link away, then with the member"
_EMPTY = "nothing: the table comes with the library and is not used"


def _plain(kind: str, reason: str, kept: str = _MEMBER) -> Declared:
    return Declared("harmless", kind, reason, kept)


def _unused(*names: str) -> dict[str, Declared]:
    return dict.fromkeys(names, _plain("unused", "comes with the library; the product writes nothing in it", _EMPTY))


_ID = _plain("id", "a random id")
_ROW = _plain("number", "of the row in the database")
_STAFF = "of staff, known to colleagues and to whom they work with"
_SESSION = "at most a working day; gone when signing out"

ACCESS = {
    "parties.Organisation": {
        "id": _ID,
        "code": _plain("code", "of an organisation, public"),
        "name": _plain("name", "of an organisation, public"),
        "kind": _plain("code", "of an organisation, public"),
        "body": _plain("code", "whose processing it is"),
        "reporting_point": _plain("flag", "public"),
    },
    "parties.Team": {"id": _ID, "organisation": _ID, "name": _plain("name", "of a team")},
    "parties.Member": {
        "id": _ID,
        "password": _plain("digest", "Argon2id; no page shows it"),
        "last_login": _plain("time", _STAFF),
        "username": _plain("name", _STAFF),
        "full_name": _plain("name", _STAFF),
        "organisation": _ID,
        "team": _ID,
        "role": _plain("code", _STAFF),
        "language": _plain("code", _STAFF),
        "is_active": _plain("flag", _STAFF),
    },
    "parties.ApiKey": {
        "id": _ID,
        "member": _ID,
        "digest": _plain("digest", "of 256 random bits; the key itself is kept nowhere", _KEY),
        "label": _plain("text", "what the member calls the key; only they read it", _KEY),
        "created": _plain("time", _STAFF, _KEY),
        "expires": _plain("time", _STAFF, _KEY),
        "revoked": _plain("time", _STAFF, _KEY),
    },
    "parties.OutsideAccount": {
        "id": _ID,
        "member": _ID,
        "identity": _plain("digest", "keyed, of issuer and subject at the organisation's provider", _LINK),
        "linked": _plain("time", _STAFF, _LINK),
    },
    # Django's sessions: staff only; whoever reports in public gets none.
    "sessions.Session": {
        "session_key": _plain("digest", "of the random key that the browser holds", _SESSION),
        "session_data": _plain("signed", "which member, by which factors; what a provider must send back", _SESSION),
        "expire_date": _plain("time", "of the session", _SESSION),
    },
    # The second factor (allauth): its secret is sealed under the key ring, see organisations.signin.
    "mfa.Authenticator": {
        "id": _ROW,
        "user": _ID,
        "type": _plain("code", "which kind of second factor"),
        "data": _plain("sealed", "the secret, under the key ring"),
        "created_at": _plain("time", _STAFF),
        "last_used_at": _plain("time", _STAFF),
    },
    # Background work: a task's arguments are ids, never content.
    "django_tasks_database.DBTaskResult": {
        name: _plain(kind, reason, "until the work is done and cleared away")
        for name, kind, reason in (
            ("id", "id", "a random id"),
            ("status", "code", "of the work"),
            ("enqueued_at", "time", "of the work"),
            ("started_at", "time", "of the work"),
            ("finished_at", "time", "of the work"),
            ("args_kwargs", "ids", "ids only: who asked, for what"),
            ("priority", "number", "of the work"),
            ("task_path", "code", "which task"),
            ("worker_ids", "codes", "which worker"),
            ("queue_name", "code", "of the work"),
            ("backend_name", "code", "of the work"),
            ("run_after", "time", "of the work"),
            ("return_value", "none", "tasks return nothing"),
            ("exception_class_path", "code", "which kind of failure"),
            ("traceback", "text", "lines of our own code; a failure's message holds codes"),
        )
    },
    # allauth's addresses and outside accounts: members have no address here, and links are OutsideAccount above.
    "account.EmailAddress": _unused("id", "user", "email", "verified", "primary"),
    "account.EmailConfirmation": _unused("id", "email_address", "created", "sent", "key"),
    "socialaccount.SocialApp": _unused(
        "id", "provider", "provider_id", "name", "client_id", "secret", "key", "settings"
    ),
    "socialaccount.SocialAccount": _unused("id", "user", "provider", "uid", "last_login", "date_joined", "extra_data"),
    "socialaccount.SocialToken": _unused("id", "app", "account", "token", "token_secret", "expires_at"),
    # Django's groups and permissions: the door decides, these do not.
    "auth.Permission": _unused("id", "name", "content_type", "codename"),
    "auth.Group": _unused("id", "name", "permissions"),
    "auth.Group_permissions": _unused("id", "group", "permission"),
    "contenttypes.ContentType": _unused("id", "app_label", "model"),
}
