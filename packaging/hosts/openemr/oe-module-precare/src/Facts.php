<?php
// SPDX-License-Identifier: MIT

namespace OpenEMR\Modules\Precare;

/**
 * What OpenEMR knows of a patient, as parts of a precare-event/1 document. One read a table, and only of what needs()
 * names. A row that is absent is no "no"; a column that must be there and is not, or a patient without a row, throws: then
 * the visit is not checked. Names of people, notes and comments are never read.
 */
final class Facts
{
    public const LISTS = ['conditions' => 'medical_problem', 'medications' => 'medication', 'allergies' => 'allergy',
                          'procedures' => 'surgery'];
    private const ENTRIES = 512;
    private const TEXT_BYTES = 1024;
    private const ID_BYTES = 128;
    private const HISTORY_DAYS = 5 * 366;
    private const SYSTEMS = ['ICD10' => 'icd-10', 'SNOMED' => 'snomed', 'SNOMED-CT' => 'snomed', 'RXCUI' => 'rxnorm',
                             'RXNORM' => 'rxnorm', 'ATC' => 'atc', 'CPT4' => 'cpt'];
    private const SEX = ['male' => 'male', 'female' => 'female', 'unk' => 'unknown', 'unknown' => 'unknown'];
    private const SEVERITY = ['mild' => 'mild', 'mild_to_moderate' => 'mild', 'moderate' => 'moderate',
                              'moderate_to_severe' => 'severe', 'severe' => 'severe', 'fatal' => 'severe',
                              'life_threatening_severity' => 'severe'];
    // A route that is known and fits no list hides the entry: only what is sure is passed on.
    private const ROUTES = ['1' => 'oral', 'bymouth' => 'oral', '3' => 'topical', '4' => 'topical'];
    private const UNTRUE = ['entered-in-error', 'refuted'];

    /** @param ?array $wanted what needs() named; null: everything */
    public static function of(string $pid, ?array $wanted): array
    {
        $wants = static fn (string $name): bool => $wanted === null || in_array($name, $wanted, true);
        $event = ['subject' => Host::key('patient_data', $pid), 'patient' => self::person($pid, $wants)];
        $lists = array_filter(array_keys(self::LISTS), $wants);
        return $lists === [] ? $event : $event + self::chart($pid, $lists);
    }

    /** Without what is not known. */
    public static function known(array $fields): array
    {
        return array_filter($fields, static fn (mixed $value): bool => $value !== null && $value !== []);
    }

    /** An entry's text and code, or null when there is neither. */
    public static function named(?string $text, ?string $code = null): ?array
    {
        return self::known(['text' => self::clean($text, self::TEXT_BYTES),
                            'code' => self::clean($code, self::ID_BYTES)]) ?: null;
    }

    /** A text as an event takes it: one line, no control characters, so many bytes at most; null for nothing. */
    public static function clean(?string $text, int $limit): ?string
    {
        $line = trim((string) preg_replace('/[\p{C}\s]+/u', ' ', self::utf8((string) $text)));
        return trim(self::utf8(substr($line, 0, $limit))) ?: null;
    }

    /** Without what is no UTF-8. */
    private static function utf8(string $text): string
    {
        return json_decode(json_encode($text, JSON_INVALID_UTF8_IGNORE));
    }

    /** OpenEMR's dates: 2026-11-30, 2026-11-30 00:00:00, 1990-00-00 where only the year is known. */
    public static function day(?string $date): ?string
    {
        if ($date === null || !preg_match('/^(\d{4})-(\d\d)-(\d\d)/', $date, $is) || $is[1] === '0000') {
            return null;
        }
        return $is[2] === '00' ? $is[1] : ($is[3] === '00' ? "$is[1]-$is[2]" : "$is[1]-$is[2]-$is[3]");
    }

    private static function person(string $pid, callable $wants): array
    {
        $columns = array_keys(array_filter(['DOB' => $wants('birth-date'), 'sex' => $wants('sex')]));
        if ($columns === []) {
            return [];
        }
        $row = Host::rows('SELECT ' . implode(', ', $columns) . ' FROM patient_data WHERE pid = ?', [$pid])[0]
            ?? throw new \UnexpectedValueException('a patient without a row');
        $sex = strtolower(trim((string) ($row['sex'] ?? '')));
        return self::known(['birth_date' => self::day($row['DOB'] ?? null),
                            'sex' => $sex === '' ? null : (self::SEX[$sex] ?? 'other')]);
    }

    private static function chart(string $pid, array $lists): array
    {
        $types = array_intersect_key(self::LISTS, array_flip($lists));
        $rows = Host::rows('SELECT type, title, diagnosis, begdate, enddate, activity, outcome, severity_al, verification, date
            FROM lists WHERE pid = ? AND type IN (' . implode(', ', array_fill(0, count($types), '?')) . ')
            ORDER BY date DESC, id DESC', [$pid, ...array_values($types)]);
        $found = array_fill_keys($lists, []);
        foreach ($rows as $row) {
            $found[array_search($row['type'], $types, true)][] = $row;
        }
        $extra = ['medications' => in_array('medications', $lists, true) ? self::prescriptions($pid) : [],
                  'procedures' => in_array('procedures', $lists, true) ? self::booked($pid) : []];
        $asked = self::asked($pid);
        $chart = [];
        foreach ($found as $list => $own) {
            $entries = $extra[$list] ?? [];
            foreach ($own as $row) {
                array_push($entries, ...self::entries($list, $row));
            }
            $reviewed = self::reviewed($list, $asked, $own !== [] || $entries !== []);
            $chart[$list] = self::known(['reviewed' => count($entries) <= self::ENTRIES ? $reviewed : null])
                + ['entries' => array_slice($entries, 0, self::ENTRIES)];
        }
        return $chart;
    }

    /** One row of `lists`: an entry for each of its codes. */
    private static function entries(string $list, array $row): array
    {
        if (in_array($row['verification'], self::UNTRUE, true)) {
            return [];
        }
        $details = match ($list) {
            'conditions' => self::condition($row),
            'medications' => self::medication($row['begdate'], $row['enddate'], self::active($row)),
            'allergies' => self::allergy($row),
            'procedures' => ['date' => self::day($row['begdate']), 'state' => self::procedureState($row)],
        };
        $entries = [];
        foreach (self::codes((string) $row['diagnosis']) as $code) {
            $named = self::named($row['title'], $code);
            if ($named !== null) {
                $entries[] = $named + self::known($details);
            }
        }
        return $entries;
    }

    /** A row that says nothing of it is no row that says no. */
    private static function active(array $row): bool
    {
        return $row['activity'] === null || (int) $row['activity'] !== 0;
    }

    private static function condition(array $row): array
    {
        $end = self::day($row['enddate']);
        $over = ($end !== null && $end <= date('Y-m-d')) || (int) $row['outcome'] === 1;
        return ['status' => $over ? 'resolved' : (self::active($row) ? 'active' : 'history'),
                'onset' => self::day($row['begdate']), 'resolved' => $end, 'recorded' => self::day($row['date'])];
    }

    private static function allergy(array $row): array
    {
        return ['severity' => self::SEVERITY[(string) $row['severity_al']] ?? null, 'recorded' => self::day($row['date'])];
    }

    private static function medication(?string $begun, ?string $ended, bool $active): array
    {
        $today = date('Y-m-d');
        [$begun, $ended] = [self::day($begun), self::day($ended)];
        $stopped = !$active || ($ended !== null && $ended <= $today);
        return ['use' => $stopped ? 'stopped' : ($begun !== null && $begun > $today ? 'prescribed' : 'ongoing'),
                'started' => $begun, 'last_used' => $stopped && $ended !== null && $ended <= $today ? $ended : null];
    }

    private static function procedureState(array $row): ?string
    {
        $day = self::day($row['begdate']);
        return $day === null ? null : ($day <= date('Y-m-d') ? 'done' : 'planned');
    }

    private static function prescriptions(string $pid): array
    {
        $entries = [];
        foreach (Host::rows('SELECT drug, rxnorm_drugcode, route, start_date, end_date, active FROM prescriptions
            WHERE patient_id = ? AND active >= 0 ORDER BY id DESC', [$pid]) as $row) {
            $code = preg_replace('/^\D*:/', '', (string) $row['rxnorm_drugcode']);
            $named = self::named($row['drug'], $code === '' ? null : "rxnorm:$code");
            if ($named !== null) {
                $entries[] = $named + self::known(
                    self::medication($row['start_date'], $row['end_date'], (int) $row['active'] === 1)
                    + ['route' => self::ROUTES[(string) $row['route']] ?? null]);
            }
        }
        return $entries;
    }

    /** Booked services are the only record of most fillers, toxins and peels. */
    private static function booked(string $pid): array
    {
        $name = Settings::get('procedure') === 'title' ? 'e.pc_title' : 'c.pc_catname';
        $gone = explode(' ', Settings::get('gone'));
        $rows = Host::rows("SELECT e.pc_eid, $name AS service, c.pc_constant_id, e.pc_eventDate, e.pc_startTime,
            o.toggle_setting_2 AS done, v.same_eid, v.same_occurrence FROM openemr_postcalendar_events e
            JOIN openemr_postcalendar_categories c ON c.pc_catid = e.pc_catid
            LEFT JOIN list_options o ON o.list_id = 'apptstat' AND o.option_id = e.pc_apptstatus
            LEFT JOIN precare_visit v ON v.eid = e.pc_eid AND v.occurrence = ''
            WHERE e.pc_pid = ? AND e.pc_recurrtype = 0 AND e.pc_eventDate >= ? AND e.pc_apptstatus NOT IN ("
            . implode(', ', array_fill(0, count($gone), '?')) . ') ORDER BY e.pc_eventDate DESC',
            [$pid, date('Y-m-d', strtotime('-' . self::HISTORY_DAYS . ' days')), ...$gone]);
        $entries = [];
        foreach ($rows as $row) {
            $named = self::named($row['service'], 'local:' . ($row['pc_constant_id'] ?: $row['service']));
            $start = $row['pc_eventDate'] . 'T' . $row['pc_startTime'];
            $entries[] = $named + self::known([
                'date' => $start, 'occurrence' => $row['same_occurrence'],
                'appointment' => Host::key('openemr_postcalendar_events', (string) ($row['same_eid'] ?? $row['pc_eid'])),
                'state' => (int) $row['done'] === 1 ? 'done' : ($start > date('Y-m-d\TH:i:s') ? 'planned' : null)]);
        }
        return $entries;
    }

    /** The days on which lists were asked for: by OpenEMR's own list of "None", and by this module. */
    private static function asked(string $pid): array
    {
        $touched = Host::rows('SELECT type, date FROM lists_touch WHERE pid = ?', [$pid]);
        $asked = Host::rows('SELECT list, asked FROM precare_asked WHERE pid = ?', [$pid]);
        return ['touched' => array_column($touched, 'date', 'type'), 'asked' => array_column($asked, 'asked', 'list')];
    }

    /** OpenEMR touches a list when "None" is answered, and when its first row is added: with no row, it was the answer. A
     * list of surgeries that is empty says nothing of fillers. */
    private static function reviewed(string $list, array $asked, bool $any): ?string
    {
        $days = [self::day($asked['asked'][$list] ?? null)];
        if (!$any && $list !== 'procedures') {
            $days[] = self::day($asked['touched'][self::LISTS[$list]] ?? null);
        }
        return max($days) ?: null;
    }

    /** "ICD10:L91.0;SNOMED-CT:123": those of systems that rules can name; [null]: none. */
    private static function codes(string $diagnosis): array
    {
        $codes = [];
        foreach (array_filter(array_map('trim', explode(';', $diagnosis))) as $one) {
            [$system, $code] = explode(':', $one, 2) + [1 => ''];
            if ($code !== '' && isset(self::SYSTEMS[strtoupper($system)])) {
                $codes[] = self::SYSTEMS[strtoupper($system)] . ":$code";
            }
        }
        return $codes ?: [null];
    }
}
