<?php
// SPDX-License-Identifier: MIT

namespace OpenEMR\Modules\Precare;

/** The nightly look. Says counts alone: cron mails what it says. */
final class Nightly
{
    /** Exit code: 1, a person must look. */
    public static function run(): int
    {
        $faults = self::module();
        [$looked, $new, $failed] = [0, 0, 0];
        try {
            $rows = array_unique([...Visit::upcoming(), ...Record::upcoming()]);
        } catch (\Throwable $fault) {
            Check::log($fault);
            [$rows, $failed] = [[], 1];
        }
        foreach ($rows as $eid) {
            try {
                $new += Look::at($eid);
                $looked++;
            } catch (\Throwable $fault) {
                Check::log($fault);
                $failed++;
            }
            Settle::end();
        }
        $unchecked = self::unchecked();
        echo "precare: $looked bookings looked at, $new booked or moved without a check, $unchecked not checked, ",
            "$failed failed\n";
        foreach ($faults as $fault) {
            fwrite(STDERR, "precare: $fault\n");
        }
        return $faults !== [] || $failed > 0 || $unchecked > 0 ? 1 : 0;
    }

    /** What is wrong with the module itself. */
    private static function module(): array
    {
        $faults = [];
        $name = basename(dirname(__DIR__));
        $active = Host::rows('SELECT mod_active FROM modules WHERE mod_directory = ?', [$name])[0]['mod_active'] ?? null;
        if ((int) $active !== 1) {
            $faults[] = ($active === null ? 'the module is not registered' : 'the module is SWITCHED OFF')
                . ': nothing is checked as it is booked. Switch it on in OpenEMR: Modules, Manage Modules.';
        }
        if (!is_readable(dirname(__DIR__) . '/openemr.bootstrap.php')) {
            $faults[] = 'openemr.bootstrap.php cannot be read: OpenEMR will switch the module off. Mend its owner and mode.';
        }
        return $faults;
    }

    private static function unchecked(): int
    {
        try {
            return (int) Host::rows("SELECT COUNT(*) AS n FROM precare_visit WHERE overall = 'not-evaluated' AND start >= ?",
                                    [date('Y-m-d')])[0]['n'];
        } catch (\Throwable $fault) {
            Check::log($fault);
            return 0;
        }
    }
}
