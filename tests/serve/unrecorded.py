# SPDX-License-Identifier: MIT
"""A check-in while the database is kept from the server: unrecorded.py SOCKET DATABASE REQUEST. Called by door_test.sh."""
import sqlite3
import sys

from http_by_hand import asked, holds, request

with open(sys.argv[3], 'rb') as file:
    body = file.read()
raw = request('POST', '/cds-services/precare-check-in', body)
database = sqlite3.connect(sys.argv[2], isolation_level=None, timeout=60)
database.execute('BEGIN EXCLUSIVE')
answer = asked(sys.argv[1], raw)
database.execute('ROLLBACK')
holds('a visit that cannot be recorded is judged, and who asks is told', answer.status == 200 and
      b'could not be stored' in answer.body, answer.raw[:300])
answer = asked(sys.argv[1], raw)
holds('the next time it can', answer.status == 200 and b'could not be stored' not in answer.body, answer.raw[:300])
