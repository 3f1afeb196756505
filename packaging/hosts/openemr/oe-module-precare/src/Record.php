<?php
// SPDX-License-Identifier: MIT

namespace OpenEMR\Modules\Precare;

/** What the module keeps in OpenEMR's database (sql/install.sql). */
final class Record
{
    /** What is kept of a row's visits, by occurrence. */
    public static function visits(int $eid): array
    {
        return array_column(Host::rows('SELECT * FROM precare_visit WHERE eid = ?', [$eid]), null, 'occurrence');
    }

    /** Rows of which a visit to come is kept. */
    public static function upcoming(): array
    {
        return array_map('intval', array_column(
            Host::rows('SELECT DISTINCT eid FROM precare_visit WHERE start >= ?', [date('Y-m-d')]), 'eid'));
    }

    public static function keep(Visit $visit, string $overall, ?string $wanted): void
    {
        Host::run('REPLACE INTO precare_visit (eid, occurrence, pid, start, service, overall, wanted_status, same_eid,
            same_occurrence, checked_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, NOW())', [$visit->eid(), $visit->occurrence,
            $visit->pid(), substr($visit->start(), 0, 19), (string) Facts::clean($visit->service(), 255), $overall, $wanted,
            ...$visit->same()]);
    }

    /** OpenEMR moves one day of a series into a row of its own: what is kept of that day goes with it. */
    public static function split(int $series, string $day, int $eid): void
    {
        Host::run("UPDATE precare_visit SET same_eid = ?, same_occurrence = ?, eid = ?, occurrence = ''
            WHERE eid = ? AND occurrence = ?", [$series, $day, $eid, $series, $day]);
    }

    public static function forget(Visit $visit): void
    {
        Host::run('DELETE FROM precare_visit WHERE eid = ? AND occurrence = ?', [$visit->eid(), $visit->occurrence]);
    }

    public static function decided(Visit $visit, string $moment, array $decisions): void
    {
        [$series, $day] = $visit->same();
        foreach ($decisions as $one) {
            Host::run('INSERT INTO precare_decision (eid, occurrence, pid, moment, rule, outcome, matter, role, reason, note,
                user_id, decided_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NOW())', [
                $series ?? $visit->eid(), $day ?? $visit->occurrence, $visit->pid(), $moment, $one['rule'], $one['outcome'],
                $one['matter'], $one['role'], $one['reason'], $one['note'], Host::user()]);
        }
    }

    /** What was decided for the patient before, for this visit and for others: the rules say what it is worth here. */
    public static function clearances(string $pid): array
    {
        $rows = Host::rows("SELECT eid, occurrence, rule, matter, role, reason, decided_at FROM precare_decision
            WHERE pid = ? AND outcome IN ('hold', 'block') ORDER BY id", [$pid]);
        return array_map(static fn (array $row): array => Facts::known([
            'rule' => $row['rule'], 'role' => $row['role'], 'reason' => $row['reason'], 'matter' => $row['matter'],
            'on' => substr($row['decided_at'], 0, 10), 'occurrence' => $row['occurrence'] ?: null,
            'appointment' => Host::key('openemr_postcalendar_events', (string) $row['eid'])]), $rows);
    }

    /** Somebody asked the patient for a whole list today. */
    public static function asked(string $pid, string $list): void
    {
        Host::run('REPLACE INTO precare_asked (pid, list, asked, user_id) VALUES (?, ?, ?, ?)',
                  [$pid, $list, date('Y-m-d'), Host::user()]);
    }
}
