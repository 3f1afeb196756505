# SPDX-License-Identifier: MIT
"""A stock GTK client of the host's, `tryton` or `gnuhealth-client` (tests/hosts/gnuhealth.sh gtk), in a
display of its own that nobody sees (Xvfb): its own program, its own windows, asked and used by
gtk/inside.py in its process. Pictures go below build/hosts/pictures/CLIENT."""
import atexit
import json
import os
import re
import select
import shutil
import subprocess
import time

from gnuhealth import PLACE, packages
from support import BUILD, SOURCE, folder, skip, until, write
from tryton_host import DATABASE

PACKAGES = {'tryton': 'tryton', 'gnuhealth-client': 'gnuhealth'}
SIZE = '1440x900'


def display(log):
    """An X server on a number that is free; its process and its name."""
    if shutil.which('Xvfb') is None:
        skip('Xvfb is not installed (packaging/install-deps hosts)')
    said, other = os.pipe()
    command = ['/bin/sh', '-c', 'exec Xvfb -displayfd 3 -screen 0 %sx24 -nolisten tcp 3>&%d' % (SIZE, other)]
    with open(log, 'ab') as out:
        server = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out, stderr=out, pass_fds=[other])
    os.close(other)
    number = b''
    while not number.endswith(b'\n'):
        more = os.read(said, 16)
        if not more:
            raise RuntimeError('Xvfb does not start')
        number += more
    os.close(said)
    return server, ':' + number.decode().strip()


class Client:
    """One client on its own display."""

    def __init__(self, name):
        packages('gtk')
        if shutil.which('xdotool') is None:
            skip('xdotool is not installed (packaging/install-deps hosts)')
        self.name, self.count = name, 0
        self.folder = folder()
        self.pictures = os.path.join(BUILD, 'hosts', 'pictures', name)
        shutil.rmtree(self.pictures, ignore_errors=True)
        os.makedirs(self.pictures)
        self.log = os.path.join(self.folder, 'log')
        self.server, self.screen = display(self.log)
        self.child = None
        atexit.register(self.end)

    def log_in(self, port, login, password):
        """Starts the program on a server and a user; through its own dialog. With its own option for one
        thread: else two that it starts at its login open one connection, and on a busy machine one fails."""
        package = PACKAGES[self.name]
        where = os.path.join(self.folder, '.config', package, {'tryton': '7.0', 'gnuhealth': '5.0'}[package])
        os.makedirs(where, exist_ok=True)
        # The world is not asked whether there is a newer client.
        write(os.path.join(where, package + '.conf'), '[client]\ncheck_version = False\nlang = en\n')
        python = os.path.join(PLACE, 'gtk', self.name, 'bin', 'python')
        with open(self.log, 'ab') as out:
            self.child = subprocess.Popen(
                [python, os.path.join(SOURCE, 'tests', 'hosts', 'gtk', 'inside.py'), package, '--no-thread',
                 '-u', login, '%s://127.0.0.1:%d/%s' % (package, port, DATABASE)],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=out, cwd='/', env={
                    'PATH': '/usr/bin:/bin', 'HOME': self.folder, 'DISPLAY': self.screen,
                    'LC_ALL': 'C.UTF-8', 'LANGUAGE': 'en',
                    'NO_AT_BRIDGE': '1', 'GTK_A11Y': 'none', 'GSETTINGS_BACKEND': 'memory', 'GDK_BACKEND': 'x11',
                    'DBUS_SESSION_BUS_ADDRESS': 'disabled:', 'PYTHONDONTWRITEBYTECODE': '1', 'TZ': 'America/New_York'})
        self.until(lambda: self.windows() and self.windows()[0]['alarm'])
        self.say(text=password)
        self.press(label='OK')
        self.until(self.ready)

    def __getattr__(self, name):
        return lambda **given: self.ask(name, **given)

    def ask(self, what, **given):
        self.child.stdin.write(json.dumps({'do': what, 'with': given}).encode() + b'\n')
        self.child.stdin.flush()
        if not select.select([self.child.stdout], [], [], 60)[0]:
            raise RuntimeError('the client does not answer %s %s: %s' % (what, given, self.text()[-3000:]))
        line = self.child.stdout.readline()
        if not line:
            raise RuntimeError('the client is gone: ' + self.text()[-3000:])
        answer = json.loads(line)
        if 'error' in answer:
            raise RuntimeError(answer['error'])
        return answer['is']

    def until(self, what, seconds=60):
        got = until(what, seconds)
        if not got:
            self.snap('not-so')
            raise AssertionError('it does not come: %s\n%s' % (self.windows(), self.text()[-3000:]))
        return got

    def arrive(self, model, view='form', dialogs=0):
        """Waits until this is in front."""
        def arrived():
            at = self.shown()
            return at if (at[0], at[2], at[3]) == (model, view, dialogs) else None

        return self.until(arrived)

    def snap(self, name):
        """A picture of the whole display, once what is drawn stands still."""
        time.sleep(0.2)
        self.count += 1
        self.picture(path=os.path.join(self.pictures, '%02d-%s.png' % (self.count, name)))

    def hand(self, *words):
        """A real pointer and keyboard (xdotool): events of the display, which know nothing of the client."""
        subprocess.run(['xdotool', *map(str, words)], check=True, env={'PATH': '/usr/bin:/bin', 'DISPLAY': self.screen})

    def click(self, **where):
        """On what `place` of gtk/inside.py finds; keys go where was clicked, as a window manager would have it."""
        window, *there = self.place(**where)
        self.hand('mousemove', *there, 'windowfocus', window, 'click', 1)

    def turn_to(self, text, shown):
        """Down the words of the selection that was clicked, by its key, until it shows this one. (What is only typed
        into one the client forgets, unless it is picked from what it completes.)"""
        while shown() != text:
            before = shown()
            self.hand('key', 'Down')
            self.until(lambda: shown() != before)

    def text(self):
        with open(self.log, encoding='utf-8', errors='replace') as f:
            return f.read()

    def complaints(self):
        """What its log says went wrong; but for icons that GNU Health names and the client has not."""
        entries = re.split(r'^(?=[A-Z]+:[\w.]+:)', self.text(), flags=re.M)
        return [one for one in entries if ('ERROR' in one or 'Traceback' in one) and ' icon ' not in one]

    def log_out(self):
        if self.child is not None:
            self.child.stdin.close()
            self.child.wait(20)
            self.child.stdout.close()
            self.child = None

    def end(self):
        self.log_out()
        if self.server.poll() is None:
            self.server.terminate()
            self.server.wait(20)
