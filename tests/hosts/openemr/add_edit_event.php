<?php
// SPDX-License-Identifier: MIT
// Stand-in of OpenEMR's interface/main/calendar/add_edit_event.php: the same fields, buttons, order of what is saved and of
// the events. Its popup that looks for a free slot is left out: the form is sent at once.

require_once __DIR__ . '/../../globals.php';

use OpenEMR\Common\Acl\AclMain;
use OpenEMR\Common\Database\QueryUtils;
use OpenEMR\Events\Appointments\AppointmentDialogCloseEvent;
use OpenEMR\Events\Appointments\AppointmentRenderEvent;
use OpenEMR\Events\Appointments\AppointmentSetEvent;
use OpenEMR\Services\PatientTrackerService;

if (!AclMain::aclCheckCore('patients', 'appt', '', ['write', 'wsome'])) {
    http_response_code(403);
    exit;
}
$eid = (int) ($_GET['eid'] ?? 0);
$dispatcher = $GLOBALS['dispatcher'];
$columns = ['pc_catid', 'pc_aid', 'pc_pid', 'pc_title', 'pc_eventDate', 'pc_endDate', 'pc_duration', 'pc_recurrtype',
            'pc_recurrspec', 'pc_startTime', 'pc_apptstatus'];

function values(bool $single): array
{
    $repeats = !$single && !empty($_POST['form_repeat']);
    return [$_POST['form_category'], $_POST['form_provider'], $_POST['form_pid'], $_POST['form_title'], $_POST['form_date'],
            $repeats ? $_POST['form_enddate'] : null, 60 * (int) $_POST['form_duration'], $repeats ? 1 : 0,
            serialize(['exdate' => $repeats ? ($_POST['form_repeat_exdate'] ?? '') : '']),
            sprintf('%d:%d:00', $_POST['form_hour'], $_POST['form_minute']), $_POST['form_apptstatus']];
}
function insertEvent(array $columns, bool $single): int
{
    QueryUtils::sqlStatementThrowException('INSERT INTO openemr_postcalendar_events (' . implode(', ', $columns) . ', pc_time) VALUES ('
        . implode(', ', array_fill(0, count($columns), '?')) . ', NOW())', values($single));
    return $GLOBALS['temporary-eid-for-manage-tracker'] = (int) $GLOBALS['adodb']['db']->pdo->lastInsertId();
}
function withoutDay(int $eid, string $day): void
{
    $row = QueryUtils::fetchRecords('SELECT pc_recurrspec FROM openemr_postcalendar_events WHERE pc_eid = ?', [$eid])[0];
    $specification = unserialize($row['pc_recurrspec'], ['allowed_classes' => false]);
    $specification['exdate'] = trim($specification['exdate'] . ',' . str_replace('-', '', $day), ',');
    QueryUtils::sqlStatementThrowException('UPDATE openemr_postcalendar_events SET pc_recurrspec = ? WHERE pc_eid = ?',
                                           [serialize($specification), $eid]);
}

$action = $_POST['form_action'] ?? '';
if ($action !== '') {
    $_POST['form_date'] = DateToYYYYMMDD($_POST['form_date']);
    $_POST['form_enddate'] = DateToYYYYMMDD($_POST['form_enddate'] ?? '');
    $broken = ($_POST['test_break'] ?? '') !== ''; // a transaction around all, which is rolled back
    if ($broken) {
        QueryUtils::startTransaction();
    }
    if ($action === 'duplicate') {
        $eid = insertEvent($columns, false);
    } elseif ($action === 'save') {
        if ($eid > 0 && $_POST['recurr_affect'] === 'current') {
            withoutDay($eid, $_POST['selected_date']);
            insertEvent($columns, true);
        } elseif ($eid > 0 && $_POST['recurr_affect'] === 'future') {
            QueryUtils::sqlStatementThrowException('UPDATE openemr_postcalendar_events SET pc_endDate = ? WHERE pc_eid = ?',
                                                   [date('Y-m-d', strtotime($_POST['selected_date'] . ' -1 day')), $eid]);
            insertEvent($columns, false);
        } elseif ($eid > 0) {
            QueryUtils::sqlStatementThrowException('UPDATE openemr_postcalendar_events SET ' . implode(' = ?, ', $columns)
                . ' = ? WHERE pc_eid = ?', [...values(false), $eid]);
        } else {
            $eid = insertEvent($columns, false);
        }
        $set = new AppointmentSetEvent($_POST);
        $set->eid = $eid;
        $dispatcher->dispatch($set, AppointmentSetEvent::EVENT_HANDLE);
        if ((int) ($_GET['eid'] ?? 0) > 0 && $_POST['form_pid'] !== '') {
            (new PatientTrackerService())->manage_tracker_status($eid, $_POST['form_pid'], $_POST['form_apptstatus']);
        }
    } elseif ($_POST['recurr_affect'] === 'current') {
        withoutDay($eid, $_POST['selected_date']);
    } else {
        QueryUtils::sqlStatementThrowException('DELETE FROM openemr_postcalendar_events WHERE pc_eid = ?', [$eid]);
    }
    $dispatcher->dispatch(new AppointmentDialogCloseEvent($eid, $action), AppointmentDialogCloseEvent::EVENT_NAME);
    if ($broken && $_POST['test_break'] === 'rollback') {
        QueryUtils::rollbackTransaction();
    }
    exit("<html><body>saved $eid</body></html>"); // 'die' leaves the transaction open
}
$row = $eid > 0 ? QueryUtils::fetchRecords('SELECT * FROM openemr_postcalendar_events WHERE pc_eid = ?', [$eid])[0] : [];
$is = static fn (string $name, string $else = ''): string => htmlspecialchars((string) ($row[$name] ?? $_GET[$name] ?? $else), ENT_QUOTES);
?>
<!DOCTYPE html>
<html lang="en"><head><title>Event</title>
<script>
<?php $dispatcher->dispatch(new AppointmentRenderEvent($row), AppointmentRenderEvent::RENDER_JAVASCRIPT); ?>
</script></head><body class="add-edit-event">
<form role="form" method="post" name="theform" id="theform" action="add_edit_event.php?eid=<?php echo $eid; ?>">
<input type="hidden" name="form_action" id="form_action" value="" />
<input type="hidden" name="recurr_affect" id="recurr_affect" value="" />
<input type="hidden" name="selected_date" id="selected_date" value="<?php echo $is('pc_eventDate'); ?>" />
<select name="form_category" id="form_category"><?php
foreach (QueryUtils::fetchRecords('SELECT pc_catid, pc_catname FROM openemr_postcalendar_categories') as $one) {
    echo "<option value='{$one['pc_catid']}'", $is('pc_catid') === (string) $one['pc_catid'] ? ' selected' : '', ">{$one['pc_catname']}</option>";
} ?></select>
<input type="text" name="form_title" id="form_title" value="" />
<select name="facility" id="facility"><option value="3">Clinic</option></select>
<input type="text" name="form_patient" id="form_patient" value="" />
<input type="hidden" name="form_pid" value="<?php echo $is('pc_pid'); ?>" />
<select name="form_provider" id="provd"><option value="7">One, A</option></select>
<input type="radio" name="form_allday" value="1" id="rballday1" /><input type="radio" name="form_allday" value="0" id="rballday2" checked />
<input type="text" name="form_date" id="form_date" value="<?php echo ($d = $is('pc_eventDate')) === '' ? '' : date('m/d/Y', strtotime($d)); ?>" />
<input type="text" name="form_hour" value="<?php echo substr($is('pc_startTime', '10:00'), 0, 2); ?>" />
<input type="text" name="form_minute" value="00" />
<input type="text" name="form_duration" id="tdallday5" value="60" />
<input type="checkbox" name="form_repeat" id="form_repeat" value="1" />
<input type="text" name="form_enddate" id="form_enddate" value="" />
<select name="form_apptstatus" id="form_apptstatus"><option value="-">- None</option><option value="^">^ Pending</option><option value="@">@ Arrived</option></select>
<input type="text" name="form_comments" value="" />
<input type="button" name="form_save" id="form_save" value="Save" />
<input type="button" name="form_delete" id="form_delete" value="Delete" />
<input type="button" name="form_duplicate" id="form_duplicate" value="Create Duplicate" />
</form>
<script>
for (const [id, action] of [['form_save', 'save'], ['form_duplicate', 'duplicate']]) {
  document.getElementById(id).addEventListener('click', () => {
    document.getElementById('form_action').value = action;
    document.forms[0].submit();
  });
}
</script>
</body></html>
