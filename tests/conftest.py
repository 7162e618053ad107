import os
import signal
import threading
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

PROJECT = Path(__file__).resolve().parents[1]

# Several folders have a conftest.py; as modules with doctests they would be one name for many.
collect_ignore_glob = ["*conftest.py"]

# No test asserts a time, so examples may take any, to be drawn and to be tried: a busy machine is
# no error. Each run draws the same examples: an unlucky draw is not to refuse a commit that has
# nothing to do with it. Who looks for weak spots draws others, and more:
# pytest --hypothesis-profile=search
patient = settings(
    deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True, derandomize=True
)
settings.register_profile("meantone", patient)
settings.register_profile("search", patient, derandomize=False, max_examples=1500)
settings.load_profile("meantone")


def pytest_configure(config: pytest.Config) -> None:
    heed_interrupts()
    os.environ["MEANTONE_PROGRESS"] = "off"  # a test run is nobody's progress
    os.environ["MEANTONE_PREPARE"] = "off"  # a lab that is under test trains nothing
    config.addinivalue_line("markers", "browser: drives the lab in a real browser")
    config.addinivalue_line("markers", "runs_lessons: runs whole lessons, up to minutes each")


def heed_interrupts() -> None:
    """Handle SIGINT, so that what tests start does too.

    Under `nohup ... &`, and on some runners, it is ignored, and processes inherit that.
    """
    ignored = signal.getsignal(signal.SIGINT) is signal.SIG_IGN
    if ignored and threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session")
def project() -> Path:
    """The project's folder."""
    return PROJECT
