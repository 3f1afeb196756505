# SPDX-License-Identifier: MIT
"""precare.so for any Python host, over the plugin's JSON door (precare.h, section 6).

Called by the adapters beside this folder (GNUmed, Tryton) and by your own. Python 3.9 or later, no
other module. Any thread may call; the interpreter's lock is let go during a call. A call that fails
raises PrecareError; Site.check() never raises and answers "not-evaluated" instead, for a fault of
ours must never stop a booking. Nothing here prints or logs a value of an event.
"""
import ctypes
import datetime
import hashlib
import json
import logging
import os
import threading
import time

__all__ = ['Precare', 'PrecareError', 'Site', 'clean', 'finding_lines', 'group_lines', 'instant', 'log_line',
           'not_evaluated', 'overall_words', 'question_lines', 'screen_line', 'stamp']

log = logging.getLogger('precare')

PLACES = ('/usr/lib/precare/precare.so', '/usr/lib/x86_64-linux-gnu/precare/precare.so',
          '/usr/lib/aarch64-linux-gnu/precare/precare.so', '/usr/local/lib/precare/precare.so')
CONFIG = '/etc/precare/precare.yaml'
E_DOCUMENT = -16
TEXT_BYTES, ID_BYTES = 1024, 128


class _Error(ctypes.Structure):
    _fields_ = [('struct_size', ctypes.c_uint32), ('code', ctypes.c_int32),
                ('line', ctypes.c_uint32), ('column', ctypes.c_uint32),
                ('where', ctypes.c_char * 256), ('message', ctypes.c_char * 512)]


class PrecareError(Exception):
    """A call failed. `code` is the plugin's status (below 0), `where` a file or a path of the event."""

    def __init__(self, code, message, where='', line=0, column=0):
        place = where + (':%d' % line if line else '') + (':%d' % column if line and column else '')
        super().__init__((place + ': ' if place else '') + message + ' (%d)' % code)
        self.code, self.message, self.where, self.line, self.column = code, message, where, line, column


def plugin_path(path=None):
    """The plugin to load: `path`, else $PRECARE_PLUGIN, else the first of PLACES that exists."""
    wanted = path or os.environ.get('PRECARE_PLUGIN')
    if wanted:
        return wanted
    for place in PLACES:
        if os.path.exists(place):
            return place
    raise PrecareError(-1, 'no precare.so in ' + ', '.join(PLACES))


_libraries = {}
_libraries_lock = threading.Lock()


def _library(path):
    """The loaded plugin, once a process and path: it is never unmapped."""
    with _libraries_lock:
        if path in _libraries:
            return _libraries[path]
        try:
            so = ctypes.CDLL(path)
        except OSError as error:
            raise PrecareError(-1, str(error)) from None
        error_p = ctypes.POINTER(_Error)
        try:
            so.precare_json_open.argtypes = [ctypes.c_char_p, ctypes.POINTER(ctypes.c_void_p), error_p]
            so.precare_json_call.argtypes = [
                ctypes.c_void_p, ctypes.c_char_p, ctypes.c_char_p, ctypes.c_uint64,
                ctypes.POINTER(ctypes.c_void_p), ctypes.POINTER(ctypes.c_uint64), error_p]
            so.precare_json_free.argtypes = [ctypes.c_void_p]
            so.precare_json_close.argtypes = [ctypes.c_void_p]
        except AttributeError:
            raise PrecareError(-1, 'not the precare plugin: it has no JSON door', path) from None
        so.precare_json_free.restype = None
        for function in (so.precare_json_open, so.precare_json_call, so.precare_json_close):
            function.restype = ctypes.c_int32
        _libraries[path] = so
        return so


def _raise(status, error):
    raise PrecareError(status, error.message.decode('utf-8', 'replace') or 'failed',
                       error.where.decode('utf-8', 'replace'), error.line, error.column)


class Precare:
    """One opened configuration. Close it, or use it in a `with`; a closed one raises."""

    def __init__(self, config=None, plugin=None):
        self._so = _library(plugin_path(plugin))
        self._handle = ctypes.c_void_p()
        error = _Error(struct_size=ctypes.sizeof(_Error))
        #: above 0: opened, with a note (2: the last good rules are in use)
        self.status = self._so.precare_json_open(
            os.fsencode(config) if config else None, ctypes.byref(self._handle), ctypes.byref(error))
        self.note = error.message.decode('utf-8', 'replace') if self.status > 0 else ''
        if self.status < 0:
            _raise(self.status, error)

    def __enter__(self):
        return self

    def __exit__(self, *unused):
        self.close()

    def call(self, method, document=None):
        """One method of the JSON door: (status, answer). Raises PrecareError below 0, but for an
        event that cannot be read: that is answered too, with a result that says where."""
        text = b'' if document is None else json.dumps(document, ensure_ascii=False).encode('utf-8')
        out, length = ctypes.c_void_p(), ctypes.c_uint64()
        error = _Error(struct_size=ctypes.sizeof(_Error))
        status = self._so.precare_json_call(
            self._handle, method.encode('ascii'), text or None, len(text),
            ctypes.byref(out), ctypes.byref(length), ctypes.byref(error))
        if not out.value:
            if status >= 0:
                status = -99
            _raise(status, error)
        try:
            answer = json.loads(ctypes.string_at(out.value, length.value).decode('utf-8'))
        finally:
            self._so.precare_json_free(out)
        if status < 0 and not (status == E_DOCUMENT and method == 'evaluate'):
            _raise(status, error)
        return status, answer

    def evaluate(self, event):
        """A precare-event/1 document in, a precare-result/1 document out."""
        return self.call('evaluate', event)[1]

    def needs(self, moment, procedure=None):
        """The groups of facts that the rules in force look at: a set of words ('conditions', ...)."""
        asked = {'moment': moment}
        if procedure:
            asked['procedure'] = procedure
        return set(self.call('needs', asked)[1]['needs'])

    def acknowledge(self, **what):
        """rule, action, actor, at, and ref or subject and appointment; role, reason, note."""
        return self.call('acknowledge', what)[1]

    def lookup(self, ref):
        """The host's own ids behind a reference of a chat message."""
        return self.call('lookup', {'ref': ref})[1]

    def told(self, ref=None, **visit):
        """Who was told of a visit, and who acknowledged it: by `ref`, or by `appointment` (and `occurrence`)."""
        return self.call('told', dict(visit, ref=ref) if ref else visit)[1]

    def discovery(self):
        """The services of CDS Hooks 2.0, with what a client is to prefetch."""
        return self.call('discovery')[1]

    def cds_hooks(self, request):
        """A hook's request of CDS Hooks in, its cards out."""
        return self.call('cds-hooks', request)[1]

    def cds_feedback(self, feedback):
        """What users did with cards of CDS Hooks, as it was posted; how many were recorded, unknown, ..."""
        return self.call('cds-feedback', feedback)[1]

    def sheet(self, event, format='html'):
        """What the patient is to do, by date: (text, why). `format`: text, html, ics. The text is None where
        there is no sheet; `why` is what staff must know before it is handed out, or None."""
        answer = self.call('sheet', {'event': event, 'format': format})[1]
        return answer['text'], answer['why']

    def form(self, event):
        """What the rules may still ask of this visit, a precare-form/1 document. Its `form` is None where there
        is none, and `because` says why."""
        return self.call('form', {'event': event})[1]

    def form_page(self, event, of='patient', action=None):
        """The same as a page for one person (patient, staff, prescriber, provider), or None where that person is
        asked nothing or there is no form. `action` takes its POST, whose text `answers` reads."""
        return self.call('form', {'event': event, 'format': 'html', 'of': of, 'action': action})[1].get('text')

    def questionnaire(self, event, of='patient'):
        """The same as a FHIR R4 Questionnaire, or None; `answers` reads the QuestionnaireResponse."""
        form = self.call('form', {'event': event, 'format': 'fhir', 'of': of})[1]
        return form if form and 'resourceType' in form else None

    def answers(self, answers, event=None, form=None):
        """What came back of a form, put into the event: (event, missing). `answers` is a precare-answers/1
        document, a FHIR QuestionnaireResponse, or the text that a page posted; `form` the form as it was handed out (None: the one that the
        event gives today). `missing` are those that were given and not taken, each with its `item` and `why`.
        What does not belong raises PrecareError with its path in `where`, and nothing is taken."""
        answer = self.call('answers', {'event': event, 'form': form, 'answers': answers})[1]
        return answer['event'], answer['missing']

    def reload(self):
        return self.call('reload')[1]

    def stats(self):
        return self.call('stats')[1]

    def describe(self):
        return self.call('describe')[1]

    def close(self):
        handle, self._handle = self._handle, ctypes.c_void_p()
        if handle.value:
            self._so.precare_json_close(handle)


def not_evaluated(event, message):
    """The result that stands for "not checked": never to be shown as "clear"."""
    return {'format': 'precare-result/1', 'evaluation_id': None, 'event_id': event.get('event_id'),
            'overall': 'not-evaluated', 'coverage': 'not-evaluated',
            'error': {'path': '', 'line': 0, 'message': message}, 'rulebooks': [], 'findings': [],
            'questions': [], 'shadow': [], 'unmatched': [], 'unread': [], 'ref': None, 'notes': []}


class Site:
    """A plugin that is opened at its first use, for hosts that must go on without it: no method
    raises. A failed opening is tried again after `again` seconds, and logged each time."""

    def __init__(self, config=None, plugin=None, again=30):
        self._config, self._plugin, self._again = config, plugin, again
        self._lock = threading.Lock()
        self._precare, self._why, self._when = None, 'not opened', None

    def opened(self):
        """The Precare, or None when it cannot be opened now."""
        if self._precare is not None:
            return self._precare
        with self._lock:
            now = time.monotonic()
            if self._precare is None and (self._when is None or now - self._when >= self._again):
                self._when = now
                try:
                    self._precare = Precare(self._config, self._plugin)
                    if self._precare.status > 0:
                        log.warning('precare: %s', self._precare.note or 'opened with a note')
                except Exception as error:  # whatever it is, the host goes on
                    self._why = str(error)
                    log.error('precare: not opened, visits are not checked: %s', error)
        return self._precare

    def needs(self, moment, procedure=None):
        """As Precare.needs; everything (None) when it cannot be asked."""
        precare = self.opened()
        try:
            return None if precare is None else precare.needs(moment, procedure)
        except Exception as error:
            log.error('precare: needs: %s', error)
            return None

    def check(self, event):
        """Evaluates an event. A fault is logged, without a value, and answered "not-evaluated"."""
        precare = self.opened()
        if precare is None:
            return not_evaluated(event, self._why)
        try:
            status, result = precare.call('evaluate', event)
        except Exception as error:
            log.error('precare: not checked: %s', error)
            return not_evaluated(event, str(error))
        if status < 0:
            fault = result.get('error') or {}
            log.error('precare: not checked: %s: %s', fault.get('path'), fault.get('message'))
        elif status > 0:
            notes = [note.get('code', '') for note in result['notes'] if note.get('code') != 'demonstration']
            if notes or status > 1:  # what is no note, but a late alert or a lost record
                log.warning('precare: %s', ', '.join(notes) or 'status %d' % status)
        return result

    def close(self):
        """With no call running on another thread. A process may also end without it."""
        with self._lock:
            if self._precare is not None:
                self._precare.close()
            self._precare, self._when = None, None


# ---- what adapters share ---------------------------------------------------------------------

def clean(text, limit=TEXT_BYTES):
    """A text as an event takes it: one line, no control characters, at most `limit` bytes; None for
    nothing. (What is cut off a long text is lost: names stand at the beginning.)"""
    if text is None:
        return None
    text = str(text)
    if not text.isprintable():
        text = ''.join(c if c.isprintable() else ' ' for c in text)
    words = ' '.join(text.split())
    if words.isascii():
        return words[:limit].rstrip() or None
    return words.encode('utf-8', 'ignore')[:limit].decode('utf-8', 'ignore').strip() or None


def instant(moment, zone=datetime.timezone.utc):
    """An ISO text of a date, or of a datetime (a naive one is taken to be in `zone`)."""
    if moment is None:
        return None
    if not isinstance(moment, datetime.datetime):
        return moment.isoformat()
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=zone)
    return moment.replace(microsecond=0).isoformat()


def overall_words(result):
    """What `overall` is shown as: never the word "clear" alone where questions wait for a later moment."""
    words = 'NOT CHECKED' if result['overall'] == 'not-evaluated' else result['overall']
    waiting = {}
    for group in result['questions']:
        if group['from']:
            waiting[group['from']] = waiting.get(group['from'], 0) + len(group['ask'])
    if result['overall'] == 'clear' and waiting:
        words += ' so far, ' + ', '.join(_questions(n) + ' at ' + moment for moment, n in waiting.items())
    return words


def finding_lines(result, outcomes=None):
    """What to show, one line a finding, worst first; questions stand in `group_lines`. For the screen of the
    host alone: it may hold words of the chart."""
    lines = []
    for finding in result['findings']:
        if finding['outcome'] == 'ask' if outcomes is None else finding['outcome'] not in outcomes:
            continue
        say = finding.get('say') or finding.get('title') or finding['rule']
        line = '%s: %s' % (finding['outcome'].upper(), say)
        for task in finding.get('tasks') or []:
            words = task.get('tell_patient') or task.get('do')
            if words != say:
                line += '\n    - %s%s' % (words, ' (%s)' % task['due'] if task.get('due') else '')
        lines.append(line)
    return lines


_PARTS = {'medications': 'medicines', 'chart': 'procedure note'}


def _questions(count):
    return '%d question%s' % (count, '' if count == 1 else 's')


def _asked(groups):
    """"7 questions for the patient, 2 for staff"."""
    counts = [(len(group['ask']), 'staff' if group['of'] == 'staff' else 'the %s' % group['of']) for group in groups]
    return ', '.join('%s for %s' % (_questions(n) if i == 0 else n, whom) for i, (n, whom) in enumerate(counts))


def group_lines(result):
    """The questions, one line for each part of the event, and one for each moment to come: "Medicines: not asked.
    7 questions for the patient, by check-in". The questions themselves: `question_lines`."""
    now, later = {}, {}
    for group in result['questions']:
        if not group['again_from']:
            parts = later.setdefault(group['from'], {}) if group['from'] else now
            parts.setdefault(group['about'], []).append(group)
    lines = []
    moments = ['booking', 'check-in', 'treatment', 'follow-up']
    for part, groups in now.items():
        states = [group['state'] for group in groups]
        state = next(s for s in ('not-asked', 'stale', 'incomplete', 'not-understood') if s in states)
        first = next((group['first'] for group in groups if group['first']), None) if state == 'stale' else None
        by = min((group['answer_by'] for group in groups), key=moments.index)
        lines.append('%s: %s. %s%s, by %s' % (_PARTS.get(part, part).capitalize(), state.replace('-', ' '),
                                              '"%s" ' % first if first else '', _asked(groups), by))
    for moment, parts in later.items():
        lines.append('At %s: %s' % (moment, '; '.join('%s, %s' % (_PARTS.get(part, part), _asked(groups))
                                                      for part, groups in parts.items())))
    return lines


def question_lines(result):
    """The questions in full: those of now, then those of later moments."""
    return ['%s%s: %s' % ('at %s, ' % group['from'] if group['from'] else '', group['of'], ask)
            for group in result['questions'] if not group['again_from'] for ask in group['ask']]


def screen_line(result, most=3):
    """One line for a host's screen that has no more room: the worst sentences, and what to ask, first. Never for
    a log or the chat: it may hold words of the chart."""
    said = [finding.get('say') or finding.get('title') for finding in result['findings'] if finding['outcome'] != 'ask']
    said = list(dict.fromkeys(one for one in said if one))
    words = [overall_words(result).upper() + ('.' if not said else ':')] + said[:most]
    if len(said) > most:
        words.append('And %d more.' % (len(said) - most))
    asked = group_lines(result)
    if asked:
        words.append('To ask: ' + '. '.join(asked[:most]) + ('.' if len(asked) <= most else '; and more.'))
    return ' '.join(words)


def log_line(result):
    """One line for a log: outcomes and rule ids, never a word of the chart, a name or a date."""
    found = ['%s %s' % (f['outcome'], f['rule']) for f in result['findings'] if f['outcome'] != 'ask']
    asked = sum(f['outcome'] == 'ask' for f in result['findings'])
    if asked:
        found.append(_questions(asked))
    line = overall_words(result)
    if result['coverage'] not in ('complete', result['overall']):
        line += ' (%s)' % result['coverage']
    line += ': ' + ', '.join(found) if found else ''
    line += ' ref ' + result['ref'] if result.get('ref') else ''
    return line + (' (demonstration)' if _is_demonstration(result) else '')


def _is_demonstration(result):
    return any(note.get('code') == 'demonstration' for note in result['notes'])


def stamp(event, phase=None):
    """The event with `now`, and with an event_id that is the same for the same facts: a request that
    is run again keeps it."""
    facts = {key: item for key, item in event.items() if key not in ('now', 'phase', 'event_id')}
    text = json.dumps(facts, sort_keys=True, ensure_ascii=False).encode('utf-8')
    event = dict(event, now=instant(datetime.datetime.now(datetime.timezone.utc)),
                 event_id='%s/%s' % (event['appointment']['id'][:100], hashlib.sha256(text).hexdigest()[:16]))
    return dict(event, phase=phase) if phase else event
