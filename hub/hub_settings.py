"""The one list of settings of a hub: `settings.toml`, and what a teacher wants otherwise.

`jupyterhub_config.py` sets up one server from it; `python hub/on_kubernetes.py` writes
`values.yaml` for Kubernetes from it.
"""

from __future__ import annotations

import json
import os
import tomllib
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
VARIABLE = "MEANTONE_HUB"
"""The environment variable that names a teacher's own file of settings."""

LOOPBACK = "127.0.0.1"
COMMAND = ("-m", "meantone", "lab", "--hub")
"""What Python runs for a learner: it copies the lessons, then starts JupyterHub's own server."""

BOARD = "custom:meantone:board"
"""The right to see the class's page."""

SHORTEST = 8
"""Characters of a shared password, as JupyterHub wants it."""

Settings = dict[str, dict[str, Any]]

_FREE: dict[str, Any] = {"config": {}, "environment": "yes"}
"""The headings below which a teacher may write any name, and what one looks like."""


class SettingsError(SystemExit):
    """A setting that no hub may have: which, and what to do. Python ends with that sentence."""


def read_settings(own: Path | None) -> Settings:
    """Return the settings, with a teacher's own in place of those of the list.

    Parameters
    ----------
    own : Path or None
        The teacher's file.

    Raises
    ------
    SettingsError
        If the teacher's file cannot be read, or has a heading, a name or a kind of value that the
        list does not have.
    """
    settings = tomllib.loads((HERE / "settings.toml").read_text(encoding="utf-8"))
    try:
        wanted = tomllib.loads(own.read_text(encoding="utf-8")) if own else {}
    except (OSError, ValueError) as error:
        raise SettingsError(
            f"{own} cannot be read: {error}. The variable {VARIABLE} names this file."
        ) from None
    for heading, values in wanted.items():
        if heading not in settings or not isinstance(values, dict):
            raise SettingsError(
                f"{own}: there is no heading [{heading}]. settings.toml has them all, each above "
                "its settings."
            )
        for name, value in values.items():
            example = settings[heading].get(name, _FREE.get(heading))
            if example is None:
                raise SettingsError(
                    f"{own}: there is no setting {name} in [{heading}]. settings.toml has them all."
                )
            _check_kind(f"{own}: [{heading}] {name}", value, example)
        settings[heading] |= values
    return settings


def _check_kind(where: str, value: object, example: object) -> None:
    """Raise SettingsError unless a value is of the list's kind: "ann" is no list of names."""
    kinds = (int, float) if isinstance(example, float) else type(example)
    if not isinstance(value, kinds) or isinstance(value, bool) != isinstance(example, bool):
        wanted = json.dumps(example or ["ann", "ben"] if isinstance(example, list) else example)
        raise SettingsError(
            f"{where} is {json.dumps(value, default=str)}; write it like this: {wanted}"
        )


def own_file() -> Path | None:
    """Return the teacher's own file of settings, if one is named."""
    name = os.environ.get(VARIABLE, "")
    return Path(name).expanduser() if name else None


def check_login(settings: Settings, only_here: bool) -> None:
    """Raise SettingsError unless the door of the hub is one that somebody chose, and that shuts.

    Parameters
    ----------
    settings : Settings
    only_here : bool
        Whether the hub answers on this machine alone.
    """
    login = settings["login"]
    if not login["authenticator"]:
        raise SettingsError(
            '[login] authenticator is empty: choose who lets people in, as "pam" or '
            f'"shared-password", in a file that the variable {VARIABLE} names.'
        )
    if login["authenticator"] == "dummy" and not (login["testing"] and only_here):
        raise SettingsError(
            '[login] authenticator "dummy" lets everybody in without a password. For a test on '
            f'this machine alone set testing = true, and address = "{LOOPBACK}".'
        )
    if login["authenticator"] == "shared-password" and len(login["password"]) < SHORTEST:
        raise SettingsError(
            f'[login] "shared-password" needs a password of {SHORTEST} characters or more.'
        )
    if not (login["everybody"] or login["learners"] or login["teachers"]):
        raise SettingsError(
            "[login] nobody may log in: name learners and teachers, or set everybody = true."
        )


def environment(settings: Settings, cache: str, host: str) -> dict[str, str]:
    """Return the variables of a learner's server.

    Parameters
    ----------
    settings : Settings
    cache : str
        The folder of data sets and networks.
    host : str
        Where the class answers, as learners' servers see it: "127.0.0.1:8082".
    """
    place = f"http://{host}/services/{settings['class']['name']}"
    return {**settings["environment"], "MEANTONE_CACHE": cache, "MEANTONE_CLASS": place}


def command(settings: Settings, python: str) -> list[str]:
    """Return the command of a learner's server.

    Parameters
    ----------
    settings : Settings
    python : str
        The environment's.
    """
    idle = settings["idle"]["kernel"]
    return [python, *COMMAND, f"--MappingKernelManager.cull_idle_timeout={idle}"]


def hub_config(settings: Settings) -> Settings:
    """Return what JupyterHub is told in either form, by class and trait.

    Parameters
    ----------
    settings : Settings
    """
    login, server, service = settings["login"], settings["server"], settings["class"]["name"]
    enter = f"access:services!service={service}"
    told: Settings = {
        "JupyterHub": {
            "authenticator_class": login["authenticator"],
            "concurrent_spawn_limit": server["starting_at_once"],
            "custom_scopes": {BOARD: {"description": "See the page of the class."}},
            "load_groups": {settings["class"]["group"]: {"users": list(login["teachers"])}},
        },
        "Authenticator": {
            "admin_users": list(login["teachers"]),
            "allowed_users": [*login["teachers"], *login["learners"]],
            "allow_all": login["everybody"],
        },
        "Spawner": {
            "start_timeout": server["start_seconds"],
            "http_timeout": server["start_seconds"],
            # What the server's token may do: report activity, let its owner in, and hand in.
            "server_token_scopes": ["users:activity!user", "access:servers!server", enter],
        },
    }
    if login["authenticator"] == "shared-password":
        told["SharedPasswordAuthenticator"] = {
            "user_password": login["password"],
            "admin_password": login["teacher_password"] or None,
        }
    for name, traits in settings["config"].items():
        told[name] = told.get(name, {}) | traits
    return told


def roles(settings: Settings) -> dict[str, dict[str, Any]]:
    """Return who may do what beyond what JupyterHub's own roles say.

    Parameters
    ----------
    settings : Settings
    """
    enter = f"access:services!service={settings['class']['name']}"
    return {
        "user": {"scopes": ["self", enter]},
        "teacher": {"groups": [settings["class"]["group"]], "scopes": [BOARD, enter]},
    }


def class_service(settings: Settings, host: str) -> dict[str, Any]:
    """Return the service that takes hand-ins, with the hub's own login.

    Parameters
    ----------
    settings : Settings
    host : str
        Where it answers, as the proxy sees it.
    """
    return {
        "name": settings["class"]["name"],
        "url": f"http://{host}",
        "oauth_client_allowed_scopes": [BOARD],
        "oauth_no_confirm": True,
        "display": True,
    }


def class_command(python: str, folder: str) -> list[str]:
    """Return the command of that service.

    Parameters
    ----------
    python : str
    folder : str
        Where the class is kept.
    """
    return [python, "-m", "meantone", "class", "hub", "--folder", folder, "--right", BOARD]


def culler(settings: Settings, python: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the service that stops servers that nobody uses, and its role.

    Parameters
    ----------
    settings : Settings
    python : str
    """
    idle, name = settings["idle"], "idle-culler"
    bounds = [f"--timeout={idle['server']}", f"--cull-every={idle['every']}"]
    scopes = ["list:users", "read:users:activity", "read:servers", "delete:servers"]
    return (
        {"name": name, "command": [python, "-m", "jupyterhub_idle_culler", *bounds]},
        {"name": name, "services": [name], "scopes": scopes},
    )
