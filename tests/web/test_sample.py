"""The invented district: what it holds, and that it keeps away from a district that works."""

from __future__ import annotations

import pytest
from django.test import Client

from duixian.web.accounts import sample
from duixian.web.accounts.models import Office, OfficeKind, Post, PostRole, Tenure, User
from duixian.web.ledger.refusals import Refused

pytestmark = pytest.mark.django_db


def test_the_invented_district_is_whole() -> None:
    shown = sample.load()
    counts = {kind: Office.objects.filter(kind=kind).count() for kind in OfficeKind}
    assert counts == {"delivery": 1, "leadership": 1, "department": 30, "street": 12, "community": 36, "audit": 1}
    assert Post.objects.filter(role=PostRole.LEADER).count() == 6
    assert {one.post.role for one in shown} == set(PostRole)
    assert not Office.objects.filter(kind=OfficeKind.DEPARTMENT, leaders=None).exists(), "every department is in a leader's charge"
    assert all(office.duties for office in Office.objects.filter(kind=OfficeKind.DEPARTMENT))
    assert not Post.objects.exclude(tenures__until=None, tenures__isnull=False).exists(), "every post is held"
    names = list(User.objects.values_list("name", flat=True))
    assert len(set(names)) == len(names)


def test_loading_again_changes_nothing() -> None:
    sample.load()
    before = [list(model.objects.order_by("pk").values()) for model in (Office, Post, Tenure, User)]
    sample.load()
    assert [list(model.objects.order_by("pk").values()) for model in (Office, Post, Tenure, User)] == before


def test_its_people_sign_in_with_the_password_of_the_demonstration_only() -> None:
    sample.load()
    assert not any(user.has_usable_password() for user in User.objects.all())
    shown = sample.load("long enough 7")
    assert all(Client().login(username=one.username, password="long enough 7") for one in shown)


def test_it_is_not_mixed_with_a_district_that_works() -> None:
    Office.objects.create(code="own", name="某区教育局", kind=OfficeKind.DEPARTMENT)
    with pytest.raises(Refused):
        sample.load()
    assert Office.objects.count() == 1
