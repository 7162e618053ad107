"""JupyterHub's configuration for a class on one server: `jupyterhub -f hub/jupyterhub_config.py`.

README.md says how. All settings are in settings.toml; a teacher's own are in the file that the
variable MEANTONE_HUB names. This file has none.
"""

import os
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

import hub_settings

from meantone.commands.node import find_node, node_modules
from meantone.storage import cache_folder

c = get_config()  # JupyterHub gives it to this file
settings = hub_settings.read_settings(hub_settings.own_file())
here, server = settings["one_server"], settings["server"]
hub_settings.check_login(settings, only_here=here["address"] == hub_settings.LOOPBACK)

for name, traits in hub_settings.hub_config(settings).items():
    c[name].update(traits)

# Where things lie.
state = Path(here["state"]).expanduser()
state.mkdir(parents=True, exist_ok=True)
state.chmod(0o700)
if here["cache"]:  # the proxy, too, is where build.sh has put it
    os.environ["MEANTONE_CACHE"] = str(Path(here["cache"]).expanduser())
cache = cache_folder()
c.JupyterHub.db_url = f"sqlite:///{state / 'jupyterhub.sqlite'}"
c.JupyterHub.cookie_secret_file = str(state / "cookie_secret")
c.ConfigurableHTTPProxy.pid_file = str(state / "proxy.pid")

# Where it answers: the proxy to learners, everything else on this machine alone.
c.JupyterHub.bind_url = f"http://{here['address']}:{here['port']}"
c.JupyterHub.hub_bind_url = f"http://{hub_settings.LOOPBACK}:{here['hub_port']}"
c.ConfigurableHTTPProxy.api_url = f"http://{hub_settings.LOOPBACK}:{here['proxy_port']}"
proxy = node_modules(HERE) / "configurable-http-proxy" / "bin" / "configurable-http-proxy"
c.ConfigurableHTTPProxy.command = [find_node(), str(proxy)]
c.JupyterHub.cleanup_servers = not here["servers_outlive_hub"]

# A learner's server: a process of its own, which copies the lessons and then is JupyterHub's.
of_class = f"{hub_settings.LOOPBACK}:{here['class_port']}"
programs = os.pathsep.join((str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)))
variables = hub_settings.environment(settings, str(cache), of_class)
c.Spawner.environment = {**variables, "PATH": programs}
c.Spawner.cmd = hub_settings.command(settings, sys.executable)
# Processes are not held to these; SystemdSpawner and others are.
c.Spawner.mem_limit, c.Spawner.mem_guarantee = server["memory_limit"], server["memory_guarantee"]
c.Spawner.cpu_limit, c.Spawner.cpu_guarantee = server["cpu_limit"], server["cpu_guarantee"]
if here["form"] == "one_user":
    c.JupyterHub.spawner_class = "simple"
    c.SimpleLocalProcessSpawner.home_dir_template = str(state / "homes" / "{username}")

# The class, and what stops servers that nobody uses.
class_service = hub_settings.class_service(settings, of_class)
class_service["command"] = hub_settings.class_command(sys.executable, str(state / "class"))
culler, culls = hub_settings.culler(settings, sys.executable)
with_the_hub = [sys.executable, str(HERE / "with_the_hub.py")]
c.JupyterHub.services = [
    {
        **one,
        "command": [*with_the_hub, *one["command"]],
        "environment": {"MEANTONE_CACHE": str(cache)},  # JupyterHub hands on no other variable
    }
    for one in (class_service, culler)
]
named = hub_settings.roles(settings).items()
c.JupyterHub.load_roles = [*({"name": name, **role} for name, role in named), culls]
