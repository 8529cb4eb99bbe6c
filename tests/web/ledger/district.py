"""A small district for tests: everybody signs in as the name of the post, e.g. ``officer1`` of the first department."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from duixian.web.accounts.models import Office, OfficeKind, Post, PostRole, Role, User
from duixian.web.accounts.posts import hand_over
from duixian.web.archive.models import Place
from duixian.web.ledger.acting import act, create
from duixian.web.ledger.models import Item, Ledger
from duixian.web.ledger.states import Act

__all__ = ["District", "build", "seat"]


@dataclass
class District:
    ledger: Ledger
    offices: dict[str, Office] = field(default_factory=dict)
    posts: dict[str, Post] = field(default_factory=dict)
    people: dict[str, User] = field(default_factory=dict)

    def user(self, name: str) -> User:
        """The person of that name, as a page would have it: with nothing asked before."""
        return User.objects.get(username=name)

    def draft(self, **given: Any) -> Item:
        """A draft that could be assigned to the first department."""
        said = {"title": "新建公园三处", "kind": "goal", "unit": "处", "target": "3", "deadline": "2026-12-31", "lead": self.offices["department1"].pk}
        return create(self.ledger, self.user("delivery"), {**said, **given})

    def at_work(self, **given: Any) -> Item:
        """An item that was accepted and has an approved entry."""
        item = self.draft(**given)
        act(item, Act.ASSIGN, self.user("delivery"))
        act(item, Act.ACCEPT, self.user("officer1"))
        act(item, Act.REPORT, self.user("officer1"), {"as_of": "2026-03-31", "value": "1", "text": "建成一处"})
        act(item, Act.APPROVE, self.user("head1"), {"entry": item.entries.get().pk})
        return item


def build() -> District:
    place = Place.objects.get_or_create(slug="invented", defaults={"name": "临湖区"})[0]
    one = District(Ledger.objects.create(place=place, year=2026, title="临湖区2026年台账"))
    seat(one, "delivery", "政府督查室", OfficeKind.DELIVERY, ("delivery", "督查员", PostRole.DELIVERY))
    seat(one, "leadership", "区政府", OfficeKind.LEADERSHIP, ("leader", "副区长", PostRole.LEADER))
    seat(one, "audit", "区审计局", OfficeKind.AUDIT, ("auditor", "审计员", PostRole.AUDITOR))
    for number, name in enumerate(("区住房建设局", "区发展改革局"), 1):
        seats = (f"officer{number}", "联络员", PostRole.OFFICER), (f"head{number}", "局长", PostRole.HEAD)
        seat(one, f"department{number}", name, OfficeKind.DEPARTMENT, *seats)
    for number, name in enumerate(("东湖街道", "西湖街道"), 1):
        street = seat(one, f"street{number}", name, OfficeKind.STREET, (f"street{number}", "办事处主任", PostRole.STREET))
        seat(one, f"community{number}", f"{name}柳岸社区", OfficeKind.COMMUNITY, (f"community{number}", "网格员", PostRole.COMMUNITY), parent=street)
    return one


def seat(one: District, key: str, name: str, kind: OfficeKind, *seats: tuple[str, str, PostRole], parent: Office | None = None) -> Office:
    """Adds an office with its posts, each held by somebody: (user name, title, role)."""
    office = one.offices[key] = Office.objects.create(code=key, name=name, kind=kind, parent=parent)
    for username, title, role in seats:
        post = one.posts[username] = Post.objects.create(office=office, title=title, role=role)
        user = one.people[username] = User.objects.create_user(username=username, password="long enough 7", role=Role.READER, name=f"{title}甲")
        hand_over(post, user)
    return office
