"""Servers of HTTP that do what a test tells them to, right or wrong, on real sockets, and count what they get."""

from __future__ import annotations

import contextlib
import socket
import struct
import threading


class Connection:
    """One connection that the server took."""

    def __init__(self, server: "Server", sock: socket.socket):
        self.server = server
        self.number = server.connections
        self.socket = sock
        self.buffer = b""

    def head(self) -> bytes | None:
        """The head of the next request; None when the client closed."""
        while b"\r\n\r\n" not in self.buffer:
            piece = self.socket.recv(65536)
            if not piece:
                return None
            self.buffer += piece
        head, self.buffer = self.buffer.split(b"\r\n\r\n", 1)
        with self.server.changed:
            self.server.requests.append(head.decode())
            self.server.carriers.append(self.number)
            self.server.changed.notify_all()
        return head

    def request(self) -> tuple[str, bytes] | None:
        """The next request, head and body."""
        head = self.head()
        if head is None:
            return None
        length = next((int(line.split(b":")[1]) for line in head.split(b"\r\n")
                       if line.lower().startswith(b"content-length:")), 0)
        while len(self.buffer) < length:
            self.buffer += self.socket.recv(65536)
        body, self.buffer = self.buffer[:length], self.buffer[length:]
        self.server.bodies.append(body)
        return head.decode(), body

    def send(self, data: bytes):
        self.socket.sendall(data)

    def answer(self, body=b"{}", status="200 OK", headers=()):
        lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers]
        self.send("\r\n".join(lines).encode() + b"\r\n\r\n" + body)

    def hang(self):
        """Says nothing more until the test is over."""
        self.server.over.wait()

    def reset(self):
        """Closes in such a way that the client gets a reset."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


class Server:
    """Runs `script` on a thread of its own for each connection; the connection is closed where the script ends."""

    def __init__(self, script, tls=None, path=None):
        self.script = script
        self.tls = tls
        self.requests: list[str] = []
        self.bodies: list[bytes] = []
        # The number of the connection that each request came over.
        self.carriers: list[int] = []
        self.connections = 0
        self.over = threading.Event()
        self.changed = threading.Condition()
        self.socket = socket.socket(socket.AF_UNIX if path else socket.AF_INET)
        self.socket.bind(path or ("127.0.0.1", 0))
        self.socket.listen(64)
        self.port = None if path else self.socket.getsockname()[1]
        self.open: list[socket.socket] = []
        self.threads: list[threading.Thread] = [threading.Thread(target=self._accept, daemon=True)]
        self.threads[0].start()

    def _accept(self):
        while True:
            try:
                sock, _ = self.socket.accept()
            except OSError:
                return
            self.connections += 1
            self.open.append(sock)
            connection = Connection(self, sock)
            thread = threading.Thread(target=self._serve, args=(connection,), daemon=True)
            self.threads.append(thread)
            thread.start()

    def _serve(self, connection):
        # A client that goes away, or does not like our certificate, is part of the tests.
        with contextlib.suppress(OSError):
            if self.tls:
                connection.socket = self.tls.wrap_socket(connection.socket, server_side=True)
                self.open.append(connection.socket)
            with connection.socket:
                self.script(connection)

    def wait_for_requests(self, count: int):
        with self.changed:
            assert self.changed.wait_for(lambda: len(self.requests) >= count, 10), f"{len(self.requests)} requests came"

    @property
    def rest(self) -> str:
        return f"//127.0.0.1:{self.port}/api/v1"

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.over.set()
        for sock in [self.socket, *self.open]:
            with contextlib.suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)
            sock.close()
        for thread in self.threads:
            thread.join(5)


def always(body=b"{}", status="200 OK", headers=()):
    """Answers every request in the same way and keeps the connection."""

    def script(connection):
        while connection.request():
            connection.answer(body, status, headers)

    return script


def once(*pieces: bytes):
    """Reads one request, writes the pieces and closes."""

    def script(connection):
        connection.request()
        for piece in pieces:
            connection.send(piece)

    return script
