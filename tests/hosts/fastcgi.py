# SPDX-License-Identifier: MIT
"""Asks a FastCGI server on a Unix socket, several at once. Usage: fastcgi.py SOCKET SCRIPT COUNT NAME=VALUE...

Each request carries NUMBER. Prints one answer's body a line; leaves with 1 when one is missing.
"""
import socket
import struct
import sys
from concurrent.futures import ThreadPoolExecutor

path, script, count, *more = sys.argv[1:]


def record(kind, content):
    return struct.pack("!BBHHBB", 1, kind, 1, len(content), 0, 0) + content


def pair(name, value):
    name, value = name.encode(), value.encode()
    return b"".join(struct.pack("!I", len(s) | 1 << 31) if len(s) > 127 else bytes([len(s)])
                    for s in (name, value)) + name + value


def ask(n):
    params = {"SCRIPT_FILENAME": script, "REQUEST_METHOD": "GET", "SERVER_PROTOCOL": "HTTP/1.1", "QUERY_STRING": "",
              "NUMBER": str(n), **dict(m.split("=", 1) for m in more)}
    with socket.socket(socket.AF_UNIX) as s:
        s.settimeout(30)
        s.connect(path)
        s.sendall(record(1, struct.pack("!HB5x", 1, 0)) +
                  record(4, b"".join(pair(k, v) for k, v in params.items())) + record(4, b"") + record(5, b""))
        data = b""
        while piece := s.recv(65536):
            data += piece
    out = b""
    while data:
        _, kind, _, size, padding, _ = struct.unpack("!BBHHBB", data[:8])
        out += data[8:8 + size] if kind == 6 else b""
        data = data[8 + size + padding:]
    return out.partition(b"\r\n\r\n")[2].decode()


with ThreadPoolExecutor(4) as pool:
    answers = list(pool.map(ask, range(int(count))))
print("\n".join(answers))
sys.exit(0 if all(answers) else 1)
