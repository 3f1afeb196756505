# SPDX-License-Identifier: MIT
"""gunicorn --preload with `deliver: thread`: the plugin is opened (by ctypes) before the workers are forked, so one of
them delivers for all. It is killed amid bookings; another takes over, and the chat hears of every booking."""
import concurrent.futures
import http.client
import importlib.util
import json
import os
import re
import signal
import sys
import threading
import time
import urllib.request

import support

WORKERS = 4
APPLICATION = '''import json, os, sys
sys.path.insert(0, %r)
import python_host
precare = python_host.Precare(%r, %r)
def app(environ, start):
    n = "g-" + environ["PATH_INFO"].strip("/")
    status, result, _ = precare.call("evaluate", python_host.event("final", event_id=n, subject=n, appointment={
        "id": n, "start": "2027-01-12", "procedure": {"text": "microneedling"}, "sites": ["cheek"]}))
    start("200 OK", [("Content-Type", "application/json")])
    return [json.dumps({"pid": os.getpid(), "ref": result["ref"], "status": status}).encode()]
'''

if importlib.util.find_spec('gunicorn') is None:
    support.skip('gunicorn is not installed (packaging/install-deps hosts)')
chat = support.Chat()
site = support.Site(os.path.join(support.SOURCE, 'tests', 'abi', 'baseline', 'rules.yaml'), chat, deliver='thread')
support.write(os.path.join(site.folder, 'application.py'),
              APPLICATION % (os.path.join(support.SOURCE, 'tests', 'hosts'), site.plugin, site.config))
port = support.free_port()
gunicorn = support.Process(
    [sys.executable, '-m', 'gunicorn', '--preload', '-w', str(WORKERS), '-b', '127.0.0.1:%d' % port,
     '--log-level', 'error', 'application:app'], os.path.join(site.folder, 'gunicorn.log'), cwd=site.folder)
told = {}  # reference: the worker that acknowledged it
lost = []  # requests whose worker died before it answered


def workers():
    with open('/proc/%d/task/%d/children' % (gunicorn.child.pid, gunicorn.child.pid)) as f:
        return {int(pid) for pid in f.read().split()}


def lock_holders():
    inode = os.stat(os.path.join(site.state, 'deliver.lock')).st_ino
    with open('/proc/locks') as f:
        locks = [line.split() for line in f if 'FLOCK' in line and '->' not in line]
    return [int(lock[4]) for lock in locks if lock[5].split(':')[2] == str(inode)]


def deliverers():
    """The processes that hold the deliverer's lock, as the kernel tells: page by page, so where the lock changes hands
    amid the reading it may stand there twice. What is true stands there the next time too."""
    first, second = set(lock_holders()), set(lock_holders())
    return sorted(first & second) if len(first) > 1 else sorted(first)


seen = []  # who was seen to deliver, again and again during all this
watched = threading.Event()


def watch():
    while not watched.wait(0.005):
        if os.path.exists(os.path.join(site.state, 'deliver.lock')):
            seen.append(tuple(deliverers()))


def book(n):
    for _ in range(100):
        try:
            with urllib.request.urlopen('http://127.0.0.1:%d/%d' % (port, n), timeout=20) as answer:
                got = json.load(answer)
        except (OSError, http.client.HTTPException) as e:
            if isinstance(getattr(e, 'reason', e), ConnectionRefusedError):
                time.sleep(0.1)  # not up yet
                continue
            lost.append(n)
            return
        assert got['status'] >= 0 and got['ref'], got
        told[got['ref']] = got['pid']
        return
    raise RuntimeError('gunicorn does not answer: ' + gunicorn.text())


def book_many(numbers):
    with concurrent.futures.ThreadPoolExecutor(16) as pool:
        list(pool.map(book, numbers))


def heard():
    return set(re.findall('|'.join(map(re.escape, told)), '\n'.join(chat.bodies)))


def of_four_preloaded_workers_one_at_a_time_delivers():
    support.until(lambda: len(workers()) == WORKERS)
    book_many(range(100))
    support.equal((len(told), lost), (100, []), 'acknowledged')
    support.equal({len(pids) for pids in seen} - {0}, {1}, 'deliverers at a time')
    assert {pid for pids in seen for pid in pids} <= workers(), 'the one that forked delivers'


def the_chat_hears_of_each_booking_once():
    support.until(lambda: len(heard()) == len(told), 30)
    support.equal(set(told) - heard(), set(), 'never heard of')
    time.sleep(0.5)
    support.equal(len(chat.bodies), len(told), 'messages')


def killed_amid_bookings_it_is_followed_by_another():
    more = threading.Thread(target=book_many, args=(range(100, 400),))
    more.start()
    first = support.until(lambda: len(told) > 150 and deliverers())[0]
    os.kill(first, signal.SIGKILL)
    more.join()
    numbers = iter(range(400, 1000))
    second = support.until(lambda: book(next(numbers)) or set(deliverers()) - {first}, 30, 0.1)
    assert second and second <= workers(), 'nobody took over'
    support.equal({len(pids) for pids in seen} - {0}, {1}, 'deliverers at a time')


def nothing_that_was_acknowledged_is_lost():
    assert len(set(told.values())) > 2, 'the bookings were not spread over the workers'
    assert len(lost) <= 2, 'only what the killed worker had under way may go unanswered: %r' % lost
    support.until(lambda: len(heard()) == len(told), 40)
    support.equal(set(told) - heard(), set(), 'never heard of')
    twice = len(chat.bodies) - len(told)
    assert -1 < twice <= len(lost) + 4, '%d messages too many' % twice
    print('        %d bookings acknowledged, %d unanswered, %d messages' % (len(told), len(lost), len(chat.bodies)))


threading.Thread(target=watch, daemon=True).start()
status = support.run([of_four_preloaded_workers_one_at_a_time_delivers, the_chat_hears_of_each_booking_once,
                      killed_amid_bookings_it_is_followed_by_another, nothing_that_was_acknowledged_is_lost])
watched.set()
gunicorn.end()
if status != 0:
    print(gunicorn.text()[-2000:])
sys.exit(status)
