<?php
// SPDX-License-Identifier: MIT

namespace OpenEMR\Modules\Precare;

/** What the dialog asks before it saves (public/check.php): who may, what is found. */
final class Desk
{
    /** [HTTP status, answer]. */
    public static function answer(string $method, array $post): array
    {
        if ($method !== 'POST') {
            return [405, ['error' => 'POST alone.']];
        }
        $token = $post['csrf_token_form'] ?? '';
        if (Host::user() <= 0 || !is_string($token) || !Host::tokenIsGood($token)) {
            return [403, ['error' => 'Your session is over, or this page is not of it: log in again.']];
        }
        if (!Host::may('patients', 'appt', ['write', 'wsome'])) {
            return [403, ['error' => 'You may not write appointments.']];
        }
        return ($post['precare_do'] ?? '') === 'asked' ? self::asked($post) : [200, self::check($post)];
    }

    private static function check(array $post): array
    {
        try {
            $visit = Visit::ofForm($post, (int) ($post['precare_eid'] ?? 0));
            if ($visit === null || $visit->gone()) {
                return ['nothing' => true];
            }
            $kept = Record::visits($visit->eid())[$visit->occurrence] ?? null;
            $event = Check::event($visit, $visit->hasCome() ? 'check-in' : 'booking', Look::action($visit, $kept),
                                  Record::clearances($visit->pid()));
            $result = Check::judge(['phase' => 'preview'] + $event);
        } catch (\Throwable $fault) {
            Check::log($fault);
            $result = Check::unchecked();
        }
        return Show::of($result, Host::may('patients', 'med'));
    }

    private static function asked(array $post): array
    {
        $list = is_string($post['list'] ?? null) ? $post['list'] : '';
        $pid = (int) ($post['form_pid'] ?? 0);
        if (!isset(Facts::LISTS[$list]) || $pid <= 0) {
            return [400, ['error' => 'Of whom, and which list?']];
        }
        if (!Host::may('patients', 'med', ['write', 'addonly'])) {
            return [403, ['error' => 'You may not write medical records.']];
        }
        Record::asked((string) $pid, $list);
        return [200, ['asked' => $list]];
    }
}
