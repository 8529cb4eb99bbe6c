"""Every address × every role × every post: who gets in and who does not, from the table of addresses itself. An address without a rule here fails."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from http.cookies import SimpleCookie
from pathlib import Path

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from duixian.web.accounts.models import PostRole, Role, Token, User
from duixian.web.accounts.permissions import MAY, MAY_IN_POST, Action
from duixian.web.accounts.posts import held
from duixian.web.archive.models import Batch, Commitment, Fact, Finding, Outcome, Reply, Report
from tests.web.known import Ground
from tests.web.ledger.district import build

Address = Callable[[str, URLPattern], str]
pytestmark = pytest.mark.django_db

OPEN = {
    "accounts:sign-in", "accounts:sign-out", "accounts:oidc", "accounts:oidc-back", "set_language", "theme", "archive:health",
    "public:board", "public:item", "public:feed", "public:item-feed", "public:evidence", "public:voice", "public:suggest", "public:answer",
}  # fmt: skip
"""What everybody reaches, also where the archive is not public: signing in needs it, it says nothing of the archive, or it is the public board."""
OWN = {
    "accounts:profile", "accounts:password", "accounts:tokens", "accounts:token-revoke", "accounts:sessions", "accounts:session-end", "accounts:sessions-end-others",
}  # fmt: skip
"""One's own account: whoever has signed in."""
READ = {
    "archive:home", "archive:about", "archive:reports", "archive:report", "archive:original", "archive:report-text", "archive:record", "archive:margin",
    "archive:labels", "archive:places", "archive:place", "archive:scoreboard", "archive:goals", "archive:indicators", "archive:indicator",
    "archive:levels", "archive:joinings", "archive:comparison", "archive:map", "archive:wording", "archive:outcome", "archive:evidence-file",
    "archive:findings", "archive:search", "archive:chart", "archive:downloads", "archive:package", "archive:begin-package", "archive:panel",
    "archive:every-series", "archive:api-docs",
}  # fmt: skip
"""What those may who may read. Every other address must say by ``@require`` which right it needs."""
SENDS = {"archive:joinings": Action.CORRECT, "ledger:year-end": Action.BREAK_DOWN, "ledger:differences": Action.BREAK_DOWN}
"""Pages that more may read than send their form, and what one needs for that."""
ROWS = {"ledger:case", "ledger:case-paper", "ledger:paper", "ledger:slip", "ledger:slip-docx", "ledger:slip-step", "ledger:visit", "ledger:act", "ledger:publication-edit"}
"""Pages of which not everybody with the right sees every row: whose it is, the tests of their room tell."""
POSTS = ("delivery", "leader", "auditor", "officer1", "head1", "street1", "community1")
"""Who holds a post of each role in the small district."""
ELSEWHERE = ("api-",)
"""Namespaces that have keys of their own and tests of their own (tests/web/test_api*.py)."""
ROLES = ("", *Role.values)


def addresses(patterns: list[URLPattern | URLResolver] | None = None, within: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every address of the workspace with its full name."""
    for one in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(one, URLResolver):
            inner = f"{within}{one.namespace}:" if one.namespace else within
            if not (one.namespace or "").startswith(ELSEWHERE):
                yield from addresses(one.url_patterns, inner)
        else:
            yield f"{within}{one.name}", one


NAMES = sorted({name for name, _ in addresses()})


def needs(name: str) -> Action | None:
    """The right that the view of an address says it needs."""
    found = {getattr(one.callback, "needs", None) for each, one in addresses() if each == name}
    assert len(found) == 1
    return found.pop()


@pytest.mark.parametrize("name", NAMES)
def test_every_address_has_one_rule(name: str) -> None:
    right = needs(name)
    rules = [name in OPEN, name in OWN, name in READ or right is Action.READ, right not in (None, Action.READ)]
    assert sum(rules) == 1, "list it in tests/web/test_permissions.py, or protect its view by @require"


def test_no_rule_is_left_for_an_address_that_is_gone() -> None:
    assert (OPEN | OWN | READ) - set(NAMES) == set()


@pytest.fixture
def url(archive: list[Report], administrator: User, tmp_path: Path) -> Address:
    """Gives the address of a name with parameters that are there."""
    report = archive[-1]
    ground = Ground(build())
    token, _ = Token.issue(administrator, "notebook")
    outcome = Outcome.objects.order_by("pk")[0]
    reply = Reply.objects.create(report=outcome.goal_report, start=outcome.goal_start, end=outcome.goal_end, outcome=outcome.outcome, text="已完成", by=administrator)
    finding = Finding.objects.order_by("pk").first()
    values = {
        "ref": report.ref, "slug": report.place.slug if report.place else "", "year": report.year, "sort": "fact", "outcome": outcome.outcome,
        "record": Fact.objects.filter(report=report)[0].record, "key": Fact.objects.filter(report=report)[0].key,
        "finding": finding.finding if finding else "x", "digest": "0" * 32, "name": "series", "pk": 1, "token": token.pk,
        "commitment": Commitment.objects.filter(report=report)[0].record,
    }  # fmt: skip
    own = {"archive:evidence-file": {"pk": reply.pk}, "archive:batch": {"pk": Batch.objects.order_by("pk")[0].pk}, "archive:labels": {"sort": "facts"}}
    own |= {name: {"pk": administrator.pk} for name in NAMES if name.startswith("accounts:user")}
    own["accounts:token-revoke"] = {"pk": token.pk}

    def address(name: str, pattern: URLPattern) -> str:
        told = {**values, **own.get(name, {}), **ground.parameters(name)}
        parameters = getattr(pattern.pattern, "converters", None) or pattern.pattern.regex.groupindex
        return reverse(name, kwargs={parameter: told.get(parameter, "x") for parameter in parameters})

    return address


def refused(answer: HttpResponse) -> bool:
    return answer.status_code == 403 or (answer.status_code == 302 and answer["Location"].startswith(reverse("accounts:sign-in")))


class Person:
    """Somebody with a browser; what a request does is taken back, so that each finds everything as it was."""

    def __init__(self, name: str, user: User | None) -> None:
        self.name, self.user = name, user
        self.rights = MAY[Role(user.role)].union(*(MAY_IN_POST[PostRole(post.role)] for post in held(user))) if user else frozenset()
        self._client = Client(raise_request_exception=False)
        if user:
            self._client.force_login(user)
        self._cookies = self._client.cookies.output(header="", sep="; ")

    def ask(self, method: str, address: str) -> HttpResponse:
        self._client.cookies = SimpleCookie(self._cookies)
        with transaction.atomic():
            answer: HttpResponse = self._client.generic(method, address)
            if getattr(answer, "streaming", False):
                answer.close()
            transaction.set_rollback(True)
        return answer

    def wrong(self, name: str, address: str, public: bool) -> Iterator[tuple[str, str, str, int]]:
        """What is not as the rules say at an address."""
        for method in ("GET", "POST"):
            answer = self.ask(method, address)
            may = allowed(name, self, public, method)
            out = refused(answer)
            if answer.status_code >= 500:
                yield self.name, name, f"broke at {method}", answer.status_code
            elif answer.status_code == 405:
                continue
            elif out and may and not self._by_row(name, method):
                yield self.name, name, f"kept out at {method}", answer.status_code
            elif not out and not may:
                yield self.name, name, f"let in at {method}", answer.status_code
            if self.user is None and not may and answer.status_code == 403:
                yield self.name, name, "not asked to sign in", 403

    def _by_row(self, name: str, method: str) -> bool:
        """Whether the row itself may be another's: where a page sends something, it must be; where it shows, only some."""
        return name in ROWS or (name.startswith("ledger:") and method == "POST")


def test_each_role_and_post_gets_in_where_it_may_and_nowhere_else(url: Address, settings: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who has not signed in, readers and administrators are tried at every address, all others at those that need more than reading."""
    # Made beside the request; a database in memory cannot be read from there.
    monkeypatch.setattr("duixian.web.archive.package.make_package", lambda: None)
    places = [(name, url(name, pattern)) for name, pattern in addresses()]
    wrong = []
    for person in people(*ROLES, *POSTS):
        everywhere = person.name in ("", Role.READER, Role.ADMINISTRATOR)
        wrong += [one for name, address in places if everywhere or name not in READ | OPEN or name in SENDS for one in person.wrong(name, address, True)]
    assert not wrong, "\n".join(str(one) for one in wrong)


def test_a_closed_archive_is_shown_to_nobody_who_has_not_signed_in(url: Address, settings: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.PUBLIC = False  # type: ignore[attr-defined]
    monkeypatch.setattr("duixian.web.archive.package.make_package", lambda: None)
    wrong = [one for person in people("", "reader") for name, pattern in addresses() for one in person.wrong(name, url(name, pattern), False)]
    assert not wrong, "\n".join(str(one) for one in wrong)


def people(*names: str) -> Iterator[Person]:
    """Those who sign in by these names; a role nobody has yet gets somebody, and an empty name has not signed in."""
    for name in names:
        user = User.objects.filter(username=name).first()
        yield Person(name, user or (User.objects.create_user(username=name, password="long enough 7", role=name) if name else None))


def allowed(name: str, person: Person, public: bool, method: str) -> bool:
    """Whether somebody gets in at an address."""
    if method == "POST" and name in SENDS:
        return SENDS[name] in person.rights
    if name in OPEN:
        return True
    right = needs(name)
    if name in READ or right is Action.READ:
        return public or person.user is not None
    return person.user is not None and (name in OWN or right in person.rights)


def test_every_post_is_tried(url: Address) -> None:
    assert {post.role for person in people(*POSTS) if person.user for post in held(person.user)} == set(PostRole)


def test_forms_are_refused_without_their_token(administrator: User, url: Address) -> None:
    """Nothing is changed by a form that another site makes a browser send."""
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    client.force_login(administrator)
    for name, pattern in addresses():
        assert client.post(url(name, pattern), {}).status_code in (403, 405), name
