<?php
// SPDX-License-Identifier: MIT
//
// A small host in PHP with its adapter for `precare conform`: to copy from. It keeps appointments in memory, asks the plugin
// before it saves (preview) and tells it afterwards what became of it (settle), through packaging/hosts/php/Precare.php. Each
// request opens the plugin and closes it, as under php-fpm. Run by tests/hosts/conform_bindings_test.sh:
//
//     precare conform --adapter "php tests/hosts/conform_php.php"

require __DIR__ . '/../../packaging/hosts/php/Precare.php';

const MOMENTS = ['check in' => 'check-in', 'chart' => 'treatment', 'react' => 'follow-up'];
const ACTIONS = ['confirm' => 'confirm', 'reschedule' => 'reschedule', 'cancel' => 'cancel'];
const VISIT_KEYS = ['patient', 'procedure', 'sites', 'minutes', 'medications'];

function now(): string
{
    return gmdate('Y-m-d\TH:i:s\Z');
}

/** What a user sees of a result. */
function screen(array $result): string
{
    $later = array_filter($result['questions'], fn($group) => $group['from'] !== null);
    $head = match ($result['overall']) {
        'not-evaluated' => 'NOT CHECKED',
        'clear' => $later === [] ? 'clear' : 'clear so far, questions at ' . reset($later)['from'],
        default => $result['overall'],
    };
    $lines = [$head];
    foreach ($result['findings'] as $finding) {
        if ($finding['outcome'] !== 'ask') {
            $lines[] = strtoupper($finding['outcome']) . ': ' . ($finding['say'] ?? $finding['title'] ?? $finding['rule']);
            foreach ($finding['tasks'] ?? [] as $task) {
                $lines[] = '  - ' . ($task['tell_patient'] ?? $task['do']);
            }
        }
    }
    foreach ($result['questions'] as $group) {
        foreach ($group['ask'] as $ask) {
            $lines[] = ($group['from'] === null ? '' : "at $group[from], ") . "$group[of]: $ask";
        }
    }
    return implode("\n", $lines);
}

final class Host
{
    private array $saved = [];  // id => what is known of the visit
    private array $made = [];   // scenario => the ids of its appointments
    private int $requests = 0;

    public function __construct(private ?string $header)
    {
    }

    /** What this host knows of a visit, as an event. */
    private function event(array $visit, string $moment, ?string $action): array
    {
        $event = ['format' => 'precare-event/1', 'event_id' => "$visit[id]/$this->requests", 'moment' => $moment, 'now' => now(),
                  'subject' => $visit['patient']['id'], 'patient' => ['birth_date' => $visit['patient']['born']],
                  'appointment' => ['id' => $visit['id'], 'start' => $visit['start'], 'minutes' => $visit['minutes'],
                                    'procedure' => ['text' => $visit['procedure']], 'sites' => $visit['sites']]];
        foreach (['conditions', 'medications', 'allergies', 'procedures'] as $list) {
            $event[$list] = ['reviewed' => $visit['reviewed'], 'entries' => $visit[$list] ?? []];
        }
        $chart = array_intersect_key($visit, ['products' => 1, 'reactions' => 1]);
        return $event + ($action === null ? [] : ['action' => $action]) + ($chart === [] ? [] : ['chart' => $chart]);
    }

    /** One request of a user: look, decide, save, settle. [saved, shown] */
    private function request(array $visit, string $verb, ?string $action, array $line): array
    {
        $event = $this->event($visit, MOMENTS[$verb] ?? 'booking', $action);
        $settle = ['phase' => 'settle', 'disposition' => 'saved'];
        $precare = null;
        try {
            $precare = new Precare(getenv('PRECARE_CONFIG'), null, $this->header);
            $result = $precare->evaluate(['phase' => 'preview'] + $event);
            $precare->acknowledge(['action' => 'shown', 'appointment' => $visit['id'], 'subject' => $event['subject'],
                                   'reason' => $result['overall']]);
            $shown = screen($result);
        } catch (PrecareException $fault) { // the visit was not checked, and goes on
            fwrite(STDERR, $fault->getMessage() . "\n");
            $result = ['findings' => []];
            $shown = 'NOT CHECKED';
        }
        if (isset($line['override'])) {
            $settle = ['disposition' => 'overridden', 'acknowledgements' => $this->override($result, $line['override'])] + $settle;
        }
        $blocked = in_array('block', array_column($result['findings'], 'outcome'), true);
        $saved = ($line['user'] ?? '') !== 'gives up' && !$blocked && $this->save($visit, $verb === 'roll back');
        if (!$saved) {
            $settle = ['phase' => 'settle', 'disposition' => 'abandoned'];
        }
        try {
            $precare?->evaluate($settle + $event);
        } catch (PrecareException $fault) {
            fwrite(STDERR, $fault->getMessage() . "\n");
        }
        $precare?->close();
        return [$saved, $shown];
    }

    /** Of each finding that this role may override: who did, and why. */
    private function override(array $result, array $by): array
    {
        $may = fn($finding) => in_array($by['role'], $finding['override']['by'] ?? [], true);
        return array_map(fn($finding) => ['rule' => $finding['rule'], 'action' => 'overridden'] + $by,
                         array_values(array_filter($result['findings'], $may)));
    }

    /** The host's own transaction: all of it, or nothing. */
    private function save(array $visit, bool $failing): bool
    {
        if ($failing) {
            return false;
        }
        $this->saved[$visit['id']] = $visit;
        return true;
    }

    /** New appointments. */
    private function made(array $line): array
    {
        $visits = [];
        $start = new DateTimeImmutable($line['start']);
        for ($i = 0; $i < ($line['series']['count'] ?? 1); $i++) {
            $days = $i * intval($line['series']['every'] ?? 0);
            $visits[] = ['id' => "apt-$line[n]-$i", 'start' => $start->modify("+$days days")->format('Y-m-d\TH:i:s'),
                         'reviewed' => $line['asked'] ? now() : null]
                + array_intersect_key($line, array_flip(VISIT_KEYS));
        }
        $this->made[$line['n']] = array_column($visits, 'id');
        return $visits;
    }

    public function do(array $line): array
    {
        $this->requests++; // run again, it is the same request
        $verb = $line['do'];
        $action = ACTIONS[$verb] ?? null;
        if (isset($line['of'])) {
            $id = $this->made[$line['of']][($line['which'] ?? 1) - 1];
            $visits = [array_intersect_key($line, ['start' => 1, 'products' => 1, 'reactions' => 1]) + $this->saved[$id]];
            $action = $verb === 'roll back' ? 'reschedule' : $action;
        } else {
            $visits = $this->made($line);
            $action = 'create';
        }
        $answers = [];
        for ($times = $verb === 'retry' ? 2 : 1; $times > 0; $times--) {
            foreach ($visits as $visit) {
                $answers[] = $this->request($visit, $verb, $action, $line);
            }
        }
        return ['n' => $line['n'], 'saved' => !in_array(false, array_column($answers, 0), true),
                'shown' => implode("\n", array_column($answers, 1))];
    }
}

$host = new Host($argv[1] ?? null);
while (($text = fgets(STDIN)) !== false) {
    echo json_encode($host->do(json_decode($text, true, 64, JSON_THROW_ON_ERROR)), JSON_THROW_ON_ERROR), "\n";
}
