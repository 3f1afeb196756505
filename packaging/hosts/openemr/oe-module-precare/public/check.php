<?php
// SPDX-License-Identifier: MIT
// Asked by precare.js before the dialog saves. OpenEMR's globals.php lets nobody in without a session.

require_once __DIR__ . '/../../../../globals.php';
require_once __DIR__ . '/../src/autoload.php';

[$status, $answer] = OpenEMR\Modules\Precare\Desk::answer($_SERVER['REQUEST_METHOD'] ?? '', $_POST);
http_response_code($status);
header('Content-Type: application/json');
header('X-Content-Type-Options: nosniff');
header('Cache-Control: no-store');
echo json_encode($answer, JSON_INVALID_UTF8_SUBSTITUTE | JSON_HEX_TAG);
