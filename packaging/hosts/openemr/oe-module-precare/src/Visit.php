<?php
// SPDX-License-Identifier: MIT

namespace OpenEMR\Modules\Precare;

/** One visit: a row of openemr_postcalendar_events, or one day of the series that it names. */
final class Visit
{
    private const SELECT = 'SELECT e.pc_eid, e.pc_pid, e.pc_aid, e.pc_catid, e.pc_title, e.pc_eventDate, e.pc_startTime,
        e.pc_duration, e.pc_alldayevent, e.pc_apptstatus, e.pc_recurrtype, c.pc_catname, c.pc_constant_id,
        v.same_eid, v.same_occurrence
        FROM openemr_postcalendar_events e JOIN openemr_postcalendar_categories c ON c.pc_catid = e.pc_catid
        LEFT JOIN precare_visit v ON v.eid = e.pc_eid AND v.occurrence = \'\' ';

    private function __construct(private array $row, public readonly string $occurrence = '')
    {
    }

    /** The visits of a row by occurrence, as they are now: none where it is gone; of a series, those to come. */
    public static function all(int $eid): array
    {
        $row = Host::rows(self::SELECT . 'WHERE e.pc_eid = ?', [$eid])[0] ?? null;
        if ($row === null || !self::ofPatient($row)) {
            return [];
        }
        if ((int) $row['pc_recurrtype'] === 0) {
            return ['' => new self($row)];
        }
        $visits = [];
        foreach (Host::daysOf($eid, (string) $row['pc_pid'], date('Y-m-d'), self::horizon()) as $day) {
            $visits[$day] = new self(['pc_eventDate' => $day] + $row, $day);
        }
        return $visits;
    }

    /** How far a series, and the nightly look, are followed. */
    public static function horizon(): string
    {
        return date('Y-m-d', strtotime('+' . (int) Settings::get('ahead') . ' days'));
    }

    /** The rows of patients from today on. */
    public static function upcoming(): array
    {
        $today = date('Y-m-d');
        return array_map('intval', array_column(Host::rows(
            "SELECT pc_eid FROM openemr_postcalendar_events WHERE pc_pid <> '' AND pc_eventDate <= ?
             AND (pc_eventDate >= ? OR (pc_recurrtype <> 0 AND pc_endDate >= ?)) ORDER BY pc_eventDate, pc_eid",
            [self::horizon(), $today, $today]), 'pc_eid'));
    }

    /** The visit of a patient on a day, the one of this category first. */
    public static function ofDay(string $pid, string $day, string $category): ?self
    {
        $rows = Host::rows(self::SELECT . 'WHERE e.pc_pid = ? AND e.pc_eventDate = ? AND e.pc_recurrtype = 0
            ORDER BY e.pc_catid <> ?, e.pc_startTime', [$pid, $day, $category]);
        foreach ($rows as $row) {
            $visit = new self($row);
            if (!$visit->gone()) {
                return $visit;
            }
        }
        return null;
    }

    /** What the dialog would save: its fields by OpenEMR's names. Null: no visit of a patient. */
    public static function ofForm(array $form, int $eid): ?self
    {
        $field = static fn (string $name): string => is_string($form[$name] ?? null) ? trim($form[$name]) : '';
        $hour = (int) $field('form_hour') + ($field('form_ampm') === '2' && (int) $field('form_hour') < 12 ? 12 : 0);
        $provider = $form['form_provider'] ?? '';
        $row = [
            'pc_eid' => $eid, 'pc_pid' => $field('form_pid'), 'pc_title' => $field('form_title'),
            'pc_aid' => is_array($provider) ? (string) reset($provider) : (string) $provider,
            'pc_catid' => $field('form_category'), 'pc_eventDate' => Host::day($field('form_date')),
            'pc_startTime' => sprintf('%02d:%02d:00', $hour, (int) $field('form_minute')),
            'pc_duration' => 60 * abs((int) $field('form_duration')), 'pc_alldayevent' => (int) $field('form_allday'),
            'pc_apptstatus' => $field('form_apptstatus'),
        ];
        if (!self::ofPatient($row)) {
            return null;
        }
        $series = $field('form_repeat') !== '' || $field('days_every_week') !== '';
        $before = $eid > 0 ? self::before($eid) : ['pc_recurrtype' => $series ? 1 : 0];
        $day = $eid > 0 ? Host::day($field('selected_date')) : $row['pc_eventDate'];
        return new self($before + $row + self::category($row['pc_catid']), (int) $before['pc_recurrtype'] === 0 ? '' : $day);
    }

    /** Of a row that is edited: whether it names a series, or was a day of one. */
    private static function before(int $eid): array
    {
        return Host::rows("SELECT e.pc_recurrtype, v.same_eid, v.same_occurrence FROM openemr_postcalendar_events e
            LEFT JOIN precare_visit v ON v.eid = e.pc_eid AND v.occurrence = '' WHERE e.pc_eid = ?", [$eid])[0]
            ?? throw new \UnexpectedValueException('an appointment without a row');
    }

    /** A patient who is here without an appointment. */
    public static function walkIn(string $pid, string $day, string $category, string $provider): self
    {
        return new self(['pc_eid' => 0, 'pc_pid' => $pid, 'pc_aid' => $provider, 'pc_catid' => $category, 'pc_title' => '',
                         'pc_eventDate' => $day, 'pc_startTime' => date('H:i:s'), 'pc_duration' => 0, 'pc_alldayevent' => 0,
                         'pc_apptstatus' => '@', 'pc_recurrtype' => 0] + self::category($category));
    }

    /** A visit of which only what was kept is known: its row is gone, or of another patient. */
    public static function kept(array $kept): self
    {
        return new self(['pc_eid' => (int) $kept['eid'], 'pc_pid' => $kept['pid'], 'pc_aid' => '', 'pc_catid' => '',
                         'pc_title' => $kept['service'], 'pc_catname' => $kept['service'], 'pc_constant_id' => '',
                         'pc_eventDate' => substr($kept['start'], 0, 10), 'pc_startTime' => substr($kept['start'], 11),
                         'pc_duration' => 0, 'pc_alldayevent' => 0, 'pc_apptstatus' => 'x', 'pc_recurrtype' => 0,
                         'same_eid' => $kept['same_eid'], 'same_occurrence' => $kept['same_occurrence']],
                        $kept['occurrence']);
    }

    public function eid(): int
    {
        return (int) $this->row['pc_eid'];
    }

    /** A row that was taken out of a series is still that day of it: [the series, the day], or nulls. */
    public function same(): array
    {
        return [$this->row['same_eid'] ?? null, $this->row['same_occurrence'] ?? null];
    }

    public function pid(): string
    {
        return (string) $this->row['pc_pid'];
    }

    public function status(): string
    {
        return (string) $this->row['pc_apptstatus'];
    }

    public static function becomes(int $eid, string $status): void
    {
        Host::run('UPDATE openemr_postcalendar_events SET pc_apptstatus = ? WHERE pc_eid = ?', [$status, $eid]);
    }

    /** Cancelled, or the patient did not come. */
    public function gone(): bool
    {
        return in_array($this->status(), explode(' ', Settings::get('gone')), true);
    }

    /** OpenEMR's list of statuses says which mean that the patient has come, or is done. */
    public function hasCome(): bool
    {
        return $this->statusMeans('toggle_setting_1');
    }

    public function isOver(): bool
    {
        return $this->statusMeans('toggle_setting_2');
    }

    private function statusMeans(string $toggle): bool
    {
        return Host::rows("SELECT option_id FROM list_options WHERE list_id = 'apptstat' AND option_id = ? AND activity = 1
            AND $toggle = 1", [$this->status()]) !== [];
    }

    /** Clinic-local, without an offset: the plugin knows the clinic's zone. */
    public function start(): string
    {
        return $this->row['pc_eventDate']
            . ((int) $this->row['pc_alldayevent'] === 0 ? 'T' . $this->row['pc_startTime'] : '');
    }

    public function service(): string
    {
        return (string) $this->row[Settings::get('procedure') === 'title' ? 'pc_title' : 'pc_catname'];
    }

    /** What another look is worth for. */
    public function mark(): string
    {
        return implode('|', [$this->pid(), $this->start(), $this->row['pc_catid'], $this->row['pc_aid'],
                             $this->row['pc_duration'], $this->service(), $this->gone() ? 'gone' : '']);
    }

    public function appointment(): array
    {
        [$series, $day] = $this->same();
        $id = (string) ($series ?: $this->eid() ?: 'p' . $this->pid() . '/' . $this->row['pc_eventDate']);
        $constant = $this->row['pc_constant_id'] ?: $this->service();
        $minutes = intdiv((int) $this->row['pc_duration'], 60);
        return Facts::known([
            'id' => Host::key('openemr_postcalendar_events', $id),
            'occurrence' => $day ?: ($this->occurrence ?: null),
            'start' => $this->start(),
            'minutes' => $minutes > 0 && (int) $this->row['pc_alldayevent'] === 0 ? $minutes : null,
            'procedure' => Facts::named($this->service(), $constant === '' ? null : "local:$constant"),
            'state' => $this->gone() ? 'cancelled' : 'planned',
        ]);
    }

    public function provider(): ?array
    {
        return (int) $this->row['pc_aid'] > 0 ? ['id' => (string) $this->row['pc_aid']] : null;
    }

    private static function ofPatient(array $row): bool
    {
        return (int) $row['pc_pid'] > 0 && $row['pc_eventDate'] !== '' && (int) $row['pc_catid'] > 0;
    }

    private static function category(string $id): array
    {
        $found = Host::rows('SELECT pc_catname, pc_constant_id FROM openemr_postcalendar_categories WHERE pc_catid = ?', [$id]);
        return $found[0] ?? ['pc_catname' => '', 'pc_constant_id' => ''];
    }
}
