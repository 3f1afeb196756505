<?php
// SPDX-License-Identifier: MIT
// The module's classes, and the binding (packaging/hosts/php/Precare.php), which lies beside them or where it was installed.

spl_autoload_register(static function (string $class): void {
    $own = 'OpenEMR\\Modules\\Precare\\';
    $files = str_starts_with($class, $own) ? [__DIR__ . '/' . substr($class, strlen($own)) . '.php'] : [];
    if ($class === 'Precare' || $class === 'PrecareException') {
        $files = [__DIR__ . '/Precare.php', '/usr/share/precare/hosts/php/Precare.php',
                  '/usr/local/share/precare/hosts/php/Precare.php'];
    }
    foreach ($files as $file) {
        if (is_readable($file)) {
            require_once $file;
            return;
        }
    }
});
