"""Signing in with an identity provider by OpenID Connect: authorization code with PKCE, state and nonce (Authlib does the protocol).

The provider only says who somebody is; what they may do is said here. Accounts are matched by a claim, and made only where ``DUIXIAN_OIDC_CREATE`` says so.
"""

from __future__ import annotations

import time
from functools import lru_cache
from typing import Any

import requests
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.base_client import MismatchingStateError
from authlib.integrations.django_client import OAuth
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from joserfc.errors import BadSignatureError, ExpiredTokenError, JoseError

from duixian.web.accounts.models import Role, User
from duixian.web.ledger.refusals import Refused

__all__ = ["NotSignedIn", "configured", "lead_there", "who_came_back"]

_SECONDS = 10
"""How long the provider may take to answer."""
_RELOAD = 3600
"""After so many seconds the provider is asked anew where its addresses are."""
_LEEWAY = 60
"""Seconds by which two clocks may differ."""
_SIGNED_BY = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519")
"""Signatures that only the provider can make: never none, never one by a shared secret."""


class NotSignedIn(Refused):
    """The provider's answer lets nobody in; ``why`` is for whoever keeps the site."""

    code, status = "not_signed_in", 403

    def __init__(self, said: str, why: object = "") -> None:
        super().__init__(said)
        self.why = str(why)


def configured() -> bool:
    """Tells whether a provider is set."""
    return bool(settings.OIDC_ISSUER and settings.OIDC_CLIENT_ID)


def lead_there(request: HttpRequest) -> HttpResponse:
    """Gives the way to the provider's page.

    Raises:
        NotSignedIn: the provider cannot be reached, or is not the one that was set.
    """
    try:
        back: HttpResponse = _client().authorize_redirect(request, request.build_absolute_uri(reverse("accounts:oidc-back")))
    except (requests.RequestException, ValueError, RuntimeError) as error:
        raise _unreachable(error) from error
    return back


def who_came_back(request: HttpRequest) -> User:
    """Gives the user whom the provider sent back.

    Raises:
        NotSignedIn: the answer cannot be trusted, or says nobody whom this workspace knows.
    """
    try:
        client = _client()
        claims_options = {"iss": {"essential": True, "value": settings.OIDC_ISSUER}, "aud": {"essential": True, "value": settings.OIDC_CLIENT_ID}}
        if request.GET.get("iss", settings.OIDC_ISSUER) != settings.OIDC_ISSUER:
            raise NotSignedIn(_("The answer came from another identity service than the one set here. Tell the administrator."), request.GET.get("iss"))
        token = client.authorize_access_token(request, claims_options=claims_options, leeway=_LEEWAY)
    except requests.RequestException as error:
        raise _unreachable(error) from error
    except MismatchingStateError as error:
        raise NotSignedIn(_("This sign-in was begun elsewhere or too long ago. Please begin again."), error) from error
    except ExpiredTokenError as error:
        raise NotSignedIn(_("What the identity service said has expired. Begin again; if it stays so, the clocks of the two machines differ."), error) from error
    except BadSignatureError as error:
        raise NotSignedIn(_("The signature of the identity service is wrong. Tell the administrator."), error) from error
    except JoseError as error:
        raise NotSignedIn(_("What the identity service said does not fit this sign-in. Begin again, or tell the administrator."), error) from error
    except AuthlibBaseError as error:
        if error.error == "access_denied":
            raise NotSignedIn(_("The identity service let nobody in, or the sign-in was cancelled."), error) from error
        raise NotSignedIn(_("The identity service refused the sign-in. Tell the administrator."), error) from error
    except (ValueError, KeyError, TypeError, RuntimeError) as error:
        raise NotSignedIn(_("The identity service gave an answer that cannot be read. Tell the administrator."), error) from error
    claims = token.get("userinfo")
    if not claims:
        raise NotSignedIn(_("The identity service gave an answer that cannot be read. Tell the administrator."), "no id_token")
    return _match(claims)


def _match(claims: dict[str, Any]) -> User:
    name = User.normalize_username(str(claims.get(settings.OIDC_CLAIM) or "").strip())
    if not name or (settings.OIDC_CLAIM == "email" and claims.get("email_verified") is False):
        raise NotSignedIn(_("The identity service does not say who you are here. Tell the administrator."), f"claim {settings.OIDC_CLAIM}: {sorted(claims)}")
    user = User.objects.filter(username=name).first()
    if user is None and settings.OIDC_CREATE:
        user = User(username=name, name=str(claims.get("name") or "")[:60], role=Role.READER)
        user.set_unusable_password()
        try:
            user.full_clean(exclude=["password"])
        except ValidationError as error:
            raise NotSignedIn(_("The name “%(name)s” cannot be one of an account here. Tell the administrator.") % {"name": name}, error) from error
        user.save()
    if user is None or not user.is_active:
        raise NotSignedIn(_("The identity service knows you as “%(name)s”, but there is no such account here, or it is disabled. Ask an administrator.") % {"name": name}, name)
    return user


def _unreachable(error: Exception) -> NotSignedIn:
    return NotSignedIn(_("The identity service cannot be reached. Try again later, or sign in with a password."), error)


def _client() -> Any:
    """Gives the client with the provider's addresses and keys.

    Raises:
        ValueError: the provider calls itself otherwise than it was set, or signs by nothing that is safe.
    """
    client = _made(settings.OIDC_ISSUER, settings.OIDC_CLIENT_ID, settings.OIDC_CLIENT_SECRET, int(time.time() // _RELOAD))
    told = client.load_server_metadata()
    if told.get("issuer") != settings.OIDC_ISSUER:
        raise ValueError(f"issuer {told.get('issuer')!r}, expected {settings.OIDC_ISSUER!r}")
    safe = [one for one in told.get("id_token_signing_alg_values_supported", ["RS256"]) if one in _SIGNED_BY]
    if not safe:
        raise ValueError("no safe id_token_signing_alg_values_supported")
    told["id_token_signing_alg_values_supported"] = safe
    return client


@lru_cache(maxsize=2)
def _made(issuer: str, client_id: str, secret: str, _hour: int) -> Any:
    return OAuth().register(
        "duixian",
        client_id=client_id,
        client_secret=secret,
        server_metadata_url=f"{issuer.rstrip('/')}/.well-known/openid-configuration",
        client_kwargs={"scope": settings.OIDC_SCOPE, "code_challenge_method": "S256", "default_timeout": _SECONDS},
    )
