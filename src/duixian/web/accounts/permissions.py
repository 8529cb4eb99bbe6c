"""What each role may do, as one table that pages, API and tests share."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase

from duixian.web.accounts.models import PostRole, Role, User
from duixian.web.accounts.posts import held

__all__ = ["MAY", "MAY_IN_POST", "Action", "may", "require"]


class Action(StrEnum):
    """Something that not everybody may do."""

    READ = "read"
    REPLY = "reply"
    CORRECT = "correct"
    JUDGE = "judge"
    IMPORT = "import"
    ADMINISTER = "administer"
    WORK = "work"
    BREAK_DOWN = "break_down"
    REPORT = "report"
    APPROVE = "approve"
    INSTRUCT = "instruct"
    DISPATCH = "dispatch"
    RAISE = "raise"
    PUBLISH = "publish"
    CONFIGURE = "configure"
    AUDIT = "audit"


_OF_POSTS = frozenset(
    {Action.WORK, Action.BREAK_DOWN, Action.REPORT, Action.APPROVE, Action.INSTRUCT, Action.DISPATCH, Action.RAISE, Action.PUBLISH, Action.CONFIGURE, Action.AUDIT}
)

MAY: dict[Role, frozenset[Action]] = {
    Role.READER: frozenset({Action.READ}),
    Role.RESPONDENT: frozenset({Action.READ, Action.REPLY}),
    Role.CORRECTOR: frozenset({Action.READ, Action.REPLY, Action.CORRECT, Action.JUDGE}),
    Role.EDITOR: frozenset({Action.READ, Action.REPLY, Action.CORRECT, Action.JUDGE, Action.IMPORT}),
    Role.ADMINISTRATOR: frozenset(Action) - _OF_POSTS | {Action.WORK, Action.CONFIGURE, Action.AUDIT},
}
"""READ the archive; REPLY to a verdict; CORRECT records; JUDGE findings; IMPORT reports and try failed ones again; ADMINISTER users and offices.
An administrator sees the ledger and sets its rules, and acts in it only in a post."""

MAY_IN_POST: dict[PostRole, frozenset[Action]] = {
    PostRole.DELIVERY: frozenset({Action.READ, Action.REPLY, Action.IMPORT, Action.WORK, Action.BREAK_DOWN, Action.PUBLISH, Action.CONFIGURE, Action.AUDIT}),
    PostRole.OFFICER: frozenset({Action.READ, Action.REPLY, Action.WORK, Action.REPORT}),
    PostRole.HEAD: frozenset({Action.READ, Action.REPLY, Action.WORK, Action.REPORT, Action.APPROVE}),
    PostRole.LEADER: frozenset({Action.READ, Action.WORK, Action.INSTRUCT, Action.PUBLISH}),
    PostRole.STREET: frozenset({Action.READ, Action.REPLY, Action.WORK, Action.REPORT, Action.APPROVE, Action.DISPATCH, Action.RAISE}),
    PostRole.COMMUNITY: frozenset({Action.READ, Action.WORK, Action.RAISE}),
    PostRole.AUDITOR: frozenset({Action.READ, Action.WORK, Action.AUDIT}),
}
"""What a post adds: WORK opens the ledger's pages; BREAK_DOWN a report into items, assign, verify and close them; REPORT progress; APPROVE it;
INSTRUCT, and decide what only a leader may; DISPATCH whistles; RAISE cases; PUBLISH (a leader only approves what others propose); CONFIGURE rules; AUDIT the log."""


def may(user: User | AnonymousUser, action: Action) -> bool:
    """Tells whether ``user`` may do ``action``; without signing in one may read, where the archive is public."""
    if isinstance(user, User) and user.is_active:
        return user.is_superuser or action in MAY[Role(user.role)] or action in _in_posts(user)
    return action is Action.READ and bool(settings.PUBLIC)


def _in_posts(user: User) -> frozenset[Action]:
    """What the posts that a user holds let do; as :func:`held`, asked once for each user object."""
    known: frozenset[Action] | None = getattr(user, "_may_in_posts", None)
    if known is None:
        known = frozenset().union(*(MAY_IN_POST[PostRole(post.role)] for post in held(user)))
        user._may_in_posts = known  # type: ignore[attr-defined]
    return known


def require(action: Action) -> Callable[[Callable[..., HttpResponseBase]], Callable[..., HttpResponseBase]]:
    """Gives a decorator for views: who has not signed in is asked to, who may not gets a page that says so (403)."""

    def decorate(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
        @wraps(view)
        def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if may(request.user, action):
                return view(request, *args, **kwargs)
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            raise PermissionDenied

        checked.needs = action  # type: ignore[attr-defined]
        return checked

    return decorate
