# SPDX-License-Identifier: MIT
"""The JSON door for tests in other languages: door.py PLUGIN CONFIG. Each line of the input is {"method", "document"};
for each one line is printed: {"answer"}, or {"fault": {"code", "where", "message"}}."""
import json
import os
import sys

sys.path.insert(0, os.path.join(os.environ['PRECARE_SOURCE'], 'packaging', 'hosts', 'python'))
import precare  # noqa: E402


def main():
    with precare.Precare(sys.argv[2], sys.argv[1]) as plugin:
        for line in sys.stdin:
            asked = json.loads(line)
            try:
                told = {'answer': plugin.call(asked['method'], asked['document'])[1]}
            except precare.PrecareError as error:
                told = {'fault': {'code': error.code, 'where': error.where, 'message': error.message}}
            print(json.dumps(told, ensure_ascii=False))


main()
