"""Starts a program in a network of its own, where a single port listens; Linux only.

Run as `python isolated_start.py FD PORT PROGRAM...`: it opens 127.0.0.1:PORT in a new network
namespace, gives the listening socket to the process that holds the other end of FD, which relays
to the sandbox, and becomes the program. Nothing of tendlc is imported: it runs with -I.
"""

from __future__ import annotations

import ctypes
import fcntl
import os
import socket
import struct
import sys
from pathlib import Path

_NEW_USER, _NEW_NETWORK = 0x10000000, 0x40000000  # CLONE_NEWUSER, CLONE_NEWNET
_SET_FLAGS, _UP = 0x8914, 0x1  # SIOCSIFFLAGS, IFF_UP
_NOT_FOUND, _NOT_EXECUTABLE = 127, 126


def main() -> None:
    """Leave the network, open the port, and become the program."""
    parent = socket.socket(fileno=int(sys.argv[1]))
    try:
        _leave_the_network()
        listener = socket.create_server(("127.0.0.1", int(sys.argv[2])))
    except OSError as error:
        parent.sendall((error.strerror or str(error)).encode())
        sys.exit(1)
    socket.send_fds(parent, [b"ready"], [listener.fileno()])
    listener.close()
    parent.close()
    command = sys.argv[3:]
    try:
        os.execvp(command[0], command)
    except FileNotFoundError:
        sys.exit(_NOT_FOUND)
    except OSError:
        sys.exit(_NOT_EXECUTABLE)


def _leave_the_network() -> None:
    user, group = os.getuid(), os.getgid()
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(_NEW_USER | _NEW_NETWORK) != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{user} {user} 1")
    Path("/proc/self/gid_map").write_text(f"{group} {group} 1")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
        fcntl.ioctl(control, _SET_FLAGS, struct.pack("16sH14x", b"lo", _UP))


if __name__ == "__main__":
    main()
