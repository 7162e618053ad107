"""JupyterHub's configuration for a class on one server: `jupyterhub -f hub/jupyterhub_config.py`.

README.md says how. All settings are in settings.toml; a teacher's own are in the file that the
variable MEANTONE_HUB names. This file has none.
"""

import os
import sys
from pathlib import Path

from traitlets.config import get_config

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

import hub_settings  # noqa: E402

from meantone.commands.node import find_node, node_modules  # noqa: E402
from meantone.storage import cache_folder  # noqa: E402

c = get_config()
settings = hub_settings.read_settings(hub_settings.own_file())
hub_settings.check_login(settings)
here, server = settings["one_server"], settings["server"]

for name, traits in hub_settings.hub_config(settings).items():
    c[name].update(traits)

# Where things lie.
state = Path(here["state"]).expanduser()
state.mkdir(parents=True, exist_ok=True)
state.chmod(0o711)  # the homes are below it; what else is in it, is the hub's alone
cache = Path(here["cache"]).expanduser() if here["cache"] else cache_folder()
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

# A learner's server: a process of its own, which lays the lessons and then is JupyterHub's.
to_proxy = f"http://{hub_settings.LOOPBACK}:{here['port']}"
folder = Path(sys.executable).parent
c.Spawner.environment = {
    **hub_settings.environment(settings, str(cache), to_proxy),
    "PATH": os.pathsep.join((str(folder), os.environ.get("PATH", os.defpath))),
}
c.Spawner.cmd = hub_settings.command(settings, sys.executable)
c.Spawner.mem_limit, c.Spawner.mem_guarantee = server["memory_limit"], server["memory_guarantee"]
c.Spawner.cpu_limit, c.Spawner.cpu_guarantee = server["cpu_limit"], server["cpu_guarantee"]
if here["form"] == "one_user":
    c.JupyterHub.spawner_class = "simple"
    c.SimpleLocalProcessSpawner.home_dir_template = str(state / "homes" / "{username}")
else:
    c.JupyterHub.spawner_class = "localprocess"

# The class, and what stops servers that nobody uses.
service = hub_settings.class_service(settings, sys.executable, state / "class")
c.JupyterHub.services = [service, hub_settings.culler(settings, sys.executable)]
c.JupyterHub.load_roles = [
    {"name": name, **role} for name, role in hub_settings.roles(settings).items()
]
