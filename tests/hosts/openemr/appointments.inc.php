<?php
// SPDX-License-Identifier: MIT
// Stand-in of OpenEMR's library/appointments.inc.php: lays out series that come every week, without their excluded days.

function fetchAppointments($from_date, $to_date, $patient_id = null)
{
    $found = [];
    foreach (OpenEMR\Common\Database\QueryUtils::fetchRecords(
        'SELECT * FROM openemr_postcalendar_events WHERE pc_pid = ?', [$patient_id]) as $row) {
        $specification = unserialize((string) $row['pc_recurrspec'], ['allowed_classes' => false]) ?: [];
        $without = explode(',', $specification['exdate'] ?? '');
        $last = (int) $row['pc_recurrtype'] === 0 ? $row['pc_eventDate'] : $row['pc_endDate'];
        for ($day = $row['pc_eventDate']; $day <= min($last, $to_date); $day = date('Y-m-d', strtotime("$day +7 days"))) {
            if ($day >= $from_date && !in_array(str_replace('-', '', $day), $without, true)) {
                $found[] = ['pc_eventDate' => $day] + $row;
            }
        }
    }
    return $found;
}
