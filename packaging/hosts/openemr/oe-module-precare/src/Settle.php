<?php
// SPDX-License-Identifier: MIT

namespace OpenEMR\Modules\Precare;

/**
 * What was previewed in this request, and is told when it is over: OpenEMR commits each statement by itself, or in a
 * transaction that may still be rolled back when the event is raised. So the row is read again at the end: what it says
 * then is "saved" or "overridden", anything else "abandoned", which tells nobody. May not throw.
 */
final class Settle
{
    private static array $visits = [];
    private static array $pending = [];
    private static bool $registered = false;

    /** The last state of a visit is what is told. */
    public static function add(Visit $visit, array $event, array $decisions): void
    {
        self::$visits[$visit->eid() . '|' . $visit->occurrence . '|' . $event['moment']] = [$visit, $event, $decisions];
        self::atEnd();
    }

    /** OpenEMR writes the status of the dialog once more after it has raised the event. */
    public static function pending(int $eid): void
    {
        self::$pending[$eid] = $eid;
        self::atEnd();
    }

    /** Told now; also by the nightly look, a visit at a time. */
    public static function end(): void
    {
        [$visits, self::$visits] = [self::$visits, []];
        [$pending, self::$pending] = [self::$pending, []];
        foreach ($visits as [$visit, $event, $decisions]) {
            try {
                self::settle($event, self::holds($visit, $event), $decisions);
            } catch (\Throwable $fault) {
                Check::log($fault);
            }
        }
        foreach (Host::inTransaction() ? [] : $pending as $eid) {
            try {
                Visit::becomes($eid, Settings::get('pending'));
            } catch (\Throwable $fault) {
                Check::log($fault);
            }
        }
    }

    private static function settle(array $event, bool $holds, array $decisions): void
    {
        $acknowledged = $holds ? Decide::acknowledgements($decisions) : [];
        $disposition = $holds ? ($acknowledged === [] ? 'saved' : 'overridden') : 'abandoned';
        Check::judge(['phase' => 'settle', 'disposition' => $disposition]
            + Facts::known(['acknowledgements' => $acknowledged]) + $event);
    }

    /** Whether the database says what was previewed. */
    private static function holds(Visit $visit, array $event): bool
    {
        if (Host::inTransaction()) {
            return false;
        }
        $now = Visit::all($visit->eid())[$visit->occurrence] ?? null;
        if (($event['action'] ?? '') === 'cancel') {
            return $now === null || $now->gone() || $now->pid() !== $visit->pid();
        }
        return $visit->eid() === 0 || $now?->mark() === $visit->mark();
    }

    private static function atEnd(): void
    {
        if (!self::$registered) {
            self::$registered = true;
            register_shutdown_function([self::class, 'end']);
        }
    }
}
