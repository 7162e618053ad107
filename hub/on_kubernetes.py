"""Write what Kubernetes needs, from the one list of settings: `python hub/on_kubernetes.py`.

`values.yaml` is for the Helm chart of Zero to JupyterHub, `class.yaml` for the class's service,
which the chart does not run. Both are committed as the list makes them; run this again, with the
variable MEANTONE_HUB, for settings of your own.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml
from hub_settings import (
    Settings,
    check_login,
    class_command,
    class_service,
    command,
    environment,
    hub_config,
    own_file,
    read_settings,
    roles,
)

PYTHON = "/opt/meantone/env/bin/python"
"""In the image."""

POD = "meantone-class"
"""What the class's pod, service and storage are called."""

HEADER = """\
# Written by `python hub/on_kubernetes.py` from settings.toml: put what you want otherwise into a
# file of your own, which the variable MEANTONE_HUB names, and write this anew. README.md says how.
"""


def values(settings: Settings) -> dict[str, Any]:
    """Return the values of the Helm chart.

    Parameters
    ----------
    settings : Settings
    """
    config = hub_config(settings)
    at_once = config["JupyterHub"].pop("concurrent_spawn_limit")
    service = class_service(settings, host(settings))
    return {
        "hub": {
            "concurrentSpawnLimit": at_once,
            "config": config,
            "services": {service.pop("name"): service},
            "loadRoles": roles(settings),
        },
        "singleuser": pod(settings),
        "cull": {
            "enabled": True,
            "timeout": settings["idle"]["server"],
            "every": settings["idle"]["every"],
        },
    }


def pod(settings: Settings) -> dict[str, Any]:
    """Return what the chart is told about a learner's pod.

    Parameters
    ----------
    settings : Settings
    """
    server, here = settings["server"], settings["kubernetes"]
    to_class = {
        "to": [{"podSelector": {"matchLabels": {"app": POD}}}],
        "ports": [{"port": here["class_port"], "protocol": "TCP"}],
    }
    return {
        "image": {"name": here["image"], "tag": here["tag"]},
        "cmd": command(settings, PYTHON),
        "startTimeout": server["start_seconds"],
        "extraEnv": environment(settings, here["cache"], host(settings)),
        "memory": {"limit": server["memory_limit"], "guarantee": server["memory_guarantee"]},
        "cpu": {"limit": server["cpu_limit"], "guarantee": server["cpu_guarantee"]},
        "uid": here["uid"],
        "fsGid": here["uid"],
        "storage": {"capacity": here["home_storage"], "homeMountPath": here["home"]},
        "networkPolicy": {"egress": [to_class]},
    }


def host(settings: Settings) -> str:
    """Return where the class answers in the cluster.

    Parameters
    ----------
    settings : Settings
    """
    return f"{POD}:{settings['kubernetes']['class_port']}"


def class_objects(settings: Settings) -> list[dict[str, Any]]:
    """Return the class's storage, program and address, as Kubernetes takes them.

    Parameters
    ----------
    settings : Settings
    """
    return [storage(settings), program(settings), address(settings)]


def storage(settings: Settings) -> dict[str, Any]:
    """Return the claim on a disk that the class's store lies on.

    Parameters
    ----------
    settings : Settings
    """
    size = {"requests": {"storage": settings["kubernetes"]["class_storage"]}}
    return {
        "apiVersion": "v1",
        "kind": "PersistentVolumeClaim",
        "metadata": {"name": POD},
        "spec": {"accessModes": ["ReadWriteOnce"], "resources": size},
    }


def program(settings: Settings) -> dict[str, Any]:
    """Return the deployment of the class's service: one pod, never two on one store.

    Parameters
    ----------
    settings : Settings
    """
    here, name = settings["kubernetes"], settings["class"]["name"]
    token = {"secretKeyRef": {"name": "hub", "key": f"hub.services.{name}.apiToken"}}
    variables = {
        "JUPYTERHUB_SERVICE_NAME": name,
        "JUPYTERHUB_SERVICE_PREFIX": f"/services/{name}/",
        "JUPYTERHUB_SERVICE_URL": f"http://0.0.0.0:{here['class_port']}",
        "JUPYTERHUB_API_URL": "http://hub:8081/hub/api",
        "JUPYTERHUB_BASE_URL": "/",
        "JUPYTERHUB_CLIENT_ID": f"service-{name}",
    }
    container = {
        "name": "class",
        "image": f"{here['image']}:{here['tag']}",
        "command": class_command(PYTHON, "/class"),
        "env": [
            *({"name": key, "value": value} for key, value in variables.items()),
            {"name": "JUPYTERHUB_API_TOKEN", "valueFrom": token},
        ],
        "ports": [{"containerPort": here["class_port"]}],
        "resources": {"requests": {"memory": "300Mi"}, "limits": {"memory": "1Gi"}},
        "securityContext": {"allowPrivilegeEscalation": False},
        "volumeMounts": [{"name": "class", "mountPath": "/class"}],
    }
    volume = {"name": "class", "persistentVolumeClaim": {"claimName": POD}}
    labels = {"app": POD, "hub.jupyter.org/network-access-hub": "true"}
    spec = {
        "automountServiceAccountToken": False,
        "securityContext": {"runAsUser": here["uid"], "fsGroup": here["uid"]},
        "containers": [container],
        "volumes": [volume],
    }
    return {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": POD},
        "spec": {
            "replicas": 1,
            "strategy": {"type": "Recreate"},
            "selector": {"matchLabels": {"app": POD}},
            "template": {"metadata": {"labels": labels}, "spec": spec},
        },
    }


def address(settings: Settings) -> dict[str, Any]:
    """Return the name in the cluster that learners' servers and the proxy know the class by.

    Parameters
    ----------
    settings : Settings
    """
    port = settings["kubernetes"]["class_port"]
    return {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": {"name": POD},
        "spec": {"selector": {"app": POD}, "ports": [{"port": port, "targetPort": port}]},
    }


def texts(settings: Settings) -> dict[str, str]:
    """Return the files that Kubernetes needs.

    Parameters
    ----------
    settings : Settings
    """
    made = {"values.yaml": [values(settings)], "class.yaml": class_objects(settings)}
    return {
        name: HEADER + yaml.safe_dump_all(parts, sort_keys=False, width=100)
        for name, parts in made.items()
    }


def main() -> None:
    """Write the files into the folder that this runs in, with a teacher's own settings if named."""
    own = own_file()
    settings = read_settings(own)
    if own:
        check_login(settings, only_here=False)
    for name, text in texts(settings).items():
        Path(name).write_text(text, encoding="utf-8", newline="\n")
        print(f"Written: {name}")


if __name__ == "__main__":
    main()
