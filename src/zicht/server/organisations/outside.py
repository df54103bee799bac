"""Signing in at the organisation's own provider (OpenID Connect): what is asked there, what of the answer is believed.

allauth keeps the state and the proof key (PKCE), and trades the code. Here stands what it leaves out: a nonce, the
signature and issuer of every token, the second factor. Only a keyed digest of issuer and subject goes on from here: no
token, name or address that the provider tells is kept, nor asked for.
"""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass
from typing import Any

import jwt
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.internal import statekit
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from zicht.errors import Refused, WrongUse
from zicht.server.config import Oidc
from zicht.server.vault.envelope import index_token
from zicht.server.vault.keyring import load

PROVIDER = "organisatie"
SIGN_IN, LINK = "sign-in", "link"
# Only what has a public half: a token signed with a shared word proves nothing about who made it.
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
REQUIRED = ("iss", "sub", "aud", "exp", "iat", "nonce")
CLOCKS_DIFFER_MOST = 30  # seconds
# ``requests`` raises kinds of OSError; what comes is not always JSON, and not always what it should be.
FAILURES = (OAuth2Error, jwt.PyJWTError, WrongUse, OSError, ValueError, KeyError, TypeError, AttributeError)


@dataclass(frozen=True, slots=True)
class Arrival:
    """Someone whom the provider vouches for. ``identity`` is keyed: it says nothing to who does not hold the key.

    ``process`` is what they went away for, ``member`` who is linking, ``then`` the page to go on to.
    """

    identity: str
    second_factor: bool
    process: str
    member: str
    then: str


def refusal(reason: str) -> Refused:
    """Why signing in at the provider does not go on."""
    return Refused(f"organisations.outside_{reason}", rule=f"outside:{reason}")


class _Exchange(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]  # allauth ships no types
    """One conversation with the provider, from the environment's words and not from a table."""

    def __init__(self, request: HttpRequest, told: Oidc) -> None:
        super().__init__(request, PROVIDER)
        self.told = told

    def get_provider(self) -> _Provider:
        """The provider that was configured; its secret is read from its file when it is needed."""
        words = {"client_id": self.told.client_id, "secret": self.told.secret(), "name": self.told.name}
        app = SocialApp(
            provider=OpenIDConnectProvider.id,
            provider_id=PROVIDER,
            settings={"server_url": self.told.issuer.rstrip("/")},
            **words,
        )
        return _Provider(self.request, app=app, exchange=self)

    def get_callback_url(self, request: HttpRequest, app: SocialApp) -> str:
        """Where the provider sends people back to: outside the demo always with TLS, also behind a proxy."""
        address = request.build_absolute_uri(reverse("inloggen-organisatie-terug"))
        return address if settings.ZICHT.demo else "https://" + address.partition("://")[2]

    @property
    def openid_config(self) -> dict[str, Any]:
        """What the provider says of itself: it must be who was meant, and every address as safe as that one."""
        found: dict[str, Any] = super().openid_config
        if found["issuer"].rstrip("/") != self.told.issuer.rstrip("/"):
            raise ValueError("another issuer")
        safe = ("https://",) if self.told.issuer.startswith("https://") else ("https://", "http://")
        for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
            if not found[name].startswith(safe):
                raise ValueError(name)
        return found

    def trade(self, state: dict[str, Any]) -> dict[str, Any]:
        """The claims of who came back with a code."""
        app = self.get_provider().app
        proof = state["pkce_code_verifier"]
        answer = self.get_access_token_data(self.request, app, self.get_client(self.request, app), proof)
        return self._believed(answer["id_token"], state["nonce"])

    def _believed(self, token: str, nonce: str) -> dict[str, Any]:
        claims: dict[str, Any] = jwt.decode(
            token,
            self._key(token),
            algorithms=list(ALGORITHMS),
            audience=self.told.client_id,
            issuer=self.openid_config["issuer"],
            leeway=CLOCKS_DIFFER_MOST,
            options={"require": list(REQUIRED)},
        )
        if not hmac.compare_digest(str(claims["nonce"]).encode(), nonce.encode()):
            raise OAuth2Error("another nonce")
        if isinstance(claims["aud"], list) and len(claims["aud"]) > 1 and claims.get("azp") != self.told.client_id:
            raise OAuth2Error("made for another")
        return claims

    def _key(self, token: str) -> jwt.PyJWK:
        """The key that the token names; unnamed only when the provider has one."""
        named = jwt.get_unverified_header(token).get("kid")
        with get_adapter().get_requests_session() as session:
            response = session.get(self.openid_config["jwks_uri"])
            response.raise_for_status()
            keys = jwt.PyJWKSet.from_dict(response.json()).keys
        found = [key for key in keys if named in (None, key.key_id)]
        if len(found) != 1:
            raise OAuth2Error("no such key")
        return found[0]


class _Provider(OpenIDConnectProvider):  # type: ignore[misc]
    """Asks who somebody is, and nothing more."""

    pkce_enabled_default = True

    def __init__(self, request: HttpRequest, app: SocialApp, exchange: _Exchange) -> None:
        super().__init__(request, app=app)
        self.exchange = exchange

    def get_oauth2_adapter(self, request: HttpRequest) -> _Exchange:
        """The conversation that this provider belongs to."""
        return self.exchange

    def get_default_scope(self) -> list[str]:
        """No profile, no e-mail address."""
        return ["openid"]


def _told() -> Oidc:
    told: Oidc | None = settings.ZICHT.outside
    if told is None:
        raise refusal("none")
    return told


def depart(request: HttpRequest, *, process: str, then: str = "", member: str = "") -> str:
    """The address at the provider to go to; what must come back is kept in the session. ``Refused`` when it is down."""
    told = _told()
    claim, values = told.second_factor
    asked = {"nonce": secrets.token_urlsafe(32)} | ({"acr_values": " ".join(values)} if claim == "acr" else {})
    try:
        provider = _Exchange(request, told).get_provider()
        answer = provider.redirect(request, process, then, auth_params=dict(asked), nonce=asked["nonce"], member=member)
    except FAILURES as error:
        raise refusal("provider") from error
    return str(answer.url)


def arrive(request: HttpRequest) -> Arrival:
    """Who came back from the provider. ``Refused`` with the reason when that is not sure."""
    told = _told()
    state = statekit.unstash_state(request, provider_id=PROVIDER, state_id=request.GET.get("state", ""))
    if state is None:
        raise refusal("state")
    if "code" not in request.GET:
        raise refusal("cancelled" if request.GET.get("error") == "access_denied" else "provider")
    try:
        claims = _Exchange(request, told).trade(state)
        identity = index_token(load(settings.ZICHT.keys), "sign-in", f"{claims['iss']}\n{claims['sub']}")
    except FAILURES as error:
        raise refusal("token") from error
    return Arrival(
        identity=identity,
        second_factor=_gave_second_factor(claims, told),
        process=str(state["process"]),
        member=str(state["member"]),
        then=str(state.get("next") or ""),
    )


def _gave_second_factor(claims: dict[str, Any], told: Oidc) -> bool:
    claim, values = told.second_factor
    said = claims.get(claim) if claim else None
    return bool({str(one) for one in (said if isinstance(said, list) else [said])} & set(values))
