"""Who holds which post, and handing one over."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from duixian.web.accounts.models import Post, Tenure, User

__all__ = ["hand_over", "held", "holder"]


def held(user: User) -> list[Post]:
    """Gives the posts that a user holds now, with their offices; asked once for each user object."""
    known: list[Post] | None = getattr(user, "_posts_held", None)
    if known is None:
        known = list(Post.objects.filter(tenures__user=user, tenures__until=None, closed_on=None).select_related("office").order_by("order", "id"))
        user._posts_held = known  # type: ignore[attr-defined]
    return known


def holder(post: Post) -> User | None:
    """Gives who holds a post now."""
    tenure = post.tenures.filter(until=None).select_related("user").first()
    return tenure.user if tenure else None


def hand_over(post: Post, user: User | None) -> Tenure | None:
    """Ends the present tenure of a post and begins ``user``'s, if given: all that waits for the post waits for the new holder from then on.

    Nothing is written to the log; pages and commands go by :func:`duixian.web.accounts.offices.seat`.
    """
    now = timezone.now()
    with transaction.atomic():
        Post.objects.select_for_update().get(pk=post.pk)
        present = post.tenures.filter(until=None).first()
        if present is not None and user is not None and present.user_id == user.pk:
            return present
        if present is not None:
            present.until = max(now, present.since)
            present.save(update_fields=["until"])
        return Tenure.objects.create(post=post, user=user, since=now) if user else None
