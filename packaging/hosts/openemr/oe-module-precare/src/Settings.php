<?php
// SPDX-License-Identifier: MIT

namespace OpenEMR\Modules\Precare;

/** What a site says of itself in /etc/precare/openemr.ini (or $PRECARE_OPENEMR). */
final class Settings
{
    private const DEFAULTS = [
        'config' => null,           // the plugin's configuration, the plugin, precare.ffi.h: null, the usual places
        'plugin' => null,
        'header' => null,
        'procedure' => 'category',  // what names the procedure: category, or title
        'hold' => 'pending',        // a visit that a clinician decides first: pending, or show
        'encounter' => 'veto',      // a new encounter over a hold or block: veto, or show
        'pending' => '^',           // OpenEMR's appointment statuses
        'gone' => 'x % ? !',
        'ahead' => '90',            // days that the nightly look goes ahead
        'roles' => [],              // groups of OpenEMR: roles of the rules
    ];

    private static ?array $read = null;

    public static function get(string $name): string|array|null
    {
        self::$read ??= self::read();
        return self::$read[$name];
    }

    /** The role of the rules that one of these groups stands for. */
    public static function rolesOf(array $groups): array
    {
        $roles = [];
        foreach (self::get('roles') as $group => $words) {
            if (in_array((string) $group, $groups, true)) {
                array_push($roles, ...array_map('trim', explode(',', $words)));
            }
        }
        return array_values(array_unique($roles));
    }

    private static function read(): array
    {
        $file = getenv('PRECARE_OPENEMR') ?: '/etc/precare/openemr.ini';
        $read = is_readable($file) ? parse_ini_file($file, true, INI_SCANNER_RAW) : [];
        return array_replace(self::DEFAULTS, array_intersect_key($read ?: [], self::DEFAULTS));
    }
}
