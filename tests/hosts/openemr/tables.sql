-- SPDX-License-Identifier: MIT
-- Tables of OpenEMR 7 as far as the module reads and the stand-in writes them: same names, columns and types.
CREATE TABLE `patient_data` (`id` bigint(20) NOT NULL AUTO_INCREMENT, `pid` bigint(20) NOT NULL, `fname` varchar(255) NOT NULL DEFAULT '',
  `lname` varchar(255) NOT NULL DEFAULT '', `DOB` date DEFAULT NULL, `sex` varchar(255) NOT NULL DEFAULT '', PRIMARY KEY (`id`), UNIQUE KEY (`pid`)) ENGINE=InnoDB;
CREATE TABLE `lists` (`id` bigint(20) NOT NULL AUTO_INCREMENT, `date` datetime DEFAULT NULL, `type` varchar(255) DEFAULT NULL,
  `title` varchar(255) DEFAULT NULL, `begdate` datetime DEFAULT NULL, `enddate` datetime DEFAULT NULL, `diagnosis` varchar(255) DEFAULT NULL,
  `activity` tinyint(4) DEFAULT NULL, `pid` bigint(20) DEFAULT NULL, `outcome` int(11) NOT NULL DEFAULT 0, `severity_al` varchar(50) DEFAULT NULL,
  `verification` varchar(36) NOT NULL DEFAULT '', PRIMARY KEY (`id`), KEY (`pid`)) ENGINE=InnoDB;
CREATE TABLE `lists_touch` (`pid` bigint(20) NOT NULL DEFAULT 0, `type` varchar(255) NOT NULL DEFAULT '', `date` datetime DEFAULT NULL,
  PRIMARY KEY (`pid`,`type`)) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;
CREATE TABLE `prescriptions` (`id` int(11) NOT NULL AUTO_INCREMENT, `patient_id` bigint(20) DEFAULT NULL, `start_date` date DEFAULT NULL,
  `end_date` date DEFAULT NULL, `drug` varchar(150) DEFAULT NULL, `rxnorm_drugcode` varchar(25) DEFAULT NULL, `route` varchar(100) DEFAULT NULL,
  `active` int(11) NOT NULL DEFAULT 1, PRIMARY KEY (`id`)) ENGINE=InnoDB;
CREATE TABLE `openemr_postcalendar_categories` (`pc_catid` int(11) unsigned NOT NULL AUTO_INCREMENT, `pc_constant_id` varchar(255) DEFAULT NULL,
  `pc_catname` varchar(100) DEFAULT NULL, PRIMARY KEY (`pc_catid`)) ENGINE=InnoDB;
CREATE TABLE `openemr_postcalendar_events` (`pc_eid` int(11) unsigned NOT NULL AUTO_INCREMENT, `pc_catid` int(11) NOT NULL DEFAULT 0,
  `pc_multiple` int(10) unsigned NOT NULL DEFAULT 0, `pc_aid` varchar(30) DEFAULT NULL, `pc_pid` varchar(11) DEFAULT NULL,
  `pc_title` varchar(150) DEFAULT NULL, `pc_time` datetime DEFAULT NULL, `pc_eventDate` date NOT NULL, `pc_endDate` date DEFAULT NULL,
  `pc_duration` bigint(20) NOT NULL DEFAULT 0, `pc_recurrtype` int(1) NOT NULL DEFAULT 0, `pc_recurrspec` text DEFAULT NULL,
  `pc_startTime` time DEFAULT NULL, `pc_alldayevent` int(1) NOT NULL DEFAULT 0, `pc_apptstatus` varchar(15) NOT NULL DEFAULT '-',
  `pc_facility` int(11) NOT NULL DEFAULT 0, PRIMARY KEY (`pc_eid`)) ENGINE=InnoDB;
CREATE TABLE `list_options` (`list_id` varchar(100) NOT NULL DEFAULT '', `option_id` varchar(100) NOT NULL DEFAULT '',
  `title` varchar(255) NOT NULL DEFAULT '', `toggle_setting_1` tinyint(1) NOT NULL DEFAULT 0, `toggle_setting_2` tinyint(1) NOT NULL DEFAULT 0,
  `activity` tinyint(4) NOT NULL DEFAULT 1, PRIMARY KEY (`list_id`,`option_id`)) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;
CREATE TABLE `form_encounter` (`id` bigint(20) NOT NULL AUTO_INCREMENT, `date` datetime DEFAULT NULL, `reason` longtext, `pid` bigint(20) DEFAULT NULL,
  `encounter` bigint(20) DEFAULT NULL, `pc_catid` int(11) NOT NULL DEFAULT 5, `provider_id` int(11) DEFAULT 0, PRIMARY KEY (`id`)) ENGINE=InnoDB;
CREATE TABLE `patient_tracker` (`id` bigint(20) NOT NULL AUTO_INCREMENT, `eid` int(11) NOT NULL DEFAULT 0, `pid` bigint(20) NOT NULL DEFAULT 0,
  `laststatus` varchar(31) NOT NULL DEFAULT '', PRIMARY KEY (`id`), KEY (`eid`)) ENGINE=InnoDB;
CREATE TABLE `modules` (`mod_id` int(11) NOT NULL AUTO_INCREMENT, `mod_name` varchar(64) NOT NULL DEFAULT '0', `mod_directory` varchar(64) NOT NULL DEFAULT '',
  `mod_active` int(1) unsigned NOT NULL DEFAULT 0, `type` tinyint(4) DEFAULT 0, PRIMARY KEY (`mod_id`,`mod_directory`)) ENGINE=InnoDB;
INSERT INTO `modules` (`mod_name`, `mod_directory`, `mod_active`) VALUES ('Safety checks', 'oe-module-precare', 1);
INSERT INTO `openemr_postcalendar_categories` VALUES (5, 'office_visit', 'Office Visit'), (10, 'microneedling', 'Microneedling'), (11, 'botox', 'Botox');
INSERT INTO `list_options` (`list_id`, `option_id`, `title`, `toggle_setting_1`, `toggle_setting_2`) VALUES
  ('apptstat', '-', '- None', 0, 0), ('apptstat', '^', '^ Pending', 0, 0), ('apptstat', '@', '@ Arrived', 1, 0),
  ('apptstat', '>', '> Checked out', 0, 1), ('apptstat', 'x', 'x Canceled', 0, 0), ('apptstat', '<', '< In exam room', 0, 0);
