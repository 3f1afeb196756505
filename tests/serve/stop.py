# SPDX-License-Identifier: MIT
"""Tells a server to stop amidst a request: stop.py SOCKET BOOKING PROCESS. Called by door_test.sh."""
import os
import signal
import sys
import time

from http_by_hand import asked, connected, holds, received, request

at, process = sys.argv[1], int(sys.argv[3])
with open(sys.argv[2], 'rb') as file:
    body = file.read()
whole = request('POST', '/cds-services/precare-booking', body)
begun, idle = connected(at), connected(at)
begun.sendall(whole[:-len(body) // 2])
holds('it serves', asked(at, request('GET', '/cds-services')).status == 200)
os.kill(process, signal.SIGTERM)
until = time.monotonic() + 30
while os.path.exists(at) and time.monotonic() < until:
    time.sleep(0.02)
try:
    connected(at)
    holds('once told to stop it takes nobody new', False)
except OSError:
    holds('once told to stop it takes nobody new', True)
begun.sendall(whole[-len(body) // 2:])
answer = received(begun)
holds('what was begun is answered', answer.status == 200 and answer.json()['cards'], answer.raw[:200])
holds('who asked nothing is let go', idle.recv(1) == b'')
