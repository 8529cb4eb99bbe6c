"""People who sign in, the offices of a district and the posts in which people act for them."""

from __future__ import annotations

from duixian.web.accounts.models.offices import Office, OfficeKind, Post, PostRole, Tenure
from duixian.web.accounts.models.users import Attempt, Role, SignedIn, Token, User

__all__ = ["Attempt", "Office", "OfficeKind", "Post", "PostRole", "Role", "SignedIn", "Tenure", "Token", "User"]
