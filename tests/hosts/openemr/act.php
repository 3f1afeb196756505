<?php
// SPDX-License-Identifier: MIT
// What the tests ask of the stand-in besides its dialog: a session, the flow board, encounters.

$do = $_GET['do'];
if ($do === 'login') {
    session_name('OpenEMR');
    session_start();
    $_SESSION = ['authUser' => $_GET['user'], 'authUserID' => 4, 'csrf_private_key' => random_bytes(32)];
    exit('in');
}
require_once __DIR__ . '/globals.php';

use OpenEMR\Services\EncounterService;
use OpenEMR\Services\PatientTrackerService;

try {
    match ($do) {
        'token' => exit(OpenEMR\Common\Csrf\CsrfUtils::collectCsrfToken()),
        'track' => (new PatientTrackerService())->manage_tracker_status($_GET['eid'], $_GET['pid'], $_GET['status']),
        'encounter' => (new EncounterService())->insertEncounter($_GET['pid'], ['pc_catid' => $_GET['catid']]),
        'update' => (new EncounterService())->updateEncounter($_GET['id'], ['pid' => $_GET['pid'], 'pc_catid' => $_GET['catid'], 'reason' => 'done']),
    };
    echo 'done';
} catch (Throwable $fault) {
    http_response_code(500);
    echo get_class($fault), ': ', $fault->getMessage();
}
