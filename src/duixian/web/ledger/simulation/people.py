"""Who acts for an office in a simulation."""

from __future__ import annotations

from duixian.web.accounts.models import Office, OfficeKind, PostRole, Tenure, User
from duixian.web.accounts.posts import held

__all__ = ["People"]


class People:
    """The people of the district by office and role, each user asked for once."""

    def __init__(self) -> None:
        self._by: dict[tuple[int, str], User] = {}
        for tenure in Tenure.objects.filter(until=None, post__closed_on=None).select_related("post__office", "user").order_by("post__order", "post_id"):
            self._by.setdefault((tenure.post.office_id, tenure.post.role), tenure.user)
            self._by.setdefault((0, tenure.post.role), tenure.user)
        for user in self._by.values():
            held(user)  # kept with the user: a simulation changes nobody's post
        offices = list(Office.objects.filter(closed_on=None).order_by("id"))
        self.departments = [one for one in offices if one.kind == OfficeKind.DEPARTMENT and (one.pk, PostRole.HEAD) in self._by]
        self.streets = [one for one in offices if one.kind == OfficeKind.STREET and (one.pk, PostRole.STREET) in self._by]
        self.communities = [one for one in offices if one.kind == OfficeKind.COMMUNITY and (one.pk, PostRole.COMMUNITY) in self._by]

    @property
    def delivery(self) -> User:
        """Somebody of the delivery office."""
        return self._by[0, PostRole.DELIVERY]

    @property
    def leader(self) -> User:
        """A district leader."""
        return self._by[0, PostRole.LEADER]

    def reports(self, office: int) -> User:
        """Who reports for an office: its officer, else its head or the street's own."""
        return self._first(office, PostRole.OFFICER, PostRole.HEAD, PostRole.STREET)

    def approves(self, office: int) -> User:
        """Who approves what an office reports."""
        return self._first(office, PostRole.HEAD, PostRole.STREET)

    def of(self, office: int, role: PostRole) -> User:
        """Who holds a post of the role in an office."""
        return self._by[office, role]

    def _first(self, office: int, *roles: PostRole) -> User:
        return next(self._by[office, role] for role in roles if (office, role) in self._by)
