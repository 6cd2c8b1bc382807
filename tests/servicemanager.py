"""A service manager's end of NOTIFY_SOCKET: a real datagram socket that remembers what it was told."""

import socket
import time

from patience import HANG_SECONDS


class Manager:
    """Listens at `address`; one that begins with a zero byte is in the abstract namespace."""

    def __init__(self, address):
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind(address)
        self.socket.setblocking(False)
        self.lines = []

    def told(self):
        """All lines since the last time."""
        self._listen()
        lines, self.lines = self.lines, []
        return lines

    def wait_for(self, line):
        """Whether that line comes; all lines are kept for `told`."""
        until = time.monotonic() + HANG_SECONDS
        while line not in self.lines and time.monotonic() < until:
            self._listen()
            time.sleep(0.02)
        return line in self.lines

    def _listen(self):
        while True:
            try:
                self.lines.append(self.socket.recv(4096).decode())
            except BlockingIOError:
                return
