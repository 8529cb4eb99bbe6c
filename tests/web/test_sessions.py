"""Where people are signed in, and signing in with an identity provider that is a real process speaking HTTP."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
import requests
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from duixian.web.accounts import attempts, oidc, people
from duixian.web.accounts.models import Role, SignedIn, User

pytestmark = pytest.mark.django_db
PASSWORD = "long enough 7"


def signed_in(client: Client) -> bool:
    return client.get(reverse("accounts:profile")).status_code == 200


def browser(user: User) -> Client:
    client = Client(headers={"user-agent": "Browser of an office"})
    assert client.post(reverse("accounts:sign-in"), {"username": user.username, "password": PASSWORD}).status_code == 302
    return client


def test_one_more_browser_ends_the_one_idle_longest(reader: User, settings: pytest.FixtureRequest) -> None:
    settings.SESSIONS = 2  # type: ignore[attr-defined]
    one, two = browser(reader), browser(reader)
    SignedIn.objects.filter(key=one.session.session_key).update(seen=timezone.now() - timedelta(hours=1))
    three = browser(reader)
    assert [signed_in(each) for each in (one, two, three)] == [False, True, True]
    assert SignedIn.objects.count() == 2


@pytest.mark.parametrize(("name", "seconds", "lasts"), [("seen_at", 7000, True), ("seen_at", 7300, False), ("signed_in_at", 43000, True), ("signed_in_at", 43300, False)])
def test_a_session_ends_when_idle_or_old(name: str, seconds: int, lasts: bool, reader: User) -> None:
    client = browser(reader)
    session = client.session
    session[name] = time.time() - seconds
    session.save()
    assert signed_in(client) == lasts
    assert SignedIn.objects.count() == int(lasts)


def test_one_sees_ones_browsers_and_ends_another(reader: User, corrector: User) -> None:
    here, there, other = browser(reader), browser(reader), browser(corrector)
    page = here.get(reverse("accounts:sessions")).content.decode()
    assert page.count("Browser of an office") == 2
    far = SignedIn.objects.get(key=there.session.session_key)
    assert other.post(reverse("accounts:session-end", args=[far.pk])).status_code == 404, "another's is not mine to end"
    assert here.post(reverse("accounts:session-end", args=[far.pk])).status_code == 302
    assert [signed_in(each) for each in (here, there, other)] == [True, False, True]
    there = browser(reader)
    here.post(reverse("accounts:sessions-end-others"))
    assert [signed_in(each) for each in (here, there)] == [True, False]
    here.post(reverse("accounts:sign-out"))
    assert not SignedIn.objects.filter(user=reader).exists()


def test_a_new_password_or_a_disabled_account_ends_sessions(reader: User, administrator: User) -> None:
    here, there = browser(reader), browser(reader)
    here.post(reverse("accounts:password"), {"old_password": PASSWORD, "new_password1": "quite another 9", "new_password2": "quite another 9"})
    assert [signed_in(each) for each in (here, there)] == [True, False]
    assert SignedIn.objects.filter(user=reader).count() == 1
    people.reset_password(reader, PASSWORD)
    assert not signed_in(here)
    again = browser(reader)
    people.change(reader, active=False)
    assert not signed_in(again)
    assert not SignedIn.objects.filter(user=reader).exists()


def test_an_administrator_signs_out_and_lets_try_again(reader: User, administrator: User) -> None:
    there = browser(reader)
    admin = browser(administrator)
    for _ in range(5):
        Client().post(reverse("accounts:sign-in"), {"username": "reader", "password": "wrong"})
    waiting = Client(headers={"accept-language": "zh-hans"}).post(reverse("accounts:sign-in"), {"username": "reader", "password": PASSWORD})
    assert "分钟" in waiting.content.decode(), "the wait is said in Chinese"
    assert attempts.waits("reader")
    assert reverse("accounts:user-unlock", args=[reader.pk]) in admin.get(reverse("accounts:user", args=[reader.pk])).content.decode()
    admin.post(reverse("accounts:user-unlock", args=[reader.pk]))
    assert not attempts.waits("reader")
    assert Client().post(reverse("accounts:sign-in"), {"username": "reader", "password": PASSWORD}).status_code == 302
    admin.post(reverse("accounts:user-sessions-end", args=[reader.pk]))
    assert not signed_in(there)


def test_an_ordinary_request_asks_nothing_more_of_the_database(reader: User, django_assert_num_queries: Callable[[int], object]) -> None:
    client = browser(reader)
    client.get("/about/")
    with django_assert_num_queries(3):  # type: ignore[attr-defined]  # session, user, posts
        client.get("/about/")


class Told:
    """The provider's process, told what to do."""

    def __init__(self, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}"

    def set(self, **said: str) -> None:
        requests.get(f"{self.url}/set?{urlencode(said)}", timeout=10).raise_for_status()

    def rotate(self) -> None:
        requests.get(f"{self.url}/rotate", timeout=10).raise_for_status()


@pytest.fixture(scope="module")
def process() -> Iterator[Told]:
    with subprocess.Popen([sys.executable, str(Path(__file__).with_name("provider.py"))], stdout=subprocess.PIPE, text=True) as one:
        assert one.stdout
        yield Told(int(one.stdout.readline()))
        one.terminate()


@pytest.fixture
def provider(process: Told, settings: pytest.FixtureRequest) -> Told:
    settings.OIDC_ISSUER, settings.OIDC_CLIENT_ID = process.url, "duixian"  # type: ignore[attr-defined]
    settings.OIDC_CLIENT_SECRET = "a secret of the client, long enough"  # type: ignore[attr-defined]
    settings.OIDC_LABEL = "政务统一身份认证"  # type: ignore[attr-defined]
    process.set(user="reader")
    return process


def go(client: Client, wished: str = "") -> HttpResponse:
    """What a browser does: to the provider, and back with what it says."""
    away = client.get(reverse("accounts:oidc"), {"next": wished})
    assert away.status_code == 302
    back = requests.get(away["Location"], allow_redirects=False, timeout=10).headers["Location"]
    return client.get(f"{urlsplit(back).path}?{urlsplit(back).query}", follow=False)


def test_who_is_known_there_comes_in_here(provider: Told, reader: User, client: Client) -> None:
    assert "政务统一身份认证" in client.get(reverse("accounts:sign-in")).content.decode()
    assert go(client, "/about/")["Location"] == "/about/"
    assert signed_in(client)
    assert SignedIn.objects.get().user == reader
    assert go(Client(), "https://elsewhere.example/")["Location"] == "/", "nobody is led elsewhere"


def test_the_question_is_asked_safely(provider: Told, client: Client) -> None:
    query = parse_qs(urlsplit(client.get(reverse("accounts:oidc"))["Location"]).query)
    assert query["code_challenge_method"] == ["S256"]
    assert all(len(query[name][0]) >= 20 for name in ("state", "nonce", "code_challenge"))


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ("nonce", "does not fit"), ("audience", "does not fit"), ("issuer", "does not fit"), ("expired", "expired"), ("signature", "signature"), ("none", "does not fit"),
        ("secret", "does not fit"), ("denied", "cancelled"), ("code", "refused"), ("no_token", "cannot be read"),
    ],
)  # fmt: skip
def test_what_cannot_be_trusted_lets_nobody_in(fault: str, said: str, provider: Told, reader: User) -> None:
    client = Client(headers={"accept-language": "en"})
    provider.set(user="reader", fault=fault)
    answer = go(client)
    assert answer["Location"] == reverse("accounts:sign-in")
    assert said in client.get(answer["Location"]).content.decode()
    assert not signed_in(client)


def test_an_answer_to_another_question_lets_nobody_in(provider: Told, reader: User, client: Client) -> None:
    other = Client()
    away = other.get(reverse("accounts:oidc"))
    back = urlsplit(requests.get(away["Location"], allow_redirects=False, timeout=10).headers["Location"])
    client.get(f"{back.path}?{back.query}")
    assert not signed_in(client), "the state is of the browser that asked"
    assert other.get(f"{back.path}?{back.query}&iss=http://another.example")["Location"] == reverse("accounts:sign-in")
    assert other.get(f"{back.path}?{back.query}")["Location"] == "/"
    fresh = Client()
    fresh.cookies = other.cookies
    assert fresh.get(f"{back.path}?{back.query}")["Location"] == reverse("accounts:sign-in"), "an answer counts once"


def test_a_new_key_of_the_provider_is_fetched(provider: Told, reader: User) -> None:
    assert go(Client())["Location"] == "/"
    provider.rotate()
    client = Client()
    go(client)
    assert signed_in(client)


def test_accounts_are_matched_and_made_only_where_that_is_set(provider: Told, client: Client, settings: pytest.FixtureRequest) -> None:
    provider.set(**{"user": "zhoulan", "claim.name": "周岚"})
    go(client)
    assert not User.objects.filter(username="zhoulan").exists()
    settings.OIDC_CREATE = True  # type: ignore[attr-defined]
    go(client)
    user = User.objects.get(username="zhoulan")
    assert (user.name, user.role, user.has_usable_password()) == ("周岚", Role.READER, False)
    assert signed_in(client)
    provider.set(user="not a name!")
    assert go(Client())["Location"] == reverse("accounts:sign-in")


def test_the_claim_can_be_another_and_a_disabled_account_stays_out(provider: Told, reader: User, settings: pytest.FixtureRequest) -> None:
    settings.OIDC_CLAIM = "staff_number"  # type: ignore[attr-defined]
    client = Client()
    go(client)
    assert not signed_in(client)
    provider.set(**{"claim.staff_number": "reader"})
    go(client)
    assert signed_in(client)
    people.change(reader, active=False)
    assert go(Client())["Location"] == reverse("accounts:sign-in")


def test_who_comes_by_the_provider_need_not_change_a_first_password(provider: Told, reader: User, client: Client) -> None:
    people.reset_password(reader)
    go(client)
    assert signed_in(client)
    client.force_login(User.objects.get(pk=reader.pk))
    assert client.get(reverse("accounts:profile"))["Location"] == reverse("accounts:password")


def test_a_provider_that_is_away_is_said_to_be(settings: pytest.FixtureRequest, client: Client) -> None:
    settings.OIDC_ISSUER, settings.OIDC_CLIENT_ID = "http://127.0.0.1:9", "duixian"  # type: ignore[attr-defined]
    assert client.get(reverse("accounts:oidc"))["Location"] == reverse("accounts:sign-in")
    assert client.get(reverse("accounts:sign-in")).status_code == 200


def test_without_a_provider_there_is_no_such_page(client: Client) -> None:
    assert not oidc.configured()
    assert [client.get(reverse(name)).status_code for name in ("accounts:oidc", "accounts:oidc-back")] == [404, 404]


def test_a_provider_without_https_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    from duixian.web import checks

    with pytest.raises(ImproperlyConfigured):
        checks.issuer("http://login.example")
    assert checks.issuer("http://127.0.0.1:8080") == "http://127.0.0.1:8080"
    assert checks.issuer("https://login.example/realm") == "https://login.example/realm"
