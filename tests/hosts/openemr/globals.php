<?php
// SPDX-License-Identifier: MIT
// Stand-in of OpenEMR's interface/globals.php: lets nobody in without a session, opens the database, loads the modules that
// are on, and switches one off whose bootstrap cannot be read, as OpenEMR's ModulesApplication does.

require_once '/usr/share/php/Symfony/Component/EventDispatcher/autoload.php';
require_once '/usr/share/php/Symfony/Contracts/EventDispatcher/autoload.php';
require_once __DIR__ . '/stand_in.php';

use OpenEMR\Common\Database\QueryUtils;

function DateToYYYYMMDD($date)
{
    return preg_replace('#^(\d\d)/(\d\d)/(\d{4})$#', '$3-$1-$2', (string) $date); // date_display_format 1
}

date_default_timezone_set(getenv('OPENEMR_ZONE') ?: 'America/New_York');
$GLOBALS['webroot'] = '';
$GLOBALS['srcdir'] = dirname(__DIR__) . '/library';
$GLOBALS['OE_SITE_DIR'] = dirname(__DIR__) . '/sites/default';
if (empty($ignoreAuth)) {
    session_name('OpenEMR');
    session_start();
    if (empty($_SESSION['authUser'])) {
        http_response_code(401);
        exit('login');
    }
    session_write_close();
}
$GLOBALS['adodb'] = ['db' => new class {
    public int $transCnt = 0;
    public PDO $pdo;
    public function __construct()
    {
        $this->pdo = new PDO('mysql:dbname=openemr;charset=utf8mb4;unix_socket=' . getenv('OPENEMR_SOCKET'), 'root', '',
                             [PDO::ATTR_EMULATE_PREPARES => true]);
    }
}];
$GLOBALS['dispatcher'] = new Symfony\Component\EventDispatcher\EventDispatcher();
(function (): void {
    $eventDispatcher = $GLOBALS['dispatcher'];
    foreach (QueryUtils::fetchRecords('SELECT mod_directory FROM modules WHERE mod_active = 1') as $row) {
        $bootstrap = __DIR__ . '/modules/custom_modules/' . $row['mod_directory'] . '/openemr.bootstrap.php';
        if (is_readable($bootstrap)) {
            include $bootstrap;
        } else {
            QueryUtils::sqlStatementThrowException('UPDATE modules SET mod_active = 0 WHERE mod_directory = ?', [$row['mod_directory']]);
        }
    }
})();
