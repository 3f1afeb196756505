<?php
// SPDX-License-Identifier: MIT
// OpenEMR includes this at every request of a site where the module is on, with $eventDispatcher in scope.

require_once __DIR__ . '/src/autoload.php';
(new OpenEMR\Modules\Precare\Bootstrap())->subscribe($eventDispatcher);
