"""A client on a raw socket: sends a request as it is told, and takes whatever comes back."""

import socket

HOST = "h0001.news.test"
HEAD = b"GET %s HTTP/1.1\r\nHost: %s\r\n%s\r\n"


def connect(newsroom, listener="http"):
    return socket.create_connection((newsroom.address, newsroom.ports[listener]), timeout=5)


def request(path, host=HOST, **headers):
    lines = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
    return HEAD % (path.encode(), host.encode(), lines.encode())


def ask(newsroom, path, host=HOST, listener="http", **headers):
    """Return all bytes that come back, until the server closes."""
    with connect(newsroom, listener) as line:
        line.sendall(request(path, host, Connection="close", **headers))
        return b"".join(iter(lambda: line.recv(65_536), b""))


def parts(answer):
    head, _, body = answer.partition(b"\r\n\r\n")
    return head.decode("latin-1"), body


def headers(answer):
    return dict(line.split(": ", 1) for line in parts(answer)[0].split("\r\n")[1:])


def status(answer):
    return int(answer.split(b" ", 2)[1])
