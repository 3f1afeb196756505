# SPDX-License-Identifier: MIT
"""What trytond.conf says about this module ([precare]), and the plugin of this process.

Read at the first use, on any thread. A word that is not known is logged and its default is used: a
configuration that is wrong must not stop a booking.
"""
import logging
import threading

import precare
from trytond.config import config

__all__ = ['log_start', 'option', 'pairs', 'site']

log = logging.getLogger(__name__)

# option: its default, and what it may be (None: any text)
OPTIONS = {
    'plugin': ('', None),
    'config': ('', None),
    'hold': ('pending', ('pending', 'refuse')),     # a booking that a clinician decides first
    'warn': ('reason', ('reason', 'confirm')),      # going on over a warning
    'charting': ('warn', ('warn', 'show')),         # charting is shown, never refused
    'reviewed': ('never', ('never', 'evaluation')),  # what besides the patient's own fields says "asked"
    'provider': ('id', ('id', 'code')),             # of the health professional, for map: providers
    'pathology-codes': ('icd-10', None),
    'language': ('', None),                         # of the product names that map: procedures holds
    'minutes': ('', None),                          # service: minutes; ...
    'roles': ('', None),                            # group: role; ...
    'databases': ('', None),                        # checked ones, by name; empty: all
}

_site, _lock = None, threading.Lock()


def option(name):
    default, words = OPTIONS[name]
    value = (config.get('precare', name, default=default) or default).strip()
    if words is not None and value not in words:
        log.error("precare: [precare] %s = %s is not one of %s; using %s", name, value, ', '.join(words), default)
        return default
    return value


def pairs(name):
    """An option of the form "key: value; key: value"."""
    table = {}
    for part in option(name).replace('\n', ';').split(';'):
        key, colon, value = part.rpartition(':')
        if colon and key.strip() and value.strip():
            table[key.strip()] = value.strip()
    return table


def site():
    """The plugin, opened at its first call. It never raises: see precare.Site."""
    global _site
    with _lock:
        if _site is None:
            _site = precare.Site(option('config') or None, option('plugin') or None)
        return _site


def log_start():
    for name in config.options('precare') if config.has_section('precare') else ():
        if name not in OPTIONS:
            log.error('precare: [precare] %s is not an option; there are: %s', name, ', '.join(sorted(OPTIONS)))
