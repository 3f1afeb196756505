<?php
// SPDX-License-Identifier: MIT

namespace OpenEMR\Modules\Precare;

use OpenEMR\Common\Acl\AclExtended;
use OpenEMR\Common\Acl\AclMain;
use OpenEMR\Common\Csrf\CsrfUtils;
use OpenEMR\Common\Database\QueryUtils;
use OpenEMR\Common\Session\SessionWrapperFactory;

/** All that is asked of OpenEMR itself, and what differs between its versions (7.0 on). */
final class Host
{
    public static function rows(string $sql, array $binds = []): array
    {
        return QueryUtils::fetchRecords($sql, $binds);
    }

    public static function run(string $sql, array $binds = []): void
    {
        QueryUtils::sqlStatementThrowException($sql, $binds);
    }

    /** A transaction that OpenEMR began and has not ended: at the end of a request it is rolled back. */
    public static function inTransaction(): bool
    {
        return ($GLOBALS['adodb']['db']->transCnt ?? 0) > 0;
    }

    /** The host's own key of a row, opaque to everybody else. */
    public static function key(string $table, string $id): string
    {
        return "$table,$id@" . basename($GLOBALS['OE_SITE_DIR'] ?? 'default');
    }

    public static function user(): int
    {
        return (int) self::session('authUserID');
    }

    public static function groups(): array
    {
        $name = (string) self::session('authUser');
        return $name === '' ? [] : (AclExtended::aclGetGroupTitles($name) ?: []);
    }

    public static function may(string $section, string $what, array|string $how = ''): bool
    {
        return (bool) AclMain::aclCheckCore($section, $what, '', $how);
    }

    public static function token(): string
    {
        return (string) CsrfUtils::collectCsrfToken(...self::sessionArgument('collectCsrfToken'));
    }

    public static function tokenIsGood(string $token): bool
    {
        return $token !== '' && CsrfUtils::verifyCsrfToken($token, ...self::sessionArgument('verifyCsrfToken'));
    }

    /** A date as the user writes it, as 2026-11-30. */
    public static function day(string $text): string
    {
        return (string) \DateToYYYYMMDD($text);
    }

    /** The days from $from to $to on which a series takes place, as OpenEMR lays it out. */
    public static function daysOf(int $eid, string $pid, string $from, string $to): array
    {
        if (!function_exists('fetchAppointments')) {
            require_once $GLOBALS['srcdir'] . '/appointments.inc.php';
        }
        $days = [];
        foreach (\fetchAppointments($from, $to, $pid) as $row) {
            if ((int) $row['pc_eid'] === $eid) {
                $days[] = $row['pc_eventDate'];
            }
        }
        return $days;
    }

    private static function session(string $name): mixed
    {
        return class_exists(SessionWrapperFactory::class)
            ? SessionWrapperFactory::getInstance()->getActiveSession()->get($name) : ($_SESSION[$name] ?? null);
    }

    /** Later versions hand the session to what makes and checks tokens. */
    private static function sessionArgument(string $method): array
    {
        foreach ((new \ReflectionMethod(CsrfUtils::class, $method))->getParameters() as $parameter) {
            if ($parameter->getName() === 'session') {
                return ['session' => SessionWrapperFactory::getInstance()->getActiveSession()];
            }
        }
        return [];
    }
}
