# SPDX-License-Identifier: MIT
"""The report on the records, counted once more from `precare records export` alone, by the manual's words.

Called by report_test.sh: `events N SEED` prints bookings as lines, of which some settle an override; `recount REPORT.json
EXPORT.jsonl RULES.json` compares every figure and ends with 1 where one differs.
"""
import collections
import datetime
import json
import random
import sys


def event(n, chance):
    number = 'e%d' % n
    conditions = {'reviewed': '2026-11-20', 'entries': []}
    medications = {'reviewed': '2026-11-20', 'entries': []}
    what = chance.randrange(6)
    if what in (0, 1):
        conditions['entries'].append({'code': 'icd-10:L91.0', 'status': 'active'})
    if what in (1, 2):
        medications['entries'].append({'text': 'aspirin', 'use': 'ongoing'})
    made = {'format': 'precare-event/1', 'event_id': number, 'moment': 'booking', 'action': 'create',
            'now': '2026-12-01T10:00:00+01:00', 'subject': 's%d' % (n // 3),
            'appointment': {'id': 'a%d' % (n // 2 if chance.random() < 0.3 else n),
                            'start': '2027-01-12T14:35:00+01:00', 'minutes': 60,
                            'procedure': {'text': 'microneedling'}, 'sites': ['face']},
            'conditions': conditions}
    if what != 3:
        made['medications'] = medications
    rule = {0: 'h-keloid', 1: chance.choice(['h-keloid', 'h-aspirin']), 2: 'h-aspirin'}.get(what)
    if rule is not None and chance.random() < 0.6:
        made.update(phase='settle', disposition='overridden', acknowledgements=[
            {'rule': rule, 'action': chance.choice(['overridden'] * 3 + ['dismissed']), 'role': 'physician',
             'actor': 'u%d' % chance.randrange(4), 'at': '2099-01-0%dT10:00:00Z' % chance.randint(1, 9),
             'reason': chance.choice(['benefit-outweighs', 'record-is-wrong', 'record-is-wrong'])}])
    return made


def seconds(text):
    return int(datetime.datetime.fromisoformat(text).timestamp())


def counted(records):
    rules = collections.defaultdict(lambda: collections.Counter())
    reasons, times = collections.defaultdict(collections.Counter), collections.defaultdict(list)
    whole, keys, found = collections.Counter(), set(), {}
    for r in records:
        if r['record'] == 'erased':
            whole['erased'] += 1
        if r['record'] == 'evaluation' and r['drill']:
            whole['drills'] += 1
        elif r['record'] == 'evaluation':
            whole['evaluations'] += 1
            went_out = any(t['kind'] in ('alert', 'update') for t in r['told'])
            for f in r['findings']:
                rules[f['rule']]['asked' if f['outcome'] == 'ask' else 'fired'] += 1
                if r['ref']:
                    found.setdefault(r['ref'], {}).setdefault(f['rule'], seconds(r['at']))
                if went_out and f.get('key') and f['key'] not in keys:
                    keys.add(f['key'])
                    rules[f['rule']]['told'] += 1
            for f in r['shadow']:
                rules[f['rule']]['shadow'] += 1
        elif r['record'] == 'acknowledgement':
            whole['acknowledgements'] += 1
            for rule in [r['rule']] if r['rule'] else list(found.get(r['ref'], {})):
                rules[rule]['acknowledged'] += 1
                if r['action'] == 'overridden':
                    rules[rule]['overridden'] += 1
                    reasons[rule][r['reason']] += 1
                since = found.get(r['ref'], {}).get(rule)
                if since is not None:
                    times[rule].append(max(0, seconds(r['done']) - since))
    return whole, rules, reasons, times


def recount(report, records, known):
    whole, rules, reasons, times = counted(records)
    differ = []

    def same(what, got, wanted):
        if got != wanted:
            differ.append('%s: the report says %r, the records %r' % (what, got, wanted))

    for figure in ('evaluations', 'acknowledgements', 'drills', 'erased'):
        same(figure, report[figure], whole[figure])
    same('the rules', sorted(row['rule'] for row in report['rules']), sorted(rules))
    for row in report['rules']:
        rule = row['rule']
        for figure in ('fired', 'asked', 'shadow', 'told', 'acknowledged', 'overridden'):
            same('%s %s' % (rule, figure), row[figure], rules[rule][figure])
        same(rule + ' reasons', row['reasons'], dict(reasons[rule]))
        took = sorted(times[rule])
        same(rule + ' after', row['acknowledged_after'], took[len(took) // 2] if took else None)
        same(rule + ' longest', row['acknowledged_longest'], took[-1] if took else None)
    same('never fired', report['never_fired'],
         [rule for rule in known if not any(rules[rule][f] for f in ('fired', 'asked', 'shadow'))])
    wrong = collections.Counter()
    for rule, parts in {'h-keloid': ['conditions'], 'h-aspirin': ['medications']}.items():
        for part in parts:
            wrong[part] += reasons[rule]['record-is-wrong']
    same('the record is wrong', report['record_is_wrong'], {k: v for k, v in wrong.items() if v})
    print('\n'.join(differ) or '%d rules, %d evaluations, %d acknowledgements: the same' % (
        len(rules), whole['evaluations'], whole['acknowledgements']))
    return 1 if differ else 0


if sys.argv[1] == 'events':
    for i in range(int(sys.argv[2])):
        print(json.dumps(event(i, random.Random(int(sys.argv[3]) * 1009 + i))))
else:
    with open(sys.argv[2]) as r, open(sys.argv[3]) as e:
        sys.exit(recount(json.load(r), [json.loads(line) for line in e], sys.argv[4].split()))
