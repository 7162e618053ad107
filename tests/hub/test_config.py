"""A hub on one server and one on Kubernetes are told the same, from one list of settings."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import hub_settings
import on_kubernetes
import pytest
import yaml
from hub_settings import Settings, SettingsError, check_login, read_settings
from traitlets.config import Config
from traitlets.config.loader import PyFileConfigLoader

from meantone.commands import COMMANDS, node
from meantone.storage import cache_folder

HUB = Path(hub_settings.__file__).parent
PROJECT = HUB.parent
CONFIG = HUB / "jupyterhub_config.py"
LOGIN = {"authenticator": "pam", "teachers": ["bo"], "learners": ["ann"]}

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="JupyterHub runs on Unix alone")

Loaded = Callable[[dict[str, dict[str, Any]]], Config]


def written(wanted: dict[str, dict[str, Any]], path: Path) -> Path:
    """Write a teacher's own settings; what JSON writes of these values is TOML, too."""
    lines = [
        line
        for heading, values in wanted.items()
        for line in (f"[{heading}]", *(f"{key} = {json.dumps(values[key])}" for key in values))
    ]
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


@pytest.fixture
def load(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Loaded:
    """What loads the configuration as `jupyterhub -f` does, without npm's packages."""
    monkeypatch.setattr(node, "node_modules", lambda folder: tmp_path / "node_modules")
    monkeypatch.setattr(node, "find_node", lambda: "/usr/bin/node")
    monkeypatch.setattr(sys, "path", [*sys.path])
    monkeypatch.setenv("MEANTONE_CACHE", str(tmp_path / "cache"))

    def loaded(wanted: dict[str, dict[str, Any]]) -> Config:
        wanted = {**wanted, "login": LOGIN | wanted.get("login", {})}
        here = {"state": str(tmp_path / "state")} | wanted.get("one_server", {})
        own = written({**wanted, "one_server": here}, tmp_path / "own.toml")
        monkeypatch.setenv("MEANTONE_HUB", str(own))
        return PyFileConfigLoader(CONFIG.name, path=str(HUB)).load_config()

    return loaded


def changed(heading: str, name: str, value: Any) -> Settings:
    """The list of settings with a login, and one setting another one."""
    settings = read_settings(None)
    settings["login"] |= LOGIN
    settings[heading][name] = value
    return settings


SHARED = [
    ("login", "authenticator", "nativeauthenticator.NativeAuthenticator"),
    ("login", "teachers", ["eve"]),
    ("login", "learners", ["kim"]),
    ("login", "everybody", True),
    ("server", "memory_limit", "3G"),
    ("server", "memory_guarantee", "123M"),
    ("server", "cpu_limit", 7.0),
    ("server", "cpu_guarantee", 0.7),
    ("server", "starting_at_once", 17),
    ("server", "start_seconds", 717),
    ("idle", "server", 7117),
    ("idle", "kernel", 711),
    ("idle", "every", 77),
    ("class", "name", "results"),
    ("class", "group", "staff"),
    ("environment", "MEANTONE_PREPARE", "on"),
    ("environment", "MEANTONE_HOME", "~/elsewhere"),
    ("environment", "OMP_NUM_THREADS", "3"),
    ("environment", "OPENBLAS_NUM_THREADS", "3"),
    ("environment", "MEANTONE_NEW", "yes"),
    ("config", "NativeAuthenticator", {"open_signup": False}),
]
UNCHANGED = ("login", "testing", False)
ONE_FORM_ONLY = {"one_server", "kubernetes"}


def told(found: Any) -> str:
    """All that a form of the hub is told, as text that can be compared and searched."""
    return json.dumps(found, sort_keys=True, default=str)


def test_every_setting_that_both_forms_have_is_tried() -> None:
    settings = read_settings(None)
    tried = {(heading, name) for heading, name, _ in SHARED}
    passwords = {("login", name) for name in ("password", "teacher_password", "testing")}
    shared = {(heading, name) for heading in settings for name in settings[heading]}
    missing = {pair for pair in shared - tried - passwords if pair[0] not in ONE_FORM_ONLY}
    assert not missing


@pytest.mark.parametrize(("heading", "name", "value"), SHARED)
def test_a_setting_holds_for_both_forms(heading: str, name: str, value: Any, load: Loaded) -> None:
    wanted = {f"config.{name}": value} if heading == "config" else {heading: {name: value}}
    one = load(wanted)
    other = on_kubernetes.texts(changed(heading, name, value))["values.yaml"]
    mark = "open_signup" if heading == "config" else json.dumps(value).strip('"[]')
    assert told(one) != told(load({}))
    assert mark in told(one)
    assert told(yaml.safe_load(other)) != told(on_kubernetes.values(changed(*UNCHANGED)))
    assert mark in told(yaml.safe_load(other))


def test_both_forms_are_told_the_same_environment_command_and_rights(load: Loaded) -> None:
    one, other = load({}), on_kubernetes.values(changed(*UNCHANGED))
    mine, pods = dict(one.Spawner.environment), dict(other["singleuser"]["extraEnv"])
    assert mine.pop("PATH").startswith(str(Path(sys.executable).parent))
    assert mine.pop("MEANTONE_CACHE").endswith("cache")
    assert pods.pop("MEANTONE_CACHE") == "/opt/meantone/cache"
    assert mine.pop("MEANTONE_CLASS") == "http://127.0.0.1:8082/services/class"
    assert pods.pop("MEANTONE_CLASS") == "http://meantone-class:8082/services/class"
    assert mine == pods
    assert mine["MEANTONE_PREPARE"] == "off"
    assert one.Spawner.cmd[1:] == other["singleuser"]["cmd"][1:]
    assert one.Spawner.cmd[1:5] == ["-m", "meantone", "lab", "--hub"]
    mine_roles = {role["name"]: role["scopes"] for role in one.JupyterHub.load_roles}
    their_roles = {name: role["scopes"] for name, role in other["hub"]["loadRoles"].items()}
    assert mine_roles.pop("idle-culler")  # the chart brings its own
    assert mine_roles == their_roles
    for name, traits in other["hub"]["config"].items():
        assert one[name] == one[name] | traits, name


def test_jupyterhub_knows_every_name_that_it_is_told(load: Loaded) -> None:
    from jupyterhub.app import JupyterHub
    from jupyterhub.authenticators.shared import SharedPasswordAuthenticator
    from jupyterhub.proxy import ConfigurableHTTPProxy
    from jupyterhub.spawner import SimpleLocalProcessSpawner

    login = {"authenticator": "shared-password", "password": "melodies", "everybody": True}
    config = load({"login": login})
    app = JupyterHub()
    app.update_config(config)
    assert app.spawner_class is SimpleLocalProcessSpawner
    assert app.authenticator_class is SharedPasswordAuthenticator
    known = [JupyterHub, SimpleLocalProcessSpawner, SharedPasswordAuthenticator]
    known.append(ConfigurableHTTPProxy)
    for name, traits in config.items():
        classes = [one for one in known if name in {each.__name__ for each in one.__mro__}]
        assert classes, name
        unknown = set(traits) - set(classes[0].class_trait_names(config=True))
        assert not unknown, (name, unknown)
    spawner = SimpleLocalProcessSpawner(config=config)
    assert spawner.mem_limit == 2 * 1024**3
    assert spawner.cpu_limit == 2.0
    authenticator = SharedPasswordAuthenticator(config=config)
    assert authenticator.admin_users == {"bo"}
    assert authenticator.user_password == "melodies"


def test_system_users_get_servers_of_their_own_and_the_proxy_alone_faces_the_network(
    load: Loaded,
) -> None:
    from jupyterhub.app import JupyterHub
    from jupyterhub.spawner import LocalProcessSpawner, SimpleLocalProcessSpawner

    config = load({"one_server": {"form": "system_users", "address": "0.0.0.0"}})
    app = JupyterHub()
    app.update_config(config)
    assert issubclass(app.spawner_class, LocalProcessSpawner)
    assert not issubclass(app.spawner_class, SimpleLocalProcessSpawner)
    assert config.JupyterHub.bind_url == "http://0.0.0.0:8000"
    inside = [config.JupyterHub.hub_bind_url, config.ConfigurableHTTPProxy.api_url]
    inside += [service["url"] for service in config.JupyterHub.services if "url" in service]
    assert all(url.startswith("http://127.0.0.1:") for url in inside)


def test_the_proxy_is_looked_for_in_the_cache_that_build_sh_has_filled(
    load: Loaded, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(node, "node_modules", lambda folder: cache_folder() / "npm")
    (program,) = load({"one_server": {"cache": str(tmp_path / "baked")}}).ConfigurableHTTPProxy[
        "command"
    ][1:]
    assert Path(program).is_relative_to(tmp_path / "baked")


def test_only_the_hub_reads_its_state(load: Loaded, tmp_path: Path) -> None:
    (tmp_path / "state").mkdir(mode=0o755)
    load({})
    assert (tmp_path / "state").stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize(
    ("login", "words"),
    [
        ({"authenticator": ""}, "choose who lets people in"),
        ({"authenticator": "dummy"}, "without a password"),
        ({"authenticator": "shared-password", "password": "1234567"}, "8 characters"),
        ({"teachers": [], "learners": []}, "nobody may log in"),
    ],
)
def test_a_door_that_does_not_shut_is_refused(
    login: dict[str, Any], words: str, load: Loaded
) -> None:
    with pytest.raises(SettingsError, match=words):
        load({"login": login})


@pytest.mark.parametrize(
    ("testing", "address", "opens"),
    [(False, "127.0.0.1", False), (True, "0.0.0.0", False), (True, "127.0.0.1", True)],
)
def test_no_password_only_on_this_machine_and_only_if_asked_for(
    testing: bool, address: str, opens: bool, load: Loaded
) -> None:
    login = {"authenticator": "dummy", "testing": testing, "everybody": True}
    wanted = {"login": login, "one_server": {"address": address}}
    if opens:
        assert load(wanted).JupyterHub.authenticator_class == "dummy"
        with pytest.raises(SettingsError):  # a cluster is never this machine alone
            check_login(changed("login", "authenticator", "dummy"), only_here=False)
    else:
        with pytest.raises(SettingsError, match="without a password"):
            load(wanted)


@pytest.mark.parametrize(
    "wanted", [{"server": {"memory": "1G"}}, {"sevrer": {}}, {"login": {"teacher": ["maria"]}}]
)
def test_a_setting_that_there_is_not_is_named(
    wanted: dict[str, dict[str, Any]], load: Loaded
) -> None:
    with pytest.raises(
        SettingsError, match=r"there is no (setting memory|heading \[sevrer\]|setting teacher)"
    ):
        load(wanted)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('[login]\nteachers = "maria"', 'teachers is "maria"; write it like this: \\["ann", "ben"'),
        ("[login]\neverybody = 1", "everybody is 1; write it like this: false"),
        ("[server]\nmemory_limit = 2", 'memory_limit is 2; write it like this: "2G"'),
        ("[idle]\nserver = 60.5", "server is 60.5; write it like this: 3600"),
        ("[idle]\nserver = true", "server is true; write it like this: 3600"),
        ("[environment]\nMEANTONE_NEW = 1", "MEANTONE_NEW is 1; write it like this"),
        ("[config]\nopen_signup = true", "open_signup is true; write it like this: {}"),
        ('authenticator = "pam"', r"no heading \[authenticator\]"),
        ("login = true", r"no heading \[login\]"),
        ("[login\n", "own.toml cannot be read: .*line 1.*MEANTONE_HUB names this file"),
        (None, "own.toml cannot be read: .*No such file"),
    ],
)
def test_a_teachers_slip_is_said_with_the_file_the_setting_and_what_belongs_there(
    text: str | None, words: str, tmp_path: Path
) -> None:
    own = tmp_path / "own.toml"
    if text is not None:
        own.write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError, match=words):
        read_settings(own)


def test_numbers_may_be_whole_and_a_slip_is_told_without_a_traceback(tmp_path: Path) -> None:
    own = written({"server": {"cpu_limit": 1}}, tmp_path / "own.toml")
    assert read_settings(own)["server"]["cpu_limit"] == 1
    own.write_text("[sevrer]", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, str(HUB / "on_kubernetes.py")],
        env={**os.environ, "MEANTONE_HUB": str(own)},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr.startswith(f"{own}: there is no heading [sevrer].")
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize("name", ["values.yaml", "class.yaml"])
def test_what_is_committed_for_kubernetes_is_what_the_list_makes(name: str) -> None:
    made = on_kubernetes.texts(read_settings(None))[name]
    assert (HUB / name).read_text(encoding="utf-8") == made, "run: cd hub; python on_kubernetes.py"


CHART = {
    "hub": {"concurrentSpawnLimit", "config", "services", "loadRoles"},
    "singleuser": {
        "image", "cmd", "startTimeout", "extraEnv", "memory", "cpu", "uid", "fsGid", "storage",
        "networkPolicy",
    },
    "cull": {"enabled", "timeout", "every"},
}  # fmt: skip
"""The keys of Zero to JupyterHub's chart that are used here, as its schema of values has them."""


def test_the_chart_has_the_keys_that_it_is_given() -> None:
    values = yaml.safe_load((HUB / "values.yaml").read_text(encoding="utf-8"))
    assert {key: set(found) for key, found in values.items()} == CHART
    pod = values["singleuser"]
    assert set(pod["image"]) == {"name", "tag"}
    assert set(pod["memory"]) == set(pod["cpu"]) == {"limit", "guarantee"}
    assert set(pod["storage"]) == {"capacity", "homeMountPath"}
    assert all(isinstance(value, str) for value in pod["extraEnv"].values())
    numbers = [pod["uid"], pod["fsGid"], pod["startTimeout"], values["cull"]["timeout"],
               values["cull"]["every"], values["hub"]["concurrentSpawnLimit"]]  # fmt: skip
    assert {type(number) for number in numbers} == {int}
    assert all(isinstance(value, int | float) for value in pod["cpu"].values())
    assert {type(text) for text in (*pod["image"].values(), *pod["storage"].values())} == {str}
    assert all(name[0].isupper() for name in values["hub"]["config"])  # else the chart refuses it


def test_the_class_on_kubernetes_is_the_service_that_the_hub_knows() -> None:
    parts = list(yaml.safe_load_all((HUB / "class.yaml").read_text(encoding="utf-8")))
    claim, program, address = parts
    values = yaml.safe_load((HUB / "values.yaml").read_text(encoding="utf-8"))
    ((name, service),) = values["hub"]["services"].items()
    (container,) = program["spec"]["template"]["spec"]["containers"]
    given = {one["name"]: one for one in container["env"]}
    host, port = service["url"].removeprefix("http://").split(":")
    assert address["metadata"]["name"] == host
    assert address["spec"]["ports"] == [{"port": int(port), "targetPort": int(port)}]
    labels = program["spec"]["template"]["metadata"]["labels"]
    assert address["spec"]["selector"].items() <= labels.items()
    assert given["JUPYTERHUB_SERVICE_NAME"]["value"] == name
    assert given["JUPYTERHUB_SERVICE_URL"]["value"].endswith(f":{port}")
    secret = given["JUPYTERHUB_API_TOKEN"]["valueFrom"]["secretKeyRef"]
    assert secret == {"name": "hub", "key": f"hub.services.{name}.apiToken"}
    assert container["image"] == "{name}:{tag}".format(**values["singleuser"]["image"])
    right = container["command"][container["command"].index("--right") + 1]
    assert service["oauth_client_allowed_scopes"] == [right]
    assert right in values["hub"]["loadRoles"]["teacher"]["scopes"]
    volume = program["spec"]["template"]["spec"]["volumes"][0]
    assert volume["persistentVolumeClaim"]["claimName"] == claim["metadata"]["name"]


def lines_of(name: str) -> list[str]:
    text = (HUB / name).read_text(encoding="utf-8").replace("\\\n", " ")
    return [line.strip() for line in text.splitlines() if line.strip() and line.strip()[0] != "#"]


def test_the_image_is_made_of_what_is_there() -> None:
    words = [line.split() for line in lines_of("Dockerfile")]
    known = {"FROM", "RUN", "COPY", "ARG", "ENV", "USER", "WORKDIR", "CMD"}
    assert {line[0] for line in words} <= known
    (base,) = [line[1] for line in words if line[0] == "FROM"]
    assert re.fullmatch(r"python:3\.1[123]\.\d+-slim-\w+", base)
    for line in words:
        if line[0] == "COPY":
            assert all((PROJECT / source).exists() for source in line[1:-1])
    place = "/opt/meantone"
    (build,) = [line[1:] for line in words if line[0] == "RUN" and "build.sh" in line[1]]
    assert build == [f"{place}/course/hub/build.sh", place]
    settings = read_settings(None)["kubernetes"]
    assert settings["cache"] == f"{place}/cache"
    assert f"{place}/env/bin/python" == on_kubernetes.PYTHON
    (user,) = [line[1] for line in words if line[0] == "USER"]
    assert user == str(settings["uid"]) != "0"
    (useradd,) = [line for line in words if line[:2] == ["RUN", "useradd"]]
    assert {str(settings["uid"]), settings["home"]} <= set(useradd)
    (home,) = [line[1] for line in words if line[0] == "WORKDIR"]
    assert home == settings["home"]
    (command,) = [line[1:] for line in words if line[0] == "CMD"]
    assert json.loads(" ".join(command)) == ["python", *hub_settings.COMMAND]
    lock = (HUB / "requirements.txt").read_text(encoding="utf-8")
    (version,) = [line[1].partition("=")[2] for line in words if line[0] == "ARG"]
    assert f"jupyterhub=={version} " in lock


def test_what_builds_a_hub_calls_what_there_is() -> None:
    script = HUB / "build.sh"
    assert os.access(script, os.X_OK)
    subprocess.run(["bash", "-n", str(script)], check=True)
    text = script.read_text(encoding="utf-8")
    called = re.findall(r'"\$python" -m meantone (\w+)', text)
    assert called == ["data", "prepare"]
    assert set(called) <= set(COMMANDS)
    files = re.findall(r'"\$course/([\w./-]+)"', text)
    assert files == ["src", "hub/requirements.txt", "requirements-neural.txt", "src"]
    assert all((PROJECT / name).exists() for name in files)
    (code,) = re.findall(r'packages="(.*)"', text)
    compile(code, "build.sh", "exec")
    assert "node_modules(Path('hub'))" in code


STAND_IN = """#!/bin/sh
echo "$*" >> "$0.said"
case "$*" in *"meantone data") touch "$MEANTONE_CACHE/made" ;; esac
"""
"""In place of the environment's Python: it writes down what it was called with."""


def test_what_builds_a_hub_runs_to_its_end_and_says_who_cannot_come_in(tmp_path: Path) -> None:
    place = tmp_path.resolve() / "hub"
    python = place / "env" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text(STAND_IN, encoding="utf-8")
    python.chmod(0o755)
    place.chmod(0o700)
    build = [shutil.which("bash") or "bash", str(HUB / "build.sh"), str(place)]

    def built() -> subprocess.CompletedProcess[str]:
        return subprocess.run(build, capture_output=True, text=True, check=True, umask=0o077)

    done = built()
    assert done.stdout.endswith(f"Ready: {place}\n")
    assert f"cannot reach {python}, because of {place}. Use a Python" in done.stderr
    said = python.with_name("python.said")
    assert said.stat().st_mode & 0o777 == 0o644  # learners read the environment
    called = said.read_text(encoding="utf-8")
    order = ["hub/requirements.txt", "requirements-neural.txt", f"-e {PROJECT}", "compileall",
             "meantone data", "meantone prepare"]  # fmt: skip
    places = [called.index(words) for words in order]
    assert places == sorted(places)
    assert (place / "cache" / "made").stat().st_mode & 0o777 == 0o444
    assert (place / "cache").stat().st_mode & 0o777 == 0o555
    place.chmod(0o755)
    assert f"because of {place}" not in built().stderr
    (place / "cache").chmod(0o755)  # so that it can be cleared away


def test_nobody_shares_a_document_live() -> None:
    """Real-time collaboration loses data: it is in no lock, and on no hub."""
    for name in ("hub/requirements.txt", "requirements.txt"):
        lock = (PROJECT / name).read_text(encoding="utf-8")
        assert "collaboration" not in lock
        assert "ydoc" not in lock
