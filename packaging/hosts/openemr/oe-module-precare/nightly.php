<?php
// SPDX-License-Identifier: MIT
// php nightly.php [SITE]: by cron, as the web server's user. Looks at the visits to come: what OpenEMR's REST API and its
// portal booked without a word to any module, what was moved or deleted so, and what could not be checked; and at the module
// itself, which OpenEMR switches off when its bootstrap cannot be read. Leaves with 1 when a person must look.

if (PHP_SAPI !== 'cli') {
    exit;
}
$ignoreAuth = true;
$_GET['site'] = $argv[1] ?? 'default';
$_SERVER['HTTP_HOST'] ??= 'localhost';
require_once __DIR__ . '/../../../globals.php';
require_once __DIR__ . '/src/autoload.php';
exit(OpenEMR\Modules\Precare\Nightly::run());
