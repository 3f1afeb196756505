<?php
// SPDX-License-Identifier: MIT

namespace OpenEMR\Modules\Precare;

/** Looks at visits: those of one row of the calendar against what was kept of it, or one at check-in. */
final class Look
{
    /** A booking as it is now in the database: checked, moved, or withdrawn. Returns how many were new to the module.
     * $again: also what is as it was; false, where one day of a series was changed and the others were not. */
    public static function at(int $eid, array $sent = [], bool $again = true): int
    {
        $kept = Record::visits($eid);
        $visits = Visit::all($eid);
        foreach ($kept as $occurrence => $row) {
            $now = $visits[$occurrence] ?? null;
            $day = substr($row['start'], 0, 10);
            $seen = $day >= date('Y-m-d') && ($occurrence === '' || $day <= Visit::horizon());
            if (($now === null && $seen) || ($now !== null && ($now->gone() || $now->pid() !== (string) $row['pid']))) {
                self::withdraw(Visit::kept($row));
                unset($kept[$occurrence]);
            }
        }
        $new = 0;
        foreach ($visits as $occurrence => $visit) {
            $before = $kept[$occurrence] ?? null;
            if ($visit->gone() || substr($visit->start(), 0, 10) < date('Y-m-d')) {
                continue;
            }
            $new += $before === null ? 1 : 0;
            if ($again || self::action($visit, $before) !== 'confirm') {
                self::booking($visit, $before, $sent);
            }
        }
        return $new;
    }

    /** A patient has come. Nothing is refused here: OpenEMR has saved it. */
    public static function checkIn(Visit $visit, array $sent = []): array
    {
        [$result, $decisions] = self::judged($visit, 'check-in', '', $sent);
        Record::decided($visit, 'check-in', $decisions);
        return $result;
    }

    public static function action(Visit $visit, ?array $kept): string
    {
        return $kept === null ? 'create' : ($kept['start'] === substr($visit->start(), 0, 19) ? 'confirm' : 'reschedule');
    }

    private static function booking(Visit $visit, ?array $kept, array $sent): void
    {
        [$result, $decisions] = self::judged($visit, 'booking', self::action($visit, $kept), $sent);
        Record::decided($visit, 'booking', $decisions);
        $wanted = self::status($visit, Decide::stops($result), $kept['wanted_status'] ?? null);
        Record::keep($visit, $result['overall'], $wanted);
    }

    /** Keeps a visit waiting for a clinician, or gives it its status back. The status it returns to, or null. */
    private static function status(Visit $visit, bool $stops, ?string $wanted): ?string
    {
        $pending = Settings::get('pending');
        if ($stops && Settings::get('hold') === 'pending' && !$visit->hasCome() && !$visit->isOver()) {
            if ($visit->status() !== $pending) {
                Visit::becomes($visit->eid(), $pending);
                $wanted = $visit->status();
            }
            Settle::pending($visit->eid());
            return $wanted;
        }
        if (!$stops && $wanted !== null && $visit->status() === $pending) {
            Visit::becomes($visit->eid(), $wanted);
        }
        return null;
    }

    private static function withdraw(Visit $visit): void
    {
        self::judged($visit, 'booking', 'cancel', []);
        Record::forget($visit);
    }

    /** Previewed, decided, and told at the end of the request: [result, decisions]. */
    private static function judged(Visit $visit, string $moment, string $action, array $sent): array
    {
        try {
            $clearances = $action === 'cancel' ? [] : Record::clearances($visit->pid());
            $event = Check::event($visit, $moment, $action, $clearances);
        } catch (\Throwable $fault) {
            Check::log($fault);
            return [Check::unchecked(), []];
        }
        $result = Check::judge(['phase' => 'preview'] + $event);
        $decisions = Decide::valid($result, $sent);
        if ($decisions !== []) {
            $event = Decide::cleared($event, $decisions);
            $result = Check::judge(['phase' => 'preview'] + $event);
        }
        Settle::add($visit, $event, $decisions);
        return [$result, $decisions];
    }
}
