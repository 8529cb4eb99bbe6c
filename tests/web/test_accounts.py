"""Accounts: signing in, being slowed down when guessing, one's own account, and administering."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from duixian.web.accounts import attempts, people
from duixian.web.accounts.models import Attempt, Role, Token, User

pytestmark = pytest.mark.django_db
PASSWORD = "long enough 7"


@pytest.fixture(autouse=True)
def _fast(settings: pytest.FixtureRequest) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # type: ignore[attr-defined]


@pytest.fixture
def english() -> Client:
    return Client(headers={"accept-language": "en"})


def sign_in(client: Client, name: str, password: str, **extra: str) -> int:
    return client.post(reverse("accounts:sign-in"), {"username": name, "password": password}, **extra).status_code


def test_signing_in_leads_back_and_speaks_the_users_language(client: Client, reader: User) -> None:
    reader.language = "en"
    reader.save()
    answer = client.post(reverse("accounts:sign-in") + "?next=/about/", {"username": "reader", "password": PASSWORD, "next": "/about/"})
    assert (answer.status_code, answer["Location"]) == (302, "/about/")
    assert client.cookies["django_language"].value == "en"
    assert "My account" in client.get(reverse("accounts:profile")).content.decode()
    away = client.post(reverse("accounts:sign-in"), {"username": "reader", "password": PASSWORD, "next": "https://elsewhere.example/"})
    assert away["Location"] == "/", "nobody is led elsewhere"
    assert client.post(reverse("accounts:sign-out")).status_code == 302
    assert client.get(reverse("accounts:profile")).status_code == 302


def test_a_wrong_password_says_the_same_whether_or_not_the_name_exists(english: Client, reader: User, administrator: User) -> None:
    people.change(reader, active=False)
    said = set()
    for name, password in (("administrator", "wrong"), ("nobody", "wrong"), ("reader", "wrong"), ("reader", PASSWORD)):
        page = english.post(reverse("accounts:sign-in"), {"username": name, "password": password}).content.decode()
        said.add(re.sub(r'value="[^"]*"', "", re.search(r"<form class=\"form\".*?</form>", page, re.DOTALL)[0]))  # type: ignore[index]
    assert len(said) == 1
    assert "do not go together" in said.pop()


def test_after_wrong_passwords_one_must_wait(english: Client, reader: User, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(5):
        assert sign_in(english, "reader", "wrong") == 200
    answer = english.post(reverse("accounts:sign-in"), {"username": "Reader", "password": PASSWORD})
    assert answer.status_code == 429
    assert "Wait 15 min" in answer.content.decode()
    assert sign_in(english, "reader", PASSWORD) == 429, "the right password does not help now"
    assert sign_in(english, "reader", PASSWORD, REMOTE_ADDR="192.0.2.7") == 302, "from elsewhere it does"
    assert Attempt.objects.count() == 5, "refused attempts do not lengthen the wait"
    Attempt.objects.update(at=timezone.now() - timedelta(minutes=16))
    assert sign_in(english, "reader", PASSWORD) == 302
    assert Attempt.objects.count() == 0


def test_names_that_do_not_exist_wait_as_well(client: Client) -> None:
    assert [sign_in(client, "nobody", "wrong") for _ in range(6)] == [200] * 5 + [429]
    assert not Attempt.objects.filter(name__contains="nobody").exists(), "what was typed is not kept"


def test_many_names_from_one_address_and_one_name_from_many_wait() -> None:
    for number in range(50):
        attempts.begin(f"name {number}", "192.0.2.1")
        attempts.begin("one", f"198.51.100.{number}")
    for name, address in (("another", "192.0.2.1"), ("one", "203.0.113.1")):
        with pytest.raises(attempts.TooManyAttempts):
            attempts.begin(name, address)
    attempts.begin("another", "203.0.113.1")


def test_what_a_proxy_says_counts_only_where_there_is_one(client: Client, reader: User, settings: pytest.FixtureRequest) -> None:
    for number in range(6):
        last = sign_in(client, "reader", "wrong", HTTP_X_FORWARDED_FOR=f"192.0.2.{number}")
    assert last == 429, "without a proxy the header is anybody's word"
    settings.PROXIES = 1  # type: ignore[attr-defined]
    assert sign_in(client, "reader", PASSWORD, HTTP_X_FORWARDED_FOR="127.0.0.1, 192.0.2.99") == 302


def test_profile_keeps_name_unit_and_language(client: Client, reader: User) -> None:
    client.force_login(reader)
    answer = client.post(reverse("accounts:profile"), {"name": "<b>周岚</b>", "unit": "区发展改革局", "language": "zh-hans"})
    assert answer.status_code == 302
    page = client.get(reverse("accounts:profile")).content.decode()
    assert "&lt;b&gt;周岚&lt;/b&gt;" in page
    assert "<b>周岚" not in page
    reader.refresh_from_db()
    assert (reader.unit, reader.language, reader.role) == ("区发展改革局", "zh-hans", Role.READER)


def test_profile_changes_no_role(client: Client, reader: User) -> None:
    client.force_login(reader)
    client.post(reverse("accounts:profile"), {"name": "", "unit": "", "language": "", "role": "administrator", "is_superuser": "1", "is_active": ""})
    reader.refresh_from_db()
    assert (reader.role, reader.is_superuser, reader.is_active) == (Role.READER, False, True)


def test_changing_the_password_signs_other_browsers_out(client: Client, reader: User) -> None:
    other = Client()
    for browser in (client, other):
        browser.force_login(reader)
    new = {"old_password": PASSWORD, "new_password1": "quite another 9", "new_password2": "quite another 9"}
    assert client.post(reverse("accounts:password"), {**new, "old_password": "wrong"}).status_code == 200
    assert client.post(reverse("accounts:password"), new).status_code == 302
    assert client.get(reverse("accounts:profile")).status_code == 200
    assert other.get(reverse("accounts:profile")).status_code == 302


def test_a_weak_password_is_refused(client: Client, reader: User) -> None:
    client.force_login(reader)
    for weak in ("short 7", "12345678901", "password1234", "reader1234"):
        answer = client.post(reverse("accounts:password"), {"old_password": PASSWORD, "new_password1": weak, "new_password2": weak})
        assert answer.status_code == 200, weak


def test_a_token_is_shown_once_and_can_be_revoked(client: Client, reader: User, corrector: User) -> None:
    client.force_login(reader)
    answer = client.post(reverse("accounts:tokens"), {"label": "<script>notebook"})
    key = re.search(r"dx_[\w-]{40,}", answer.content.decode())
    assert key is not None
    assert "no-store" in answer["Cache-Control"]
    token = Token.objects.get()
    assert token.digest == Token.digest_of(key[0])
    page = client.get(reverse("accounts:profile")).content.decode()
    assert key[0] not in page
    assert "&lt;script&gt;notebook" in page
    stranger = Client()
    stranger.force_login(corrector)
    assert stranger.post(reverse("accounts:token-revoke", args=[token.pk])).status_code == 404
    assert client.post(reverse("accounts:token-revoke", args=[token.pk])).status_code == 302
    token.refresh_from_db()
    assert token.revoked_at is not None
    assert client.post(reverse("accounts:tokens"), {"label": ""}).status_code == 400


def test_an_administrator_makes_an_account_that_must_change_its_password(client: Client, administrator: User) -> None:
    client.force_login(administrator)
    answer = client.post(reverse("accounts:user-add"), {"username": "周岚", "name": "周岚", "unit": "督查室", "role": "corrector"})
    password = re.search(r"<code>([a-z0-9-]{19})</code>", answer.content.decode())
    assert password is not None
    assert "no-store" in answer["Cache-Control"]
    newcomer = Client()
    assert sign_in(newcomer, "周岚", password[1]) == 302
    for path in ("/", reverse("accounts:profile"), reverse("archive:reports")):
        assert newcomer.get(path)["Location"] == reverse("accounts:password"), path
    assert newcomer.get(reverse("accounts:password")).status_code == 200
    new = {"old_password": password[1], "new_password1": "quite another 9", "new_password2": "quite another 9"}
    assert newcomer.post(reverse("accounts:password"), new).status_code == 302
    assert newcomer.get(reverse("accounts:profile")).status_code == 200
    assert client.post(reverse("accounts:user-add"), {"username": "周岚", "role": "reader"}).status_code == 400, "the name is taken"
    assert client.post(reverse("accounts:user-add"), {"username": "zhou lan", "role": "reader"}).status_code == 400


def test_a_reset_signs_out_and_takes_tokens_back(client: Client, administrator: User, reader: User) -> None:
    Token.issue(reader, "notebook")
    theirs = Client()
    theirs.force_login(reader)
    client.force_login(administrator)
    answer = client.post(reverse("accounts:user-reset", args=[reader.pk]))
    assert re.search(r"<code>[a-z0-9-]{19}</code>", answer.content.decode())
    assert theirs.get(reverse("accounts:profile")).status_code == 302
    assert Token.objects.get().revoked_at is not None
    assert sign_in(theirs, "reader", PASSWORD) == 200


def test_a_disabled_account_is_out_at_once(client: Client, administrator: User, reader: User) -> None:
    theirs = Client()
    theirs.force_login(reader)
    client.force_login(administrator)
    client.post(reverse("accounts:user-disable", args=[reader.pk]), {"active": "0"})
    assert theirs.get(reverse("accounts:profile")).status_code == 302
    assert sign_in(theirs, "reader", PASSWORD) == 200
    client.post(reverse("accounts:user-disable", args=[reader.pk]), {"active": "1"})
    assert sign_in(theirs, "reader", PASSWORD) == 302


def test_the_last_administrator_stays(client: Client, administrator: User, reader: User) -> None:
    client.force_login(administrator)
    for change in ({"role": Role.READER}, {"active": False}):
        with pytest.raises(ValidationError):
            people.change(administrator, **change)  # type: ignore[arg-type]
    assert client.post(reverse("accounts:user", args=[administrator.pk]), {"name": "", "unit": "", "role": "reader"}).status_code == 200
    client.post(reverse("accounts:user-disable", args=[administrator.pk]), {"active": "0"})
    administrator.refresh_from_db()
    assert (administrator.role, administrator.is_active) == (Role.ADMINISTRATOR, True)
    people.change(reader, role=Role.ADMINISTRATOR)
    people.change(administrator, role=Role.EDITOR)
    assert people.administrators() == 1


def test_the_list_of_accounts_takes_as_many_queries_for_many(client: Client, administrator: User, django_assert_num_queries: object) -> None:
    client.force_login(administrator)
    for number in range(60):
        User.objects.create(username=f"user{number:02}", unit="督查室" if number % 2 else "")
    with django_assert_num_queries(5):  # type: ignore[operator]  # session, user, count, page, posts
        page = client.get(reverse("accounts:users"))
    assert page.content.decode().count("<tr>") == 51
    assert client.get(reverse("accounts:users"), {"q": "督查"}).content.decode().count("<tr>") == 31
    assert client.get(reverse("accounts:users"), {"role": "administrator"}).content.decode().count("<tr>") == 2
    assert "<table" not in client.get(reverse("accounts:users"), {"q": "none such"}).content.decode()


def test_pages_of_accounts_in_both_languages(client: Client, administrator: User, reader: User) -> None:
    client.force_login(administrator)
    for name, args in (("profile", []), ("password", []), ("users", []), ("user-add", []), ("user", [reader.pk])):
        for language in ("zh-hans", "en"):
            answer = client.get(reverse(f"accounts:{name}", args=args), headers={"accept-language": language})
            assert answer.status_code == 200
            words = re.sub(r"<[^>]+>", "", answer.content.decode().split("<main")[1].split("</main>")[0])
            han = len(re.findall(r"[\u4e00-\u9fff]", words.replace("甲", "").replace("中文", "")))
            assert bool(han) == (language == "zh-hans"), words
