"""Saying of a difference why it is none, or what was made of it."""

from __future__ import annotations

from django.utils.translation import gettext as _

from duixian.web.accounts.models import PostRole, User
from duixian.web.accounts.posts import held
from duixian.web.ledger.keeping.differences import Sort
from duixian.web.ledger.keeping.models import Explanation
from duixian.web.ledger.log import Actor, before, in_turn, write
from duixian.web.ledger.models import Item
from duixian.web.ledger.refusals import Lacking, NotYours

__all__ = ["explain"]

_LONGEST = 2000


def explain(item: Item, sort: str, text: str, user: User, *, key: str = "") -> Explanation:
    """Keeps what the delivery office says of a difference, beside what was said before.

    Raises:
        Refused: nothing was said, there is no such sort, or the user is not of the delivery office.
    """
    text = text.strip()
    if sort not in Sort.__members__.values():
        raise Lacking(_("There is no such difference."), "sort")
    if not text or len(text) > _LONGEST:
        raise Lacking(_("Say in up to %(most)s characters why they differ.") % {"most": _LONGEST}, "text")
    with in_turn():
        post = next((one for one in held(user) if one.role == PostRole.DELIVERY), None)
        if post is None:
            raise NotYours(_("Only the delivery office explains differences."))
        given = {"sort": sort, "text": text}
        repeated = before(Actor(user, post), key, "item", item.pk, "explain", given)
        if repeated is not None:
            return Explanation.objects.get(event=repeated)
        event = write("item", item.pk, "explain", Actor(user, post), reason=text, data={"sort": sort}, key=key, given=given, states=(item.state, item.state))
        return Explanation.objects.create(item=item, sort=sort, event=event, text=text)
