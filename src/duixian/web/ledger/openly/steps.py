"""Publishing: one person of the delivery office proposes, another person approves; what was published is changed the same way, or withdrawn. Each step stands in the log."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from django.utils.translation import gettext as _

from duixian.web.accounts.models import Office, OfficeKind, PostRole, User
from duixian.web.archive.attachments import plain_name
from duixian.web.archive.originals import keep, original
from duixian.web.ledger.assessment.turns import acting, filled, in_state, taken
from duixian.web.ledger.log import before, in_turn, moment, write
from duixian.web.ledger.models import Item, Paper, State
from duixian.web.ledger.openly.checking import Flag, flags_in
from duixian.web.ledger.openly.cleaning import Clean, cleaned
from duixian.web.ledger.openly.facts import FIELDS, facts_of, texts_of
from duixian.web.ledger.openly.flow import SUBJECT, show
from duixian.web.ledger.openly.models import (
    Evidence,
    Publication,
    PublicationState,
    Update,
    UpdateKind,
    Version,
    VersionState,
)
from duixian.web.ledger.refusals import Lacking, NotNow, NotYours

__all__ = ["Draft", "Unexplained", "approve", "check", "drafted", "plain_text", "propose", "refuse", "release", "withdraw"]

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffe\uffff]|[\ud800-\udfff]")
_LONGEST = 5000
_MOST_FILES = 12
_MOST_BYTES = 20 * 1024 * 1024
_OUT = (State.MERGED, State.DROPPED)


class Draft(NamedTuple):
    """What somebody wants to publish of an item: ``papers`` are keys of files with the names they go out under."""

    title: str
    text: str
    section: str = ""
    fields: tuple[str, ...] = ()
    streets: tuple[int, ...] = ()
    papers: tuple[tuple[int, str], ...] = ()
    why: str = ""


class Unexplained(Lacking):
    """The check found something of which nobody has said why it may be published; ``flags`` is all that it found."""

    code = "unexplained"

    def __init__(self, flags: list[Flag]) -> None:
        super().__init__(_("The check found something: change the text, or say of each why it may be published."), "explained")
        self.flags = flags


class _Checked(NamedTuple):
    flags: list[Flag]
    files: list[tuple[Paper, str, Clean]]


def plain_text(text: object) -> str:
    """Gives what somebody wrote without characters that are none, lines ended the one way.

    >>> plain_text(" a\\r\\nb\\x00 ")
    'a\\nb'
    """
    return _CONTROL.sub("", str(text or "").replace("\r\n", "\n").replace("\r", "\n")).strip()


def drafted(item: Item) -> Draft:
    """Gives a first draft from the item: its title and text, where it stands in the report, the streets that take part, everything that may be shown."""
    said = [one for one in item.sources.all() if one.ref]
    offices = [item.lead, *item.supporting.all()] if item.lead else list(item.supporting.all())
    streets = tuple(one.pk for one in offices if one is not None and one.kind == OfficeKind.STREET)
    return Draft(plain_text(item.title), plain_text(item.text or item.title), plain_text(item.section) if said else "", tuple(FIELDS), streets)


def check(item: Item, draft: Draft) -> list[Flag]:
    """Gives what the check finds in all that would go out: the text, the facts, the files.

    Raises:
        Lacking: a file is of a kind that does not go out.
    """
    return _checked(item, draft).flags


def propose(item: Item, user: User, draft: Draft, explained: Mapping[str, str], *, revision: int | None = None, key: str = "") -> Version:
    """Proposes what is published of an item; a proposal that waits is replaced. ``explained`` says of each flag, by its key, why it may go out.

    Raises:
        Unexplained: the check found something that is not explained.
        Refused: it is not done, and why.
    """
    actor = acting(user, PostRole.DELIVERY)
    given = {**draft._asdict(), "explained": dict(explained)}
    filled(given, "title", _("Public title"), 200)
    filled(given, "text", _("Public text"), _LONGEST)
    if len(draft.section) > 400:
        raise Lacking(_("“%(name)s” is too long: up to %(most)s characters.") % {"name": _("Section"), "most": 400}, "section")
    checked = _checked(item, draft)
    why = {name: plain_text(said)[:400] for name, said in explained.items()}
    if any(not why.get(one.key) for one in checked.flags):
        raise Unexplained(checked.flags)
    with in_turn():
        locked = Item.objects.select_for_update(of=("self",)).select_related("ledger").get(pk=item.pk)
        row = Publication.objects.select_for_update(of=("self",)).select_related("current").filter(item=locked).first()
        if row is not None:
            repeated = before(actor, key, SUBJECT, row.pk, "propose", given)
            if repeated is not None:
                return Version.objects.get(pk=repeated.data["version"])
        if locked.state in _OUT:
            raise NotNow(_("This cannot be done to an item in the state “%(state)s”.") % {"state": locked.get_state_display()})
        if row is None:
            row = Publication.objects.create(item=locked, kind=locked.kind, year=locked.ledger.year, theme=locked.theme, section=draft.section)
        row, _repeated = taken(Publication, row.pk, SUBJECT, "propose", actor, given, revision=revision, key="")
        row.versions.filter(state=VersionState.PROPOSED).update(state=VersionState.REPLACED)
        last = row.versions.order_by("-number").values_list("number", flat=True).first() or 0
        flags = [{**one._asdict(), "why": why[one.key]} for one in checked.flags]
        version = Version.objects.create(
            publication=row, number=last + 1, title=draft.title, text=draft.text, section=draft.section, fields=[name for name in FIELDS if name in draft.fields],
            streets=list(draft.streets), flags=flags, why=draft.why, by=user, at=moment(),
        )  # fmt: skip
        for paper, name, clean in checked.files:
            kept = keep([clean.content])
            Evidence.objects.create(version=version, paper=paper, name=name, sha256=kept.sha256, size=kept.size, sort=clean.sort)
        row.revision += 1
        row.save(update_fields=["revision"])
        said = {"item": locked.pk, "version": version.pk, "public_title": draft.title, "public_text": draft.text, "fields": version.fields, "flags": flags, "files": [one[1] for one in checked.files]}
        write(SUBJECT, row.pk, "propose", actor, states=(row.state, row.state), reason=draft.why, data=said, key=key, given=given)
        return version


def approve(row: Publication, user: User, *, revision: int | None = None, key: str = "") -> Publication:
    """Publishes what waits: somebody of the delivery office or a district leader does, and never who proposed it.

    Raises:
        Unexplained: progress that came since names something that nobody has explained.
        Refused: it is not done, and why.
    """
    actor = acting(user, PostRole.DELIVERY, PostRole.LEADER)
    with in_turn():
        row, repeated = taken(Publication, row.pk, SUBJECT, "approve", actor, {}, revision=revision, key=key)
        if repeated is not None:
            return row
        version = _waiting(row)
        if version.by_id == user.pk:
            raise NotYours(_("Two persons publish: somebody else must approve what you proposed."))
        item = Item.objects.select_related("lead").get(pk=row.item_id)
        facts = facts_of(item, version.fields)
        known = {one["key"] for one in version.flags}
        fresh = [one for one in flags_in(texts_of(facts)) if one.key not in known]
        if fresh:
            raise Unexplained(fresh)
        version.state, version.decided_by, version.decided_at = VersionState.APPROVED, user, moment()
        version.save(update_fields=["state", "decided_by", "decided_at"])
        first = row.state != PublicationState.PUBLISHED
        old, row.state, row.current, row.section = row.state, PublicationState.PUBLISHED, version, version.section
        row.kind, row.theme, row.withdrawn_at, row.withdrawn_why = item.kind, item.theme, None, ""
        row.first_at = row.first_at or version.decided_at
        row.revision += 1
        row.streets.set(Office.objects.filter(pk__in=version.streets, kind=OfficeKind.STREET))
        if first:
            row.facts = facts  # what was before it was published is no news
        write(SUBJECT, row.pk, "approve", actor, states=(old, row.state), data={"version": version.pk}, key=key, given={})
        row.save()
        show(row, facts, actor)
        Update.objects.create(publication=row, at=row.changed_at or version.decided_at, kind=UpdateKind.PUBLISHED if first else UpdateKind.CHANGED)
        return row


def refuse(row: Publication, user: User, reason: str, *, revision: int | None = None, key: str = "") -> Publication:
    """Sends back what waits, with the reason; whoever proposed it may take it back so.

    Raises:
        Refused: it is not done, and why.
    """
    actor = acting(user, PostRole.DELIVERY, PostRole.LEADER)
    said = {"reason": filled({"reason": plain_text(reason)}, "reason", _("Reason"), 2000)}
    with in_turn():
        row, repeated = taken(Publication, row.pk, SUBJECT, "refuse", actor, said, revision=revision, key=key)
        if repeated is not None:
            return row
        version = _waiting(row)
        version.state, version.decided_by, version.decided_at, version.answer = VersionState.REFUSED, user, moment(), said["reason"]
        version.save(update_fields=["state", "decided_by", "decided_at", "answer"])
        row.revision += 1
        row.save(update_fields=["revision"])
        write(SUBJECT, row.pk, "refuse", actor, states=(row.state, row.state), reason=said["reason"], data={"version": version.pk}, key=key, given=said)
        return row


def withdraw(row: Publication, user: User, reason: str, *, revision: int | None = None, key: str = "") -> Publication:
    """Takes an item off the board at once: one person is enough for that. Its address says then that it was withdrawn.

    Raises:
        Refused: it is not done, and why.
    """
    actor = acting(user, PostRole.DELIVERY, PostRole.LEADER)
    said = {"reason": filled({"reason": plain_text(reason)}, "reason", _("Reason"), 2000)}
    with in_turn():
        row, repeated = taken(Publication, row.pk, SUBJECT, "withdraw", actor, said, revision=revision, key=key)
        if repeated is not None:
            return row
        in_state(row, [PublicationState.PUBLISHED])
        event = write(SUBJECT, row.pk, "withdraw", actor, states=(row.state, PublicationState.WITHDRAWN), reason=said["reason"], key=key, given=said)
        row.state, row.withdrawn_at, row.withdrawn_why, row.waiting = PublicationState.WITHDRAWN, event.at, said["reason"], False
        row.changed_at = event.at
        row.revision += 1
        row.save()
        return row


def release(row: Publication, user: User, *, revision: int | None = None, key: str = "") -> Publication:
    """Shows the progress that waits for a look.

    Raises:
        Refused: it is not done, and why.
    """
    actor = acting(user, PostRole.DELIVERY)
    with in_turn():
        row, repeated = taken(Publication, row.pk, SUBJECT, "release", actor, {}, revision=revision, key=key)
        if repeated is not None:
            return row
        in_state(row, [PublicationState.PUBLISHED])
        assert row.current is not None
        facts = facts_of(Item.objects.select_related("lead").get(pk=row.item_id), row.current.fields)
        if facts == row.facts:
            raise NotNow(_("There is nothing new to show."))
        row.revision += 1
        row.save(update_fields=["revision"])
        write(SUBJECT, row.pk, "release", actor, states=(row.state, row.state), key=key, given={})
        show(row, facts, actor)
        return row


def _waiting(row: Publication) -> Version:
    version = row.versions.select_for_update(of=("self",)).filter(state=VersionState.PROPOSED).first()
    if version is None:
        raise NotNow(_("Nothing waits to be approved here."))
    return version


def _checked(item: Item, draft: Draft) -> _Checked:
    """What goes out, and what the check finds in it. Files are read and copied here, before anything is locked."""
    unknown = [name for name in draft.fields if name not in FIELDS]
    if unknown:
        raise Lacking(_("“%(name)s” is not asked for here.") % {"name": unknown[0]}, "fields")
    facts = facts_of(item, draft.fields)
    texts = {"title": draft.title, "text": draft.text, "section": draft.section, **dict(texts_of(facts))}
    if len(draft.papers) > _MOST_FILES:
        raise Lacking(_("At most %(most)s files go out with one item.") % {"most": _MOST_FILES}, "papers")
    known = {one.pk: one for one in Paper.objects.filter(event__subject="item", event__number=item.pk, pk__in=[pk for pk, _name in draft.papers])}
    files: list[tuple[Paper, str, Clean]] = []
    for pk, name in draft.papers:
        paper = known.get(pk)
        if paper is None:
            raise Lacking(_("“%(name)s” is none of those to choose from.") % {"name": name or pk}, "papers")
        if paper.size > _MOST_BYTES:
            raise Lacking(_("“%(name)s” is too large to be published: up to 20 MB.") % {"name": paper.name}, "papers")
        try:
            content = original(paper.sha256).read_bytes()
        except FileNotFoundError:
            raise Lacking(_("The file “%(name)s” is no longer there.") % {"name": paper.name}, "papers") from None
        clean = cleaned(content, paper.name)
        called = _called(name or paper.name, clean.sort)
        texts[f"name {paper.pk}"] = called
        files.append((paper, called, clean))
    return _Checked([*flags_in(texts), *_once(flag for _paper, _called, clean in files for flag in clean.flags)], files)


def _once(flags: Iterable[Flag]) -> list[Flag]:
    return list({one.key: one for one in flags}.values())


def _called(name: str, sort: str) -> str:
    """The name a file goes out under, with the ending of what it is."""
    stem = plain_name(plain_text(name))
    ending = stem.rpartition(".")[2].lower()
    return stem if ending == sort or (sort == "jpg" and ending == "jpeg") else f"{stem[:110]}.{sort}"
