"""Run one notebook in its folder, in a process of its own: python run_offline.py NOTEBOOK NETWORK.

The notebook with its outputs is written over the one that was given.
"""

import struct
import sys
from pathlib import Path

import nbformat

from meantone.teaching import LessonError, run, to_text


def raise_loopback() -> None:
    """Switch this machine's own address on: in a fresh network of Linux it is off."""
    import fcntl
    import socket

    name, up = b"lo", 0x1
    set_flags = 0x8914
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        fcntl.ioctl(any_socket, set_flags, struct.pack("16sh", name, up))


def main(path: Path, network: str) -> int:
    """Return 0 if the notebook runs to its end, else say where it does not."""
    if network == "none":
        raise_loopback()
    try:
        done = run(nbformat.read(path, as_version=4), path.parent)
    except LessonError as error:
        print(f"{path.stem}, {error}")
        return 1
    path.write_text(to_text(done), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2]))
