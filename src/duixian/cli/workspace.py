"""What the commands of the workspace share: they need the extra ``web``, a folder, and a database of this version."""

from __future__ import annotations

import os
import shlex
from pathlib import Path

from duixian.cli.console import complain, say
from duixian.errors import MissingExtra, UsageError
from duixian.publishing.files import os_reason
from duixian.publishing.wording import language, message

__all__ = ["command", "enter", "ready", "sentence"]


def enter(data: str) -> None:
    """Sets the workspace of a folder up for this process; an empty ``data`` is ``DUIXIAN_DATA``, else ``duixian-data`` in the working folder.

    Raises:
        MissingExtra: the extra ``web`` is not installed.
        UsageError: the folder cannot be written to, or an environment variable will not do.
    """
    if data:
        os.environ["DUIXIAN_DATA"] = str(Path(data).absolute())
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "duixian.web.settings")
    try:
        import django
        from django.core.exceptions import ImproperlyConfigured
        from django.utils import translation
    except ModuleNotFoundError as cause:
        raise _missing() from cause
    try:
        django.setup()
        from django.conf import settings

        folder = Path(settings.DATA)
        trial = folder / f".trial-{os.getpid()}"
        trial.touch()
        trial.unlink()
    except ModuleNotFoundError as cause:
        if (cause.name or "").startswith("duixian"):
            raise
        raise _missing() from cause
    except OSError as error:
        path = error.filename or os.environ.get("DUIXIAN_DATA", "duixian-data")
        reasons = {one: os_reason(error, one) for one in ("zh", "en")}
        raise UsageError(*(message("data_not_writable", one, path=path, reason=reasons[one]) for one in ("zh", "en"))) from error
    except (ValueError, ImproperlyConfigured) as error:
        raise UsageError(*(message("bad_setting", one, reason=str(error)) for one in ("zh", "en"))) from error
    translation.activate("zh-hans" if language() == "zh" else "en")


def ready() -> None:
    """Brings the database up to this version, and says so where there is something to do."""
    from duixian.web.serving.preparing import prepare_database

    prepare_database(lambda steps: complain(say("migrating", count=steps)))


def command(words: str, data: str) -> str:
    """Gives a command of the workspace as one would type it, for the same folder."""
    return f"duixian {words}" + (f" --data {shlex.quote(data)}" if data else "")


def sentence(error: Exception) -> str:
    """Gives what the framework's checks say, on one line."""
    return " ".join(str(one) for one in getattr(error, "messages", [str(error)]))


def _missing() -> MissingExtra:
    return MissingExtra(message("web_missing", "zh"), message("web_missing", "en"))
