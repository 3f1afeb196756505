# SPDX-License-Identifier: MIT
"""The ctypes binding (packaging/hosts/python) on the built plugin: started by binding_test.sh."""
import datetime
import json
import os
import sys
import threading

from support import PLUGIN, SOURCE, Chat, Site, equal, run, write

import precare

chat = Chat()
site = Site(os.path.join(SOURCE, 'tests', 'hosts', 'rules'), chat,
            'map:\n  procedures: {MN1: {procedure: microneedling}}\n')


def event(**more):
    base = {
        'format': 'precare-event/1', 'event_id': 'e1', 'moment': 'booking', 'action': 'create', 'phase': 'final',
        'now': '2026-11-23T10:00:00Z', 'subject': 'pt-1', 'patient': {'birth_date': '1990-01-01'},
        'appointment': {'id': 'apt-1', 'start': '2026-12-07T15:00:00Z', 'procedure': {'code': 'local:MN1'}},
        'conditions': {'reviewed': '2026-11-20', 'entries': []},
        'medications': {'reviewed': '2026-11-20', 'entries': [{'text': 'aspirin', 'use': 'ongoing'}]}}
    base.update(more)
    return base


def a_booking_is_judged_recorded_and_told():
    with precare.Precare(site.config, PLUGIN) as plugin:
        result = plugin.evaluate(event())
        equal(result['overall'], 'warn')
        equal([f['rule'] for f in result['findings'] if f['outcome'] == 'warn'], ['h-aspirin'])
        equal(chat.told('went on over a warning'), 1)
        assert 'aspirin' not in ''.join(chat.bodies) and 'pt-1' not in ''.join(chat.bodies)
        equal(plugin.lookup(result['ref'])['subject'], 'pt-1')
        plugin.acknowledge(rule='h-aspirin', action='accepted', ref=result['ref'], actor='u3', at='2026-11-23T10:01:00Z')
        told = plugin.told(appointment=event()['appointment']['id'])
        equal((told['ref'], [one['channel'] for one in told['told']]), (result['ref'], ['lead']))
        equal([(one['rule'], one['action'], one['by'], one['at']) for one in told['acknowledged']],
              [('h-aspirin', 'accepted', 'u3', '2026-11-23T10:01:00+00:00')])
        equal(plugin.told(result['ref']), told)
        equal(plugin.evaluate(event())['findings'], result['findings'])
    equal(chat.told('went on over a warning'), 1, 'the same event again is told once')


def needs_are_words_and_the_plugin_describes_itself():
    with precare.Precare(site.config, PLUGIN) as plugin:
        booking = plugin.needs('booking', 'microneedling')
        assert {'conditions', 'medications', 'allergies', 'procedures', 'birth-date'} <= booking, booking
        equal(plugin.needs('treatment', 'local:MN1'), {'procedure-ended', 'products'})
        assert 'version' in str(plugin.describe()), plugin.describe()
        for method in plugin.describe()['methods']:
            assert callable(getattr(plugin, method.replace('-', '_'), None)), method
        assert isinstance(plugin.stats(), dict)


def a_form_is_filled_in_and_its_answers_are_facts():
    with precare.Precare(site.config, PLUGIN) as plugin:
        bare = event()
        for part in ('medications', 'conditions', 'answers'):
            bare.pop(part, None)
        form = plugin.form(bare)
        assert form['format'] == 'precare-form/1' and form['form'], form
        ticks = [item for group in form['groups'] for item in group['items'] if item['kind'] == 'tick']
        assert ticks, form
        answers = {'format': 'precare-answers/1', 'form': form['form'], 'by': 'staff',
                   'answers': {tick['id']: 'no' for tick in ticks}}
        filled, missing = plugin.answers(answers, bare)
        assert not missing, missing
        asked = [name for part in filled.values() if isinstance(part, dict) for name in part.get('asked', {})]
        assert set(tick['id'] for tick in ticks) <= set(asked), (ticks, filled)
        posted, missing = plugin.answers('form=%s&by=staff&%s' % (form['form'], '&'.join(t['id'] + '=no' for t in ticks)), bare)
        assert posted == filled and not missing, (posted, filled)
        try:
            plugin.answers(dict(answers, answers={'nobody': 'yes'}), bare)
            raise AssertionError('an unknown item was taken')
        except precare.PrecareError as error:
            assert error.where == 'answers.nobody', error.where
        assert plugin.form(dict(bare, appointment=dict(bare['appointment'], procedure={'text': 'haircut'})))['form'] is None


def a_sheet_is_handed_out_by_the_host():
    with precare.Precare(site.config, PLUGIN) as plugin:
        text, why = plugin.sheet(event())
        assert text.startswith('<!doctype html>') and why is None, (text, why)
        text, why = plugin.sheet(event(), 'ics')
        assert text is None and 'no calendar' in why, (text, why)


def a_form_has_a_page_and_a_questionnaire_and_takes_its_response():
    with precare.Precare(site.config, PLUGIN) as plugin:
        bare = dict(event())
        for part in ('medications', 'conditions', 'answers'):
            bare.pop(part, None)
        form = plugin.form(bare)
        item = next(i for g in form['groups'] if g['of'] == 'patient' for i in g['items'] if i['kind'] == 'tick')
        page = plugin.form_page(bare, action='https://pm.example/answers')
        assert 'action="https://pm.example/answers"' in page and form['form'] in page, page[:600]
        asked = plugin.questionnaire(bare)
        assert asked['resourceType'] == 'Questionnaire' and asked['url'].endswith(form['form']), asked['url']
        filled, missing = plugin.answers({
            'resourceType': 'QuestionnaireResponse', 'status': 'completed', 'questionnaire': asked['url'],
            'item': [{'linkId': item['id'], 'answer': [{'valueCoding': {'code': 'no'}}]}]}, bare)
        equal(missing, [])
        assert item['id'] in json.dumps(filled), filled
        for wrong, where in (({'of': 'nobody'}, 'of'), ({'format': 'pdf'}, 'format'), ({'action': 'javascript:x'}, 'action')):
            try:
                plugin.call('form', dict(wrong, event=bare))
                raise AssertionError(where + ' did not raise')
            except precare.PrecareError as error:
                equal(error.where, where)


def a_bad_event_is_answered_and_other_faults_raise_with_their_place():
    with precare.Precare(site.config, PLUGIN) as plugin:
        status, result = plugin.call('evaluate', event(moment='party'))
        assert status < 0 and result['overall'] == 'not-evaluated' and result['error']['path'] == 'moment', result
        for method, document in (('nonsense', None), ('lookup', {'ref': 'nobody'})):
            try:
                plugin.call(method, document)
                raise AssertionError(method + ' did not raise')
            except precare.PrecareError as error:
                assert error.code < 0 and error.message, error
    try:
        plugin.evaluate(event())
        raise AssertionError('a closed plugin answers')
    except precare.PrecareError as error:
        equal(error.code, -3)


def a_configuration_that_is_wrong_says_where():
    path = write(os.path.join(site.folder, 'wrong.yaml'), 'format: precare-config/1\nclinick: {}\n')
    try:
        precare.Precare(path, PLUGIN)
        raise AssertionError('opened')
    except precare.PrecareError as error:
        assert error.code == -7 and 'wrong.yaml' in error.where and error.line == 2, error


def twenty_four_threads_at_once_get_their_own_answers():
    wrong, plugin = [], precare.Precare(site.config, PLUGIN)

    def book(number):
        for turn in range(20):
            name = 'e-%d-%d' % (number, turn)
            result = plugin.evaluate(event(event_id=name, phase='preview'))
            if result['event_id'] != name or result['overall'] != 'warn':
                wrong.append(result)

    threads = [threading.Thread(target=book, args=(number,)) for number in range(24)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    plugin.close()
    equal(wrong, [])


def a_site_without_its_plugin_answers_not_evaluated_and_never_raises():
    broken = precare.Site(site.config, '/nowhere/precare.so')
    result = broken.check(event())
    equal((result['overall'], result['coverage']), ('not-evaluated', 'not-evaluated'))
    equal(broken.needs('booking', 'microneedling'), None)
    equal(precare.log_line(result), 'NOT CHECKED')
    late = precare.Site(os.path.join(site.folder, 'later.yaml'), PLUGIN, again=0)
    equal(late.check(event())['overall'], 'not-evaluated')
    os.link(site.config, os.path.join(site.folder, 'later.yaml'))
    equal(late.check(event(phase='preview'))['overall'], 'warn', 'tried again')
    equal(late.check({'nonsense': object()})['overall'], 'not-evaluated', 'what cannot be written as JSON')
    late.close()


def a_child_of_a_fork_goes_on():
    plugin = precare.Precare(site.config, PLUGIN)
    plugin.evaluate(event(phase='preview'))
    child = os.fork()
    if child == 0:
        try:
            ok = plugin.evaluate(event(event_id='child', appointment=dict(event()['appointment'], id='apt-child')))
            os._exit(0 if ok['overall'] == 'warn' and ok['ref'] else 1)
        except BaseException:
            os._exit(2)
    equal(os.waitpid(child, 0)[1], 0)
    plugin.close()


def texts_are_cleaned_and_the_log_line_holds_no_word_of_the_chart():
    equal(precare.clean(' a\tb\x00\u202ec\n'), 'a b c')
    equal(len(precare.clean('\u00e9' * 2000).encode()), 1024)
    equal(precare.clean(None), None)
    equal(precare.clean(' \n'), None)
    equal(precare.instant(datetime.datetime(2026, 12, 7, 15, 0, 0, 5)), '2026-12-07T15:00:00+00:00')
    equal(precare.instant(datetime.date(2026, 12, 7)), '2026-12-07')
    with precare.Precare(site.config, PLUGIN) as plugin:
        result = plugin.evaluate(event(phase='preview'))
    line = precare.log_line(result)
    assert line.startswith('warn: warn h-aspirin') and 'bruises' not in line, line
    equal(precare.overall_words(result), 'warn')
    group = {'about': 'medications', 'of': 'patient', 'state': 'stale', 'from': None, 'again_from': None,
             'answer_by': 'check-in', 'first': 'Anything new?', 'ask': ['A?', 'B?']}
    later = dict(group, about='conditions', first=None, **{'from': 'check-in'})
    clear = dict(result, overall='clear', findings=[], questions=[
        group, dict(group, of='staff', state='incomplete', first=None, ask=['C?'], answer_by='booking'),
        later, dict(later, again_from='2027-01-01', **{'from': None})])
    equal(precare.overall_words(clear), 'clear so far, 2 questions at check-in')
    assert precare.log_line(clear).startswith('clear so far, 2 questions at check-in'), precare.log_line(clear)
    equal(precare.group_lines(clear), [
        'Medicines: stale. "Anything new?" 2 questions for the patient, 1 for staff, by booking',
        'At check-in: conditions, 2 questions for the patient'])
    equal(precare.screen_line(clear), 'CLEAR SO FAR, 2 QUESTIONS AT CHECK-IN. To ask: ' + '. '.join(
        precare.group_lines(clear)) + '.')
    screen = precare.screen_line(result)
    assert screen.startswith('WARN: aspirin: more bruises') and 'h-aspirin' not in screen, screen
    equal(precare.question_lines(clear)[2:], ['staff: C?', 'at check-in, patient: A?', 'at check-in, patient: B?'])
    assert precare.finding_lines(result)[0].startswith('WARN: aspirin: more bruises'), precare.finding_lines(result)


if __name__ == '__main__':
    sys.exit(run([
        a_booking_is_judged_recorded_and_told,
        needs_are_words_and_the_plugin_describes_itself,
        a_form_is_filled_in_and_its_answers_are_facts,
        a_form_has_a_page_and_a_questionnaire_and_takes_its_response,
        a_sheet_is_handed_out_by_the_host,
        a_bad_event_is_answered_and_other_faults_raise_with_their_place,
        a_configuration_that_is_wrong_says_where,
        twenty_four_threads_at_once_get_their_own_answers,
        a_site_without_its_plugin_answers_not_evaluated_and_never_raises,
        a_child_of_a_fork_goes_on,
        texts_are_cleaned_and_the_log_line_holds_no_word_of_the_chart,
    ]))
