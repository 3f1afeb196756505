#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
#
# An operator, an account with JetStream and a user for a nats-server, as its own tools make them: NKeys (ed25519), JWTs,
# a file of credentials. Called by tests of the relay: nats_jwt.py DIRECTORY NAME writes NAME.conf (lines for the server's
# configuration) and NAME.creds there. Signing is openssl's. Fails loudly.
import base64
import json
import os
import subprocess
import sys
import time

PKCS8 = bytes.fromhex("302e020100300506032b657004220420")
KINDS = {"operator": 14 << 3, "system": 0, "account": 0, "user": 20 << 3}


def crc16(data):
    crc = 0
    for byte in data:
        crc ^= byte << 8
        for _ in range(8):
            crc = (crc << 1 ^ 0x1021 if crc & 0x8000 else crc << 1) & 0xFFFF
    return crc


def base32(raw):
    return base64.b32encode(raw + crc16(raw).to_bytes(2, "little")).decode().rstrip("=")


def openssl(*args, data=None):
    return subprocess.run(("openssl",) + args, input=data, check=True, capture_output=True).stdout


class Key:
    def __init__(self, kind, directory):
        self.kind = KINDS[kind]
        self.seed = os.urandom(32)
        self.path = os.path.join(directory, kind + ".der")
        with open(self.path, "wb") as file:
            file.write(PKCS8 + self.seed)
        public = openssl("pkey", "-inform", "DER", "-in", self.path, "-pubout", "-outform", "DER")[-32:]
        self.public = base32(bytes([self.kind]) + public)

    def seed_text(self):
        return base32(bytes([144 | self.kind >> 5, (self.kind & 31) << 3]) + self.seed)

    def sign(self, data):
        with open(self.path + ".text", "wb") as file:
            file.write(data)
        return openssl("pkeyutl", "-sign", "-keyform", "DER", "-inkey", self.path, "-rawin", "-in", self.path + ".text")


def url64(raw):
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def jwt(signer, subject, name, what):
    head = {"typ": "JWT", "alg": "ed25519-nkey"}
    claims = {"jti": name, "iat": int(time.time()), "iss": signer.public, "name": name, "sub": subject.public,
              "nats": dict(what, version=2)}
    text = ".".join(url64(json.dumps(part).encode()) for part in (head, claims))
    return text + "." + url64(signer.sign(text.encode()))


def main():
    directory, name = sys.argv[1:]
    operator, system, account, user = (Key(kind, directory) for kind in ("operator", "system", "account", "user"))
    limits = {"subs": -1, "data": -1, "payload": -1}
    grant = {"imports": -1, "exports": -1, "wildcards": True, "conn": -1, "leaf": -1,
             "mem_storage": -1, "disk_storage": -1, "streams": -1, "consumer": -1}
    operator_jwt = jwt(operator, operator, "operator", {"type": "operator"})
    system_jwt = jwt(operator, system, "SYS", {"type": "account", "limits": limits})
    account_jwt = jwt(operator, account, "chain", {"type": "account", "limits": dict(limits, **grant)})
    user_jwt = jwt(account, user, "precare", dict(limits, type="user", pub={}, sub={}))
    with open(os.path.join(directory, name + ".conf"), "w") as file:
        file.write("operator: %s\nsystem_account: %s\nresolver: MEMORY\nresolver_preload: {%s: \"%s\", %s: \"%s\"}\n"
                   % (operator_jwt, system.public, system.public, system_jwt, account.public, account_jwt))
    with open(os.path.join(directory, name + ".creds"), "w") as file:
        file.write("-----BEGIN NATS USER JWT-----\n%s\n------END NATS USER JWT------\n\n"
                   "-----BEGIN USER NKEY SEED-----\n%s\n------END USER NKEY SEED------\n"
                   % (user_jwt, user.seed_text()))


main()
