# SPDX-License-Identifier: MIT
"""Clients of `precare serve`, good and bad: door.py SOCKET PORT TOKEN-FILE BOOKING. Called by door_test.sh."""
import json
import random
import re
import socket
import sys
import threading
import time

from http_by_hand import Answer, asked, connected, holds, received, request

SOCKET, PORT, TOKEN_FILE, BOOKING = sys.argv[1], int(sys.argv[2]), sys.argv[3], sys.argv[4]
CALL = '/cds-services/precare-booking'
HOST = f'127.0.0.1:{PORT}'
with open(BOOKING, 'rb') as file:
    BODY = file.read()
with open(TOKEN_FILE, encoding='ascii') as file:
    TOKEN = file.read()


def call(body=BODY, path=CALL, **headers):
    return asked(SOCKET, request('POST', path, body, **headers))


def refused(sentence, answer, status):
    holds(sentence, answer.status == status and answer.outcome(), f'{answer.status} {answer.raw[-200:]}')


def well(sentence='and it goes on'):
    answer = call()
    holds(sentence, answer.status == 200 and len(answer.json()['cards']) > 0, answer.raw[:200])


# ---- who is slow: they wait while the others are at work ----

slow_found = {}


def slow(name, first, drop):
    """Sends `first`, then a byte now and then; how long it was let."""
    s = connected(SOCKET)
    s.sendall(first)
    s.settimeout(1)
    began = time.monotonic()
    try:
        while time.monotonic() - began < 40:
            try:
                if s.recv(65536) == b'':
                    break
            except socket.timeout:
                if drop:
                    s.sendall(drop)
    except ConnectionError:
        pass
    slow_found[name] = time.monotonic() - began


SLOW = {
    'a request line that drips': (b'GET /cds', b'x'),
    'a head that drips': (b'GET /cds-services HTTP/1.1\r\nHost: localhost\r\nX: ', b'canary'),
    'a body that drips': (request('POST', CALL, b'{', Content_Length='100000'), b' '),
    'a client that asks nothing': (b'', b''),
}
threads = [threading.Thread(target=slow, args=(name, *of)) for name, of in SLOW.items()]
for thread in threads:
    thread.start()

# ---- what it is for ----

answer = asked(SOCKET, request('GET', '/cds-services'))
services = answer.json()['services']
holds('discovery names the services', answer.status == 200 and {s['id'] for s in services} ==
      {'precare-booking', 'precare-check-in', 'precare-charting'}, answer.raw[:300])
holds('as JSON, that nobody keeps', answer.headers['content-type'] == 'application/json' and
      answer.headers['cache-control'] == 'no-store')
answer = call()
holds('a call gives cards', answer.status == 200 and isinstance(answer.json()['cards'], list) and
      answer.json()['cards'][0]['indicator'] == 'critical', answer.raw[:300])

def timeless(body):  # a suggested task says to the second when it was suggested
    return re.sub(rb'"authoredOn":"[^"]*"', b'', body)


again = call()
holds('the same call gives the same cards, to the byte', timeless(again.body) == timeless(answer.body), again.raw[-300:])
holds('a media type may name its charset', call(Content_Type='application/json; charset=utf-8').status == 200)
holds('and be written in capitals', call(Content_Type='Application/JSON').status == 200)
answer = asked(SOCKET, request('HEAD', '/cds-services'))
holds('HEAD gives no body', answer.status == 200 and answer.body == b'')
answer = asked(SOCKET, request('OPTIONS', CALL))
holds('OPTIONS says which methods there are', answer.status == 204 and answer.headers['allow'] == 'POST, OPTIONS')

# ---- what it refuses ----

refused('a body that is no JSON', call(b'{"canary'), 400)
holds('with its place', b'(line 1, column' in call(b'{"canary').body)
refused('a body that is no object', call(b'["canary"]'), 400)
refused('an empty body', call(b''), 400)
refused('a hook of another service', call(BODY.replace(b'appointment-book', b'encounter-start')), 400)
refused('a hook that there is not', call(BODY.replace(b'appointment-book', b'canary-view')), 400)
refused('a service that there is not', call(path='/cds-services/canary'), 404)
refused('a path that there is not', asked(SOCKET, request('GET', '/canary?canary=canary')), 404)
refused('a path that is another one percent by percent', asked(SOCKET, request('GET', '/cds-services/%2e%2e')), 404)
refused('a slash too many', call(path=CALL + '/'), 404)
refused('a service of a long name', call(path='/cds-services/' + 'canary' * 100), 404)
for method in 'GET', 'PUT', 'DELETE', 'PATCH', 'TRACE', 'CANARY':
    answer = asked(SOCKET, request(method, CALL))
    refused(f'{method} of a service', answer, 405)
    holds('with the methods that there are', answer.headers.get('allow') == 'POST, OPTIONS')
refused('a body of another type', call(Content_Type='text/canary'), 415)
refused('a body of no type', call(Content_Type=None), 415)
refused('a body that is compressed', call(Content_Encoding='gzip'), 415)
holds('one that says it is not is fine', call(Content_Encoding='identity').status == 200)
refused('a form of a web page', call(Content_Type='application/x-www-form-urlencoded'), 415)
refused('another Host', call(Host='canary.example'), 400)
refused('no Host, as HTTP/1.0 has it', asked(SOCKET, b'GET /cds-services HTTP/1.0\r\n\r\n'), 400)
refused('a page of any origin, where none is listed', call(Origin='https://canary.example'), 403)
refused('two of a header that says who asks', asked(SOCKET, request('GET', '/cds-services').replace(
    b'\r\n\r\n', b'\r\nhost: localhost\r\n\r\n')), 400)
refused('a head of 17 KiB', asked(SOCKET, request('GET', '/cds-services', X_Canary='canary' * 2900)), 431)
holds('of 15 KiB it is fine', asked(SOCKET, request('GET', '/cds-services', X_Canary='c' * 15000)).status == 200)
padded = BODY.rstrip() + b' ' * ((1 << 20) - len(BODY.rstrip()))
refused('a body of 1 MiB and a byte, when it has come', call(padded + b' '), 413)
refused('one that says it is longer than 8 MiB, before it comes',
        asked(SOCKET, request('POST', CALL, b'{', Content_Length=str((8 << 20) + 1))), 413)
refused('of 2^62', asked(SOCKET, request('POST', CALL, b'{', Content_Length=str(1 << 62))), 413)
holds('of 1 MiB it is fine', len(padded) == 1 << 20 and call(padded).status == 200)


def chunked(body, size=8000):
    parts = (body[i:i + size] for i in range(0, len(body), size))
    return request('POST', CALL, b'', Content_Length=None, Transfer_Encoding='chunked') + \
        b''.join(b'%x\r\n%s\r\n' % (len(p), p) for p in parts) + b'0\r\n\r\n'


holds('a body in chunks is fine', asked(SOCKET, chunked(BODY)).status == 200)
refused('in chunks of 1 MiB and a byte', asked(SOCKET, chunked(padded + b' ')), 413)
card = call().json()['cards'][0]['uuid']
for uuid, where in (card, 'recorded'), (card, 'repeated'), ('d1577c69-dfbe-44ad-ba6d-3e05e953b2ea', 'unknown'):
    said = {'feedback': [{'card': uuid, 'outcome': 'accepted', 'outcomeTimestamp': '2026-12-01T10:00:00Z'}]}
    answer = call(path=CALL + '/feedback', body=json.dumps(said).encode())
    holds('feedback is taken', answer.status == 200 and answer.json()[where] == 1, b'%s: %s' % (where.encode(), answer.raw[-300:]))
refused('feedback that is none', call(path=CALL + '/feedback', body=b'{"canary": []}'), 400)
well()

# ---- sockets ----

s = connected(SOCKET)
s.sendall(request('GET', '/cds-services') + request('POST', CALL, BODY) + request('GET', '/cds-services/canary'))
got = b''
while got.count(b'HTTP/1.1 ') < 3 or not got.endswith(b'}'):
    more = s.recv(65536)
    if not more:
        break
    got += more
s.close()
holds('three requests at once are answered in turn',
      [Answer(b'HTTP/1.1 ' + part).status for part in got.split(b'HTTP/1.1 ')[1:]] == [200, 200, 404], got[-300:])
s = connected(SOCKET)
s.sendall(request('POST', CALL, BODY))
s.shutdown(socket.SHUT_WR)
answer = received(s)
s.close()
holds('who closes his half is answered', answer.status == 200 and answer.json()['cards'], answer.raw[:200])
s = connected(SOCKET)
head, _, rest = request('POST', CALL, BODY, Expect='100-continue').partition(b'\r\n\r\n')
s.sendall(head + b'\r\n\r\n')
first = s.recv(100)
s.sendall(rest)
answer = received(s)
s.close()
holds('who waits for 100 gets it', first.startswith(b'HTTP/1.1 100') and answer.status == 200, first)
s = connected(SOCKET)
for i in range(0, len(BODY), 997):
    if i == 0:
        s.sendall(request('POST', CALL, BODY)[:-len(BODY)])
    s.sendall(BODY[i:i + 997])
answer = received(s)
s.sendall(request('POST', CALL, BODY))
again = received(s)
s.close()
holds('a body in pieces is one, and the connection serves for another', answer.status == again.status == 200)
s = connected(SOCKET)
s.sendall(request('POST', CALL, b' ' * 900000, Content_Type='text/plain'))
answer = received(s)
s.sendall(request('POST', CALL, BODY))
again = received(s)
s.close()
holds('whoever writes his body before he reads that it is refused may ask again', (answer.status, again.status) == (415, 200),
      answer.raw[:300])
s = connected(SOCKET)
whole = request('POST', CALL, BODY, Content_Type='text/plain', Expect='100-continue')
s.sendall(whole[:-len(BODY)])  # no more: where the body has come already, there need be no 100 (RFC 9110, 10.1.1)
first = received(s)
s.sendall(BODY)
answer = received(s)
s.close()
holds('whoever asks before he writes it may, and is told then', (first.status, answer.status) == (100, 415), first.raw[:100])
for i in range(50):
    s = connected(SOCKET)
    whole = request('POST', CALL, BODY)
    s.sendall(whole[:len(whole) * i // 50])
    s.close()
well('who goes away amidst a request does no harm')
idle = [connected(SOCKET) for _ in range(300)]
last = connected(SOCKET)
last.sendall(request('GET', '/cds-services'))
last.settimeout(1)
try:
    waited = last.recv(1) == b'never'
except socket.timeout:
    waited = True
holds('beyond 128 connections one more waits', waited)
for s in idle:
    s.close()
last.settimeout(30)
answer = received(last)
last.close()
holds('and is answered when there is room', answer.status == 200, answer.raw[:200])
MALFORMED = [b'canary\r\n\r\n', b'GET\r\n\r\n', b'\0\1\2\3\r\n\r\n', b'GET  HTTP/1.1\r\n\r\n',
             b'GET /cds-services HTTP/9.9\r\nHost: localhost\r\n\r\n', b'GET /cds-services HTTP/1.1\r\n: x\r\n\r\n',
             b'GET /cds-services HTTP/1.1\r\nHost: localhost\r\n canary: folded\r\n\r\n',
             request('POST', CALL, BODY, Content_Length='-1'), request('POST', CALL, BODY, Content_Length='canary'),
             request('POST', CALL, BODY, Content_Length='5', Transfer_Encoding='chunked'),
             request('POST', CALL, b'ffffffffffffffffff\r\ncanary', Content_Length=None, Transfer_Encoding='chunked'),
             b'\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03' + b'c' * 500, b'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n']
statuses = []
for raw in MALFORMED:
    s = connected(SOCKET)
    s.settimeout(0.3)
    s.sendall(raw)
    try:
        statuses.append(received(s).status)
    except socket.timeout:
        statuses.append(0)
    s.close()
holds('what is no HTTP gives no cards', len(statuses) == len(MALFORMED) and 500 not in statuses, statuses)
rng = random.Random(1)
whole = request('POST', CALL, BODY)
for i in range(300):
    raw = bytearray(whole)
    for _ in range(rng.randrange(1, 6)):
        raw[rng.randrange(len(raw) if i % 2 else 200)] = rng.randrange(256)
    s = connected(SOCKET)
    s.settimeout(0.3)
    try:
        s.sendall(bytes(raw))
        s.shutdown(socket.SHUT_WR)
        s.recv(100)
    except (ConnectionError, socket.timeout):
        pass
    s.close()
well('300 requests with wrong bytes do no harm')

# ---- a port: tokens, pages, rates ----


def port(method='GET', path='/cds-services', **headers):
    return asked(PORT, request(method, path, None, **{'Host': HOST, **headers}))


BEARER = {'Authorization': 'Bearer ' + TOKEN}
PAGE = {'Origin': 'https://ehr.example'}
answer = port(**BEARER, **PAGE)
holds('who has the token may call', answer.status == 200, answer.raw[:200])
holds('and a page of a listed origin may read it',
      answer.headers.get('access-control-allow-origin') == 'https://ehr.example' and answer.headers['vary'] == 'Origin')
holds('by the address of the proxy too', port(**{'Authorization': 'bearer ' + TOKEN, 'Host': 'cds.example'}).status == 200)
for i in range(4):
    answer = port(**BEARER)
holds('six an hour are six', answer.status == 200, answer.raw[:200])
answer = port(**BEARER, **PAGE)
refused('the seventh is too many', answer, 429)
holds('and says when to come back, to a page too',
      answer.headers.get('retry-after') == '1' and 'access-control-allow-origin' in answer.headers)
answer = port('OPTIONS', CALL, **PAGE)
holds('a page may ask whether it may', answer.status == 204 and
      answer.headers['access-control-allow-headers'] == 'Content-Type, Authorization' and
      answer.headers['access-control-allow-methods'] == 'POST, OPTIONS' and
      answer.headers['access-control-allow-origin'] == 'https://ehr.example', answer.raw)
answer = port(Origin='https://ehr.example.canary', **BEARER)
refused('a page of another origin may not', answer, 403)
holds('and cannot read why', 'access-control-allow-origin' not in answer.headers)
answer = port(**PAGE)
refused('who has no token', answer, 401)
holds('is told what to send, in a page too', answer.headers.get('www-authenticate') == 'Bearer' and
      'access-control-allow-origin' in answer.headers)
refused('who has another', port(Authorization='Bearer ' + TOKEN[:-1] + 'x'), 401)
refused('who has the beginning', port(Authorization='Bearer ' + TOKEN[:-1]), 401)
refused('who has it by another scheme', port(Authorization='Basic ' + TOKEN), 401)
refused('who guesses on is not even told', port(Authorization='Bearer canary'), 429)

# ---- the slow ----

for thread in threads:
    thread.join()
for name, seconds in slow_found.items():
    holds(f'{name} is cut off after ten seconds ({seconds:.1f})', 9 < seconds < 30, seconds)
well()
