# SPDX-License-Identifier: MIT
"""`python3 tests/hosts/wrong NAME`: one of the hosts as an adapter, for `precare conform --adapter`.

`--list` prints them all, each with what names it (nothing: it is right) and what it does."""
import importlib
import json
import sys

import stranger

for part in ('asks', 'ends', 'shows', 'lives'):
    importlib.import_module(part)
hosts = stranger.RIGHT | stranger.WRONG
if sys.argv[1] == '--list':
    for name, host in hosts.items():
        print(name, getattr(host, 'named', ''), host.__doc__, sep='|')
    sys.exit()
adapter = hosts[sys.argv[1]]()
for text in sys.stdin:
    print(json.dumps(adapter.do(json.loads(text))), flush=True)
adapter.plugin.close()
