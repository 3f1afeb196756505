#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""A chat as Slack and Teams are to who posts to them: chat.py DIRECTORY. Answers `ok` (an address with
/workflows/: 202, as Teams), and puts each message down as a line of DIRECTORY/messages; its port is in
DIRECTORY/port once it listens.
"""
import http.server
import os
import sys

DIRECTORY = sys.argv[1]


class Chat(http.server.BaseHTTPRequestHandler):
    protocol_version = 'HTTP/1.1'

    def do_POST(self):
        body = self.rfile.read(int(self.headers['content-length']))
        with open(DIRECTORY + '/messages', 'ab') as file:
            file.write(body.replace(b'\n', b' ') + b'\n')
        teams = '/workflows/' in self.path
        answer = b'' if teams else b'ok'
        self.send_response(202 if teams else 200)
        self.send_header('content-length', str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *args):
        pass


server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Chat)
server.daemon_threads = True
with open(DIRECTORY + '/port.new', 'w') as file:
    file.write(str(server.server_port))
os.rename(DIRECTORY + '/port.new', DIRECTORY + '/port')
server.serve_forever()
