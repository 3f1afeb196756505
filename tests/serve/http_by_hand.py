# SPDX-License-Identifier: MIT
"""HTTP by hand, for the tests of `precare serve`: what is sent is what stands here, to the byte. A test prints "ok: SENTENCE" or
"FAILED: SENTENCE"."""
import json
import socket

SECONDS = 60


class Answer:
    def __init__(self, raw):
        self.raw = raw
        head, _, self.body = raw.partition(b'\r\n\r\n')
        lines = head.decode('latin-1').split('\r\n')
        self.status = int(lines[0].split(' ')[1]) if lines[0].startswith('HTTP/1.') else 0
        self.headers = {}
        for line in lines[1:]:
            name, _, value = line.partition(':')
            self.headers[name.lower()] = value.strip()

    def json(self):
        return json.loads(self.body)

    def outcome(self):
        """It is an OperationOutcome that says something."""
        try:
            body = self.json()
            return body['resourceType'] == 'OperationOutcome' and body['issue'][0]['diagnostics'] != ''
        except (ValueError, KeyError, IndexError, TypeError):
            return False


def connected(at):
    """A path, or a port of this machine."""
    s = socket.socket(socket.AF_UNIX if isinstance(at, str) else socket.AF_INET)
    s.settimeout(SECONDS)
    s.connect(at if isinstance(at, str) else ('127.0.0.1', at))
    return s


def received(s, body=True):
    """One answer, by its Content-Length, or what came until the end."""
    raw = b''
    try:
        while b'\r\n\r\n' not in raw:
            more = s.recv(65536)
            if not more:
                return Answer(raw or b'\r\n\r\n')
            raw += more
        length = int(Answer(raw).headers.get('content-length', '0')) if body else 0
        end = raw.index(b'\r\n\r\n') + 4 + length
        while len(raw) < end:
            more = s.recv(65536)
            if not more:
                break
            raw += more
    except ConnectionError:
        pass
    return Answer(raw or b'\r\n\r\n')


def request(method, path, body=None, **headers):
    """Names of headers with _ for -; a value None leaves it out."""
    lines = {'Host': 'localhost'}
    if body is not None:
        lines.update({'Content-Type': 'application/json', 'Content-Length': str(len(body))})
    lines.update({name.replace('_', '-'): value for name, value in headers.items()})
    head = ''.join(f'{name}: {value}\r\n' for name, value in lines.items() if value is not None)
    return f'{method} {path} HTTP/1.1\r\n{head}\r\n'.encode() + (body or b'')


def asked(at, raw):
    s = connected(at)
    try:
        s.sendall(raw)
    except ConnectionError:
        pass
    answer = received(s, not raw.startswith(b'HEAD'))
    s.close()
    return answer


def holds(sentence, good, why=''):
    print(f"{'ok' if good else 'FAILED'}: {sentence}{'' if good else f' ({why})'}", flush=True)
