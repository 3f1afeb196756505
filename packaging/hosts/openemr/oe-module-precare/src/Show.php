<?php
// SPDX-License-Identifier: MIT

namespace OpenEMR\Modules\Precare;

/** What the desk reads: plain texts, which the dialog puts in as text. Never "clear" alone where questions wait. */
final class Show
{
    private const OVERALL = [
        'clear' => 'Checked: nothing found', 'info' => 'Checked: to know', 'tasks' => 'Checked: things to do',
        'ask' => 'Questions are open', 'warn' => 'Warning', 'hold' => 'A clinician decides first', 'block' => 'Must not happen',
        'urgent' => 'A clinician now', 'no-rules' => 'No rules for this', 'partial' => 'Not fully checked',
        'out-of-review' => 'Checked by rules past their review',
        'not-evaluated' => 'NOT CHECKED: the safety check could not be made. Check this visit by hand.'];
    private const PARTS = ['medications' => 'medicines', 'chart' => 'procedure note'];

    /** @param bool $mayRead whether OpenEMR lets this user read medical records: else no word of the chart is shown */
    public static function of(array $result, bool $mayRead): array
    {
        $findings = [];
        foreach ($result['findings'] as $finding) {
            if ($finding['outcome'] !== 'ask') {
                $findings[] = self::finding($finding, $mayRead);
            }
        }
        $now = array_filter($result['questions'], static fn (array $group): bool => !$group['again_from']);
        return ['overall' => $result['overall'], 'title' => self::title($result, $now), 'findings' => $findings,
                'questions' => array_map([self::class, 'group'], array_values($now)),
                'stops' => Decide::stops($result), 'demonstration' => self::noted($result, 'demonstration')];
    }

    private static function title(array $result, array $groups): string
    {
        $later = 0;
        foreach ($groups as $group) {
            $later += $group['from'] ? count($group['ask']) : 0;
        }
        if ($result['overall'] === 'clear' && $later > 0) {
            return "Nothing found so far; $later question" . ($later === 1 ? '' : 's') . ' at a later moment';
        }
        $title = self::OVERALL[$result['overall']] ?? $result['overall'];
        $whole = in_array($result['coverage'], ['complete', $result['overall']], true);
        return $whole ? $title : "$title (not fully checked: {$result['coverage']})";
    }

    private static function finding(array $finding, bool $mayRead): array
    {
        $say = $finding['say'] ?: $finding['title'];
        $tasks = [];
        foreach ($mayRead ? $finding['tasks'] : [] as $task) {
            $words = $task['tell_patient'] ?: $task['do'];
            $tasks[] = $words . ($task['due'] ? " ({$task['due']})" : '');
        }
        $override = $finding['override'] ?? null;
        $role = Decide::role($finding);
        return ['key' => Decide::key($finding), 'outcome' => $finding['outcome'],
                'say' => $mayRead ? $say : 'Found in the medical record, which you may not read. Ask a clinician.',
                'tasks' => array_values(array_diff($tasks, [$say])),
                'by' => $override['by'] ?? [], 'reasons' => $role === null ? [] : $override['reasons'],
                'note' => $role === null ? '' : ($override['note'] ?? '')];
    }

    /** One group of questions: of what, whom, by when, and its words. */
    private static function group(array $group): array
    {
        $part = self::PARTS[$group['about']] ?? $group['about'];
        $first = $group['state'] === 'stale' && $group['first'] ? ' "' . $group['first'] . '"' : '';
        return ['title' => ucfirst($part) . ': ' . str_replace('-', ' ', $group['state']) . '.' . $first
                    . ' For ' . ($group['of'] === 'staff' ? 'staff' : 'the ' . $group['of'])
                    . ($group['from'] ? ', at ' . $group['from'] : ', by ' . $group['answer_by']),
                'asks' => $group['ask'],
                'list' => isset(Facts::LISTS[$group['about']]) && !$group['from'] ? $group['about'] : ''];
    }

    private static function noted(array $result, string $code): bool
    {
        return in_array($code, array_column($result['notes'], 'code'), true);
    }
}
