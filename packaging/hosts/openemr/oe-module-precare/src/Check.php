<?php
// SPDX-License-Identifier: MIT

namespace OpenEMR\Modules\Precare;

/** The plugin, opened once a request. Nothing here throws: a fault is a result that says "not-evaluated". */
final class Check
{
    private static \Precare|false|null $precare = null;

    /** The event of a visit: its facts as far as the rules ask. Throws where OpenEMR's own rows cannot be read. */
    public static function event(Visit $visit, string $moment, string $action, array $clearances): array
    {
        $appointment = $visit->appointment();
        $wanted = $action === 'cancel' ? [] : self::needs($moment, $appointment['procedure'] ?? []);
        $event = ['format' => 'precare-event/1', 'moment' => $moment, 'appointment' => $appointment]
            + Facts::known(['action' => $moment === 'booking' ? $action : null, 'provider' => $visit->provider(),
                            'clearances' => $clearances])
            + Facts::of($visit->pid(), $wanted);
        $event['patient'] = $event['patient'] ?: new \stdClass();
        $same = substr(hash('sha256', json_encode($event)), 0, 16);
        return $event + ['now' => date('c'),
                         'event_id' => substr($appointment['id'], 0, 90) . "/$same-" . bin2hex(random_bytes(4))];
    }

    public static function judge(array $event): array
    {
        $precare = self::opened();
        if ($precare === null) {
            return self::unchecked();
        }
        try {
            return $precare->evaluate($event);
        } catch (\Throwable $fault) {
            self::log($fault);
            return self::unchecked();
        }
    }

    /** What stands for "not checked": never shown as clear. */
    public static function unchecked(): array
    {
        return ['overall' => 'not-evaluated', 'coverage' => 'not-evaluated', 'findings' => [], 'questions' => [], 'notes' => [],
                'ref' => null];
    }

    /** The kind of a fault alone: the words of an error of the database may hold a row. */
    public static function log(\Throwable $fault): void
    {
        $kind = $fault instanceof \PrecareException ? $fault->getMessage() : get_class($fault);
        error_log('precare: NOT CHECKED: ' . $kind . ' at ' . basename($fault->getFile()) . ':' . $fault->getLine());
    }

    /** At the end of a request: the process opens anew for the next one, and what it compiled stays. */
    public static function close(): void
    {
        if (self::$precare instanceof \Precare) {
            self::$precare->close();
        }
        self::$precare = false;
    }

    private static function opened(): ?\Precare
    {
        if (self::$precare === null) {
            try {
                self::$precare = new \Precare(Settings::get('config'), Settings::get('plugin'), Settings::get('header'));
                // behind all others that the request registers: the visits are settled at its end
                register_shutdown_function('register_shutdown_function', [self::class, 'close']);
            } catch (\Throwable $fault) { // also a binding or an FFI that is missing
                self::log($fault);
                self::$precare = false;
            }
        }
        return self::$precare ?: null;
    }

    /** The groups of facts to read; null: all. */
    private static function needs(string $moment, array $procedure): ?array
    {
        $wanted = [];
        try {
            foreach (array_intersect_key($procedure, ['text' => 1, 'code' => 1]) as $name) {
                $answer = self::opened()?->call('needs', ['moment' => $moment, 'procedure' => $name])[1];
                array_push($wanted, ...$answer['needs'] ?? []);
            }
        } catch (\Throwable $fault) {
            self::log($fault);
            return null;
        }
        return $wanted;
    }
}
