-- SPDX-License-Identifier: MIT
-- What the module keeps: the outcome of each visit, every decision to go on, the days on which a list was asked for.
-- OpenEMR runs this when the module is installed. Nothing here is dropped when it is uninstalled: decisions are records.

#IfNotTable precare_visit
CREATE TABLE IF NOT EXISTS `precare_visit` (
    `eid` INT(11) UNSIGNED NOT NULL COMMENT 'openemr_postcalendar_events.pc_eid',
    `occurrence` VARCHAR(10) NOT NULL DEFAULT '' COMMENT 'the original day, where pc_eid names a series',
    `pid` BIGINT(20) NOT NULL,
    `start` VARCHAR(19) NOT NULL,
    `service` VARCHAR(255) NOT NULL DEFAULT '',
    `overall` VARCHAR(20) NOT NULL,
    `same_eid` INT(11) UNSIGNED DEFAULT NULL COMMENT 'the series that this row was taken out of, where it was one of its days',
    `same_occurrence` VARCHAR(10) DEFAULT NULL,
    `wanted_status` VARCHAR(15) DEFAULT NULL COMMENT 'the status to return to, while a clinician decides',
    `checked_at` DATETIME NOT NULL,
    PRIMARY KEY (`eid`, `occurrence`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;
#EndIf

#IfNotTable precare_decision
CREATE TABLE IF NOT EXISTS `precare_decision` (
    `id` BIGINT(20) NOT NULL AUTO_INCREMENT,
    `eid` INT(11) UNSIGNED NOT NULL,
    `occurrence` VARCHAR(10) NOT NULL DEFAULT '',
    `pid` BIGINT(20) NOT NULL,
    `moment` VARCHAR(20) NOT NULL,
    `rule` VARCHAR(128) NOT NULL,
    `outcome` VARCHAR(20) NOT NULL,
    `matter` VARCHAR(64) DEFAULT NULL,
    `role` VARCHAR(128) NOT NULL,
    `reason` VARCHAR(128) NOT NULL,
    `note` TEXT,
    `user_id` BIGINT(20) NOT NULL,
    `decided_at` DATETIME NOT NULL,
    PRIMARY KEY (`id`),
    KEY `pid` (`pid`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;
#EndIf

#IfNotTable precare_asked
CREATE TABLE IF NOT EXISTS `precare_asked` (
    `pid` BIGINT(20) NOT NULL,
    `list` VARCHAR(20) NOT NULL COMMENT 'conditions, medications, allergies, procedures',
    `asked` DATE NOT NULL,
    `user_id` BIGINT(20) NOT NULL,
    PRIMARY KEY (`pid`, `list`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;
#EndIf
