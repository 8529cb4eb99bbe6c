"""``duixian user``: accounts of the workspace, for those who have no administrator yet or only a terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from duixian.cli.console import complain, out, say
from duixian.cli.frame import Command, Frame, argument, help_text, option
from duixian.cli.workspace import enter, ready, sentence
from duixian.errors import UsageError
from duixian.publishing.wording import label, language, message

if TYPE_CHECKING:
    from duixian.web.accounts.models import Post, Role, User

__all__ = ["register"]

_Data = Annotated[str, option("data", "--data", metavar="DIR")]
_Name = Annotated[str, argument("user_name", "NAME")]
_Ask = Annotated[bool, option("user_ask", "--password")]


def register(app: typer.Typer) -> None:
    """Adds the subcommand, which has subcommands of its own, to the command."""
    inner = typer.Typer(cls=Frame, add_completion=False, no_args_is_help=True)
    commands: tuple[tuple[str, str, Callable[..., None]], ...] = (
        ("add", "user_add", _add),
        ("list", "user_list", _list),
        ("role", "user_role", _role),
        ("password", "user_password", _password),
        ("post", "user_post", _post),
        ("disable", "user_disable", _disable),
        ("enable", "user_enable", _enable),
    )
    for name, key, function in commands:
        inner.command(name, cls=Command, help=help_text(key), rich_help_panel=help_text("commands"))(function)
    app.add_typer(inner, name="user", help=help_text("user"), rich_help_panel=help_text("commands"))


def _add(
    name: _Name,
    role: Annotated[str, option("user_role_option", "--role", metavar="ROLE")] = "reader",
    shown: Annotated[str, option("user_shown", "--name", metavar="TEXT")] = "",
    unit: Annotated[str, option("user_unit", "--unit", metavar="TEXT")] = "",
    post: Annotated[str, option("user_post_option", "--post", metavar="POST")] = "",
    ask: _Ask = False,
    data: _Data = "",
) -> None:
    enter(data)
    ready()
    from django.core.exceptions import ValidationError

    from duixian.web.accounts import people

    seat = _seat(post) if post else None
    try:
        user, password = people.add(name, _known(role), name=shown, unit=unit or (seat.office.name if seat else ""), password=_asked() if ask else "")
    except ValidationError as error:
        raise _refused(sentence(error)) from error
    complain(say("user_added", name=user.username, role=user.get_role_display()))
    if seat:
        _give(seat, user)
    _hand_over(password, ask)


def _list(data: _Data = "") -> None:
    enter(data)
    ready()
    from duixian.web.accounts.models import User

    rows = Table(header_style="bold")
    for key in ("name", "shown_name", "unit", "role", "state", "last_signed_in"):
        rows.add_column(label(key, language()))
    for user in User.objects.order_by("-is_active", "username"):
        state = "active" if user.is_active else "disabled"
        last = f"{user.last_login:%Y-%m-%d %H:%M}" if user.last_login else ""
        rows.add_row(user.username, user.name, user.unit, str(user.get_role_display()), say(f"user_{state}"), last)
    out().print(rows)


def _post(name: _Name, post: Annotated[str, argument("user_post_option", "POST")], data: _Data = "") -> None:
    enter(data)
    ready()
    _give(_seat(post), _user(name))


def _role(name: _Name, role: Annotated[str, argument("user_role_option", "ROLE")], data: _Data = "") -> None:
    enter(data)
    ready()
    _change(name, role=_known(role))


def _disable(name: _Name, data: _Data = "") -> None:
    enter(data)
    ready()
    _change(name, active=False)


def _enable(name: _Name, data: _Data = "") -> None:
    enter(data)
    ready()
    _change(name, active=True)


def _password(name: _Name, ask: _Ask = False, data: _Data = "") -> None:
    enter(data)
    ready()
    from django.core.exceptions import ValidationError

    from duixian.web.accounts import people

    user = _user(name)
    try:
        password = people.reset_password(user, _asked() if ask else "")
    except ValidationError as error:
        raise _refused(sentence(error)) from error
    complain(say("user_password_changed", name=user.username))
    _hand_over(password, ask)


def _change(name: str, *, role: Role | None = None, active: bool | None = None) -> None:
    from django.core.exceptions import ValidationError

    from duixian.web.accounts import people

    try:
        user = people.change(_user(name), role=role, active=active)
    except ValidationError as error:
        raise _refused(sentence(error)) from error
    state = say("user_active" if user.is_active else "user_disabled")
    complain(say("user_changed", name=user.username, role=user.get_role_display(), state=state))


def _user(name: str) -> User:
    from duixian.web.accounts.models import User

    user = User.objects.filter(username=User.normalize_username(name)).first()
    if user is None:
        raise UsageError(message("no_such_user", "zh", name=name), message("no_such_user", "en", name=name))
    return user


def _seat(words: str) -> Post:
    """The post that ``office:title`` names; the office by its name, short name or code."""
    from django.db.models import Q

    from duixian.web.accounts.models import Post

    office, _colon, title = words.replace("：", ":").partition(":")
    found = list(Post.objects.filter(Q(office__name=office) | Q(office__short=office) | Q(office__code=office), title=title).select_related("office")[:2])
    if len(found) != 1:
        raise UsageError(message("no_such_post", "zh", post=words), message("no_such_post", "en", post=words))
    return found[0]


def _give(post: Post, user: User) -> None:
    from duixian.web.accounts import offices
    from duixian.web.ledger.refusals import Refused

    try:
        offices.seat(None, post, user)
    except Refused as error:
        raise _refused(error.said) from error
    complain(say("user_seated", name=user.username, post=post))


def _known(role: str) -> Role:
    from duixian.web.accounts.models import Role

    if role not in Role.values:
        roles = ", ".join(Role.values)
        raise UsageError(message("no_such_role", "zh", role=role, roles=roles), message("no_such_role", "en", role=role, roles=roles))
    return Role(role)


def _asked() -> str:
    """A password typed twice at a terminal, or one line of standard input."""
    if sys.stdin.isatty():
        return str(typer.prompt(say("password"), hide_input=True, confirmation_prompt=say("password_again"), err=True))
    password = sys.stdin.readline().rstrip("\n")
    if not password:
        raise UsageError(message("no_password", "zh"), message("no_password", "en"))
    return password


def _hand_over(password: str, asked: bool) -> None:
    if not asked:
        complain(say("user_first_password"))
        typer.echo(password)


def _refused(reason: str) -> UsageError:
    return UsageError(reason, reason)
