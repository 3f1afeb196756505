<?php
// SPDX-License-Identifier: MIT

namespace OpenEMR\Modules\Precare;

/** Going on over a finding: who may, with which reasons, and what follows. */
final class Decide
{
    public const STOPS = ['block', 'hold'];

    /** Names a finding to the dialog, without its words. */
    public static function key(array $finding): string
    {
        return substr(hash('sha256', $finding['rule']), 0, 16);
    }

    /** The role by which this user may go over the finding, or null. */
    public static function role(array $finding): ?string
    {
        $may = array_intersect(Settings::rolesOf(Host::groups()), $finding['override']['by'] ?? []);
        return $may === [] ? null : reset($may);
    }

    /** Of what the dialog sent, the decisions that hold: a role that may, a reason the rule lists, a note where one must be. */
    public static function valid(array $result, array $sent): array
    {
        $kept = [];
        foreach ($result['findings'] as $finding) {
            $decision = $sent[self::key($finding)] ?? null;
            $role = is_array($decision) ? self::role($finding) : null;
            if ($role === null) {
                continue;
            }
            $reason = Facts::clean((string) ($decision['reason'] ?? ''), 128);
            $note = Facts::clean((string) ($decision['note'] ?? ''), 1024);
            $listed = in_array($reason, $finding['override']['reasons'] ?? [], true);
            if ($listed && ($note !== null || ($finding['override']['note'] ?? '') !== 'required')) {
                $kept[] = ['rule' => $finding['rule'], 'outcome' => $finding['outcome'], 'matter' => $finding['matter'] ?? null,
                           'role' => $role, 'reason' => $reason, 'note' => $note];
            }
        }
        return $kept;
    }

    /** The event with what was decided just now. */
    public static function cleared(array $event, array $decisions): array
    {
        $appointment = $event['appointment'];
        foreach ($decisions as $one) {
            if (in_array($one['outcome'], self::STOPS, true)) {
                $event['clearances'][] = Facts::known([
                    'rule' => $one['rule'], 'role' => $one['role'], 'reason' => $one['reason'], 'on' => date('Y-m-d'),
                    'appointment' => $appointment['id'], 'occurrence' => $appointment['occurrence'] ?? null,
                    'matter' => $one['matter']]);
            }
        }
        return $event;
    }

    public static function acknowledgements(array $decisions): array
    {
        return array_map(static fn (array $one): array => Facts::known([
            'rule' => $one['rule'], 'action' => 'overridden', 'role' => $one['role'], 'reason' => $one['reason'],
            'note' => $one['note'], 'actor' => 'users,' . Host::user(), 'at' => date('c')]), $decisions);
    }

    public static function stops(array $result): bool
    {
        return array_intersect(array_column($result['findings'], 'outcome'), self::STOPS) !== [];
    }
}
