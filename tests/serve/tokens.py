# SPDX-License-Identifier: MIT
"""Tokens at `precare serve`, each made by Debian's `jose`: tokens.py PORT WORK BOOKING. Called by tokens_test.sh. Each that must be
refused is a good one but for one thing."""
import base64
import hashlib
import hmac
import json
import subprocess
import sys
import time

from http_by_hand import asked, holds, request

PORT, WORK, BOOKING = int(sys.argv[1]), sys.argv[2], sys.argv[3]
URL = 'https://cds.example/precare'
PATH = '/cds-services/precare-booking'
with open(BOOKING, 'rb') as file:
    BODY = file.read()
made = 0


def claims(**other):
    """None leaves one out."""
    global made
    made += 1
    now = int(time.time())
    whole = {'iss': 'https://a.example', 'aud': URL + PATH, 'iat': now, 'exp': now + 300, 'jti': f'canary-{made}', **other}
    return {name: value for name, value in whole.items() if value is not None}


def encoded(part):
    return base64.urlsafe_b64encode(part if isinstance(part, bytes) else json.dumps(part).encode()).rstrip(b'=').decode()


def token(of=None, key='k-ES384', **header):
    alg = key[2:] if key.startswith('k-') else 'ES384'
    protected = {'alg': alg, 'kid': key, 'typ': 'JWT', **header}
    template = {'protected': {name: value for name, value in protected.items() if value is not None}}
    out = subprocess.run(['jose', 'jws', 'sig', '-I', '-', '-k', f'{WORK}/{key}.jwk', '-s', json.dumps(template), '-c', '-o', '-'],
                         input=json.dumps(of if of is not None else claims()).encode(), stdout=subprocess.PIPE, check=True)
    return out.stdout.decode().strip()


def status(text, path=PATH, method='POST'):
    headers = {'Authorization': 'Bearer ' + text, 'Host': 'cds.example'}
    return asked(PORT, request(method, path, BODY if method == 'POST' else None, **headers)).status


def taken(sentence, text, **where):
    found = status(text, **where)
    holds(sentence, found == 200, found)


def refused(sentence, text, **where):
    found = status(text, **where)
    holds(sentence, found == 401, found)


# ---- good ones ----

for name in 'ES256', 'ES384', 'RS256', 'RS384':
    good = token(key='k-' + name)
    taken(f'{name} is taken', good)
    refused('once', good)
taken('for one of the addresses in a list', token(claims(aud=['https://other.example', URL + PATH])))
taken('for the discovery', token(claims(aud=URL + '/cds-services')), path='/cds-services', method='GET')
taken('which says where its keys are', token(jku='https://a.example/jwks.json'))
taken('which says no typ', token(typ=None))
taken('of another client', token(claims(iss='https://b.example'), key='b'))
jti = claims()
taken('of the one client', token(jti))
taken('and of the other by the same jti', token({**jti, 'iss': 'https://b.example'}, key='b'))

# ---- one thing is not ----

now = int(time.time())
refused('expired', token(claims(exp=now - 1)))
refused('issued in ten minutes', token(claims(iat=now + 600, exp=now + 900)))
refused('good for two hours', token(claims(exp=now + 7200)))
refused('issued before this service began', token(claims(iat=now - 3000)))
refused('not good yet', token(claims(nbf=now + 600)))
refused('expires before it was issued', token(claims(iat=now + 50, exp=now + 49)))
for name in 'iss', 'aud', 'exp', 'iat', 'jti':
    refused(f'without {name}', token(claims(**{name: None})))
refused('a time as a text', token(claims(exp=str(now + 300))))
refused('a time with a fraction', token(claims(exp=now + 300.5)))
refused('a time that is too large', token(claims(exp=1 << 62)))
refused('an empty jti', token(claims(jti='')))
refused('a long jti', token(claims(jti='c' * 300)))
refused('an unknown issuer', token(claims(iss='https://canary.example')))
refused('for another service', token(claims(aud=URL + '/cds-services/precare-check-in')))
refused('for its feedback', token(claims(aud=URL + PATH + '/feedback')))
refused('for the site alone', token(claims(aud=URL)))
refused('for the address behind the proxy', token(claims(aud='http://localhost' + PATH)))
refused('for a list of others', token(claims(aud=[URL, 'https://canary.example'])))
refused('signed by another client', token(claims(iss='https://b.example')))
refused('signed by a stranger', token(key='stranger'))
refused('by a stranger with the name of a key', token(key='stranger', kid='k-ES384'))
refused('with the name of another key', token(kid='k-RS384'))
refused('without the name of a key', token(kid=None))
refused('which says that its keys are elsewhere', token(jku='https://canary.example/jwks.json'))
refused('of a client who says nothing of that', token(claims(iss='https://b.example'), key='b', jku='https://a.example/jwks.json'))
refused('of another typ', token(typ='canary'))
refused('with a header that must be understood', token(crit=['exp']))
refused('of an algorithm that is not taken', token(key='k-ES512'))

# ---- no signature, or a wrong one ----

head, body, signature = token().split('.')
refused('alg none', encoded({'alg': 'none', 'kid': 'k-ES384'}) + '.' + encoded(claims()) + '.')
refused('alg none, with a signature', encoded({'alg': 'none', 'kid': 'k-ES384'}) + '.' + encoded(claims()) + '.' + signature)
with open(f'{WORK}/k-RS256.pub', 'rb') as file:
    public = file.read()
for secret in public, public.strip(), b'':
    signed = encoded({'alg': 'HS256', 'kid': 'k-RS256'}) + '.' + encoded(claims())
    mac = hmac.new(secret, signed.encode(), hashlib.sha256).digest()
    refused('HMAC by a public key', signed + '.' + encoded(mac))
refused('without a signature', head + '.' + body)
refused('with an empty one', head + '.' + body + '.')
refused('with the half of one', head + '.' + body + '.' + signature[:64])
refused('of zeros', head + '.' + body + '.' + encoded(bytes(96)))
refused('with one of another token', '.'.join(token().split('.')[:2]) + '.' + signature)
refused('with a part more', head + '.' + body + '.' + signature + '.')
refused('with a padded part', head + '=.' + body + '.' + signature)
refused('claims that are a list', encoded({'alg': 'ES384', 'kid': 'k-ES384'}) + '.' + encoded(['canary']) + '.' + signature)
refused('no token at all', 'canary')
refused('a long one', 'c.' * 7000)
for name in 'ES256', 'RS384':
    good = token(key='k-' + name)
    wrong = []
    for i, c in enumerate(good):
        for other in {'A', chr(ord(c) ^ 1), chr(ord(c) ^ 2)} - {c}:
            if other.isalnum() or other in '-_':
                wrong.append(good[:i] + other + good[i + 1:])
    last = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
    wrong += [good[:-1] + other for other in last if other != good[-1]]
    accepted = [text for text in wrong if status(text) != 401]
    holds(f'{name}: with one character changed it is refused, {"each of them" if len(wrong) > 500 else len(wrong)}',
          len(wrong) > 500 and not accepted, len(accepted))
    taken('and as it was it is taken', good)
