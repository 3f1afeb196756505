<?php
// SPDX-License-Identifier: MIT

namespace OpenEMR\Modules\Precare;

use OpenEMR\Events\Appointments\AppointmentDialogCloseEvent;
use OpenEMR\Events\Appointments\AppointmentRenderEvent;
use OpenEMR\Events\Appointments\AppointmentSetEvent;
use OpenEMR\Events\Services\ServiceSaveEvent;

/** OpenEMR's events, by its names. No listener throws, but the one that may veto. */
final class Bootstrap
{
    private const TRACKER = 'OpenEMR\Services\PatientTrackerService';
    private const ENCOUNTER = 'OpenEMR\Services\EncounterService';

    private const IN_SCRIPT = JSON_HEX_TAG | JSON_HEX_AMP | JSON_HEX_APOS | JSON_HEX_QUOT;

    public function subscribe(object $dispatcher): void
    {
        $dispatcher->addListener('appointment.render.javascript', [$this, 'onScript']);
        $dispatcher->addListener('appointment.set', [$this, 'onSet']);
        $dispatcher->addListener('openemr.appointment.add_edit_event.close.before', [$this, 'onClose']);
        $dispatcher->addListener('service.save.pre', [$this, 'onSaving']);
        $dispatcher->addListener('service.save.post', [$this, 'onSaved']);
    }

    /** Inside the dialog's own script element: sets what precare.js needs, and loads it. */
    public function onScript(AppointmentRenderEvent $event): void
    {
        $this->quietly(static function () use ($event): void {
            $base = ($GLOBALS['webroot'] ?? '') . '/interface/modules/custom_modules/' . basename(dirname(__DIR__)) . '/public';
            $settings = ['url' => "$base/check.php", 'token' => Host::token(),
                         'eid' => (int) ($event->getAppt()['pc_eid'] ?? 0),
                         'mayAsk' => Host::may('patients', 'med', ['write', 'addonly'])];
            echo 'window.precareSettings = ', json_encode($settings, self::IN_SCRIPT), ";\n",
                "(function () { var s = document.createElement('script'); s.src = ",
                json_encode("$base/precare.js", self::IN_SCRIPT), "; document.head.appendChild(s); })();\n";
        });
    }

    /** Saved: the row is asked, not the form; of the form only what was decided is taken. */
    public function onSet(AppointmentSetEvent $event): void
    {
        $this->quietly(static function () use ($event): void {
            $form = $event->givenAppointmentData();
            [$sent, $eid, $split] = [self::sent($form), (int) $event->eid, self::split()];
            $alone = ($form['recurr_affect'] ?? '') === 'current' && $split > 0 && $split !== $eid;
            if ($alone) {
                Record::split($eid, (string) ($form['selected_date'] ?? ''), $split);
            }
            foreach (array_unique(array_filter([$eid, $split])) as $row) {
                $changed = !$alone || $row === $split;
                Look::at($row, $changed ? $sent : [], $changed);
            }
        });
    }

    /** A duplicate raises no other event; of a deleted one, or a day taken out of a series, only this is sure. */
    public function onClose(AppointmentDialogCloseEvent $event): void
    {
        $this->quietly(static function () use ($event): void {
            $eid = (int) $event->getAppointmentId();
            if ($eid > 0 && in_array($event->getDialogAction(), ['duplicate', 'delete'], true)) {
                Look::at($eid, self::sent($_POST), ($_POST['recurr_affect'] ?? '') !== 'current');
            }
        });
    }

    /** A new encounter, over what a clinician decides first, or what must not happen. One that exists is never stopped:
     * what was done must be written down. */
    public function onSaving(ServiceSaveEvent $event): void
    {
        $data = $event->getSaveData();
        if (!is_a($event->getService(), self::ENCOUNTER) || !empty($data['id']) || empty($data['pid'])) {
            return;
        }
        $stops = false;
        $this->quietly(static function () use ($data, &$stops): void {
            $day = substr((string) ($data['date'] ?? date('Y-m-d')), 0, 10);
            $category = (string) ($data['pc_catid'] ?? '');
            $visit = Visit::ofDay((string) $data['pid'], $day, $category)
                ?? Visit::walkIn((string) $data['pid'], $day, $category, (string) ($data['provider_id'] ?? ''));
            $stops = Decide::stops(Look::checkIn($visit));
        });
        if ($stops && Settings::get('encounter') === 'veto') {
            throw new Vetoed('Safety check: a clinician decides before this encounter begins. Open the appointment.');
        }
    }

    /** The patient flow board: a status that means "here", or one that means "not coming". */
    public function onSaved(ServiceSaveEvent $event): void
    {
        $this->quietly(static function () use ($event): void {
            $data = $event->getSaveData();
            $status = (string) ($data['element']['status'] ?? '');
            if (!is_a($event->getService(), self::TRACKER) || $status === (string) ($data['laststatus'] ?? '')) {
                return;
            }
            $visit = Visit::all((int) $data['eid'])[''] ?? null;
            if ($visit === null || $visit->gone()) {
                Look::at((int) $data['eid']);
            } elseif ($visit->hasCome()) {
                Look::checkIn($visit, self::sent($_POST));
            }
        });
    }

    /** What precare.js put into the form. */
    private static function sent(array $form): array
    {
        $sent = json_decode(is_string($form['precare_decisions'] ?? null) ? $form['precare_decisions'] : '', true);
        return is_array($sent) ? $sent : [];
    }

    /** The row that OpenEMR made when a day, or the rest, was taken out of a series: the event names the series. */
    private static function split(): int
    {
        $bag = 'OpenEMR\Core\OEGlobalsBag';
        $name = 'temporary-eid-for-manage-tracker';
        return (int) ($GLOBALS[$name] ?? (class_exists($bag) ? $bag::getInstance()->get($name) : 0));
    }

    private function quietly(callable $what): void
    {
        try {
            $what();
        } catch (\Throwable $fault) {
            Check::log($fault);
        }
    }
}
