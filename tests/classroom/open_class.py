"""A class that is open, in a process of its own, as a teacher's command starts it."""

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass


@dataclass(frozen=True)
class Class:
    """Where a class answers, and the process that does."""

    port: int
    code: str
    page: str
    process: subprocess.Popen[str]

    @property
    def address(self) -> str:
        """Where hand-ins go, as seen from this machine."""
        return f"http://127.0.0.1:{self.port}"


@contextmanager
def opened(*arguments: str) -> Iterator[Class]:
    """Start `course.py class` and wait until it says where it answers."""
    command = [sys.executable, "-m", "meantone", "class", *arguments, "--no-browser"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout
        said = ""
        while "Ctrl-C" not in said:
            line = process.stdout.readline()
            assert line, f"the class did not open: {said}"
            said += line
        port = re.search(r"address +http://[\d.]+:(\d+)", said)
        code = re.search(r"code +(\S+)", said)
        page = re.search(r"http://127\.0\.0\.1:\d+/\S{20,}/", said)
        assert page
        yield Class(int(port[1]) if port else 0, code[1] if code else "", page[0], process)
    finally:
        process.kill()
        process.wait()
        if process.stdout:
            process.stdout.close()
