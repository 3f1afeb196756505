<?php
// SPDX-License-Identifier: MIT
// Stand-ins of what the module touches of OpenEMR 7: classes and functions of the same names, arguments and behaviour as in
// its published sources, on Debian's php-symfony-event-dispatcher. None of this is OpenEMR.

namespace OpenEMR\Events\Appointments {
    use Symfony\Contracts\EventDispatcher\Event;

    class AppointmentSetEvent extends Event
    {
        public const EVENT_HANDLE = 'appointment.set';
        public $eid;
        public function __construct(private $post)
        {
        }
        public function givenAppointmentData(): array
        {
            return $this->post;
        }
    }

    class AppointmentRenderEvent extends Event
    {
        public const RENDER_JAVASCRIPT = 'appointment.render.javascript';
        public function __construct(private $appt)
        {
        }
        public function getAppt(): array
        {
            return $this->appt;
        }
    }

    class AppointmentDialogCloseEvent extends Event
    {
        public const EVENT_NAME = 'openemr.appointment.add_edit_event.close.before';
        public function __construct(private $eid, private $action)
        {
        }
        public function getAppointmentId()
        {
            return $this->eid;
        }
        public function getDialogAction()
        {
            return $this->action;
        }
    }
}

namespace OpenEMR\Events\Services {
    class ServiceSaveEvent extends \Symfony\Contracts\EventDispatcher\Event
    {
        public const EVENT_PRE_SAVE = 'service.save.pre';
        public const EVENT_POST_SAVE = 'service.save.post';
        public function __construct(private \OpenEMR\Services\BaseService $service, private array $saveData)
        {
        }
        public function getService(): \OpenEMR\Services\BaseService
        {
            return $this->service;
        }
        public function getSaveData()
        {
            return $this->saveData;
        }
    }
}

namespace OpenEMR\Common\Database {
    class SqlQueryException extends \RuntimeException
    {
    }

    class QueryUtils
    {
        public static function sqlStatementThrowException($statement, $binds = [])
        {
            try {
                $done = $GLOBALS['adodb']['db']->pdo->prepare($statement);
                $done->execute($binds);
                return $done;
            } catch (\PDOException $fault) {
                throw new SqlQueryException('Failed to execute statement. Error: ' . $fault->getMessage());
            }
        }
        public static function fetchRecords($sqlStatement, $binds = [])
        {
            return self::sqlStatementThrowException($sqlStatement, $binds)->fetchAll(\PDO::FETCH_ASSOC);
        }
        public static function startTransaction(): void
        {
            $GLOBALS['adodb']['db']->pdo->beginTransaction();
            $GLOBALS['adodb']['db']->transCnt++;
        }
        public static function rollbackTransaction(): void
        {
            $GLOBALS['adodb']['db']->transCnt--;
            $GLOBALS['adodb']['db']->pdo->rollBack();
        }
    }
}

namespace OpenEMR\Common\Acl {
    class AclMain
    {
        private const MAY = [
            'Front Office' => ['patients/appt' => ['view', 'write']],
            'Physicians' => ['patients/appt' => ['view', 'write'], 'patients/med' => ['view', 'write']],
            'Accounting' => ['patients/appt' => ['view']],
        ];
        public static function aclCheckCore($section, $value, $user = '', $return_value = '')
        {
            foreach (AclExtended::aclGetGroupTitles($_SESSION['authUser'] ?? '') ?? [] as $group) {
                $has = self::MAY[$group]["$section/$value"] ?? [];
                if ($return_value === '' ? $has !== [] : array_intersect((array) $return_value, $has) !== []) {
                    return true;
                }
            }
            return false;
        }
    }

    class AclExtended
    {
        public static function aclGetGroupTitles($user_name)
        {
            return ['front' => ['Front Office'], 'doctor' => ['Physicians'], 'bill' => ['Accounting']][$user_name] ?? null;
        }
    }
}

namespace OpenEMR\Common\Csrf {
    class CsrfUtils
    {
        public static function collectCsrfToken($subject = 'default')
        {
            return substr(hash_hmac('sha256', $subject, $_SESSION['csrf_private_key']), 0, 40);
        }
        public static function verifyCsrfToken($token, $subject = 'default')
        {
            return hash_equals(self::collectCsrfToken($subject), (string) $token);
        }
    }
}

namespace OpenEMR\Services {
    use OpenEMR\Common\Database\QueryUtils;
    use OpenEMR\Events\Services\ServiceSaveEvent;

    class BaseService
    {
        protected function dispatchSaveEvent(string $type, array $data): array
        {
            return $GLOBALS['dispatcher']->dispatch(new ServiceSaveEvent($this, $data), $type)->getSaveData();
        }
    }

    class EncounterService extends BaseService
    {
        public function insertEncounter(string $pid, array $data): void
        {
            $data = $this->dispatchSaveEvent(ServiceSaveEvent::EVENT_PRE_SAVE, $data + ['pid' => $pid, 'date' => date('Y-m-d')]);
            QueryUtils::sqlStatementThrowException('INSERT INTO form_encounter (date, pid, pc_catid, reason) VALUES (?, ?, ?, ?)',
                                                   [$data['date'], $pid, $data['pc_catid'], $data['reason'] ?? '']);
        }
        public function updateEncounter(string $id, array $data): void
        {
            $data = $this->dispatchSaveEvent(ServiceSaveEvent::EVENT_PRE_SAVE, $data + ['id' => $id]);
            QueryUtils::sqlStatementThrowException('UPDATE form_encounter SET reason = ? WHERE id = ?', [$data['reason'], $id]);
        }
    }

    class PatientTrackerService extends BaseService
    {
        public function manage_tracker_status($eid, $pid, $status): void
        {
            $event = QueryUtils::fetchRecords('SELECT pc_recurrtype FROM openemr_postcalendar_events WHERE pc_eid = ?', [$eid])[0];
            if ((int) $event['pc_recurrtype'] !== 0) {
                return;
            }
            $tracker = QueryUtils::fetchRecords('SELECT id, eid, pid, laststatus FROM patient_tracker WHERE eid = ?', [$eid])[0] ?? null;
            if ($tracker === null) {
                QueryUtils::sqlStatementThrowException('INSERT INTO patient_tracker (eid, pid, laststatus) VALUES (?, ?, ?)', [$eid, $pid, $status]);
                $tracker = ['eid' => $eid, 'pid' => $pid];
            } else {
                QueryUtils::sqlStatementThrowException('UPDATE patient_tracker SET laststatus = ? WHERE eid = ?', [$status, $eid]);
            }
            QueryUtils::sqlStatementThrowException('UPDATE openemr_postcalendar_events SET pc_apptstatus = ? WHERE pc_eid = ?', [$status, $eid]);
            $this->dispatchSaveEvent(ServiceSaveEvent::EVENT_POST_SAVE, $tracker + ['element' => ['status' => $status]]);
        }
    }
}
