<?php
// SPDX-License-Identifier: MIT
// The four flat functions of precare.so in PHP: door.php PLUGIN.so CONFIG EVENT.json PRECARE.FFI.H prints the result.
[, $plugin, $config, $file, $header] = $argv;
$so = FFI::cdef(file_get_contents($header), $plugin);

function show(FFI\CData $error): void
{
    fwrite(STDERR, sprintf("NOT CHECKED: %s: %s (%d)\n", FFI::string($error->where), FFI::string($error->message), $error->code));
}

$handle = $so->new('precare_json *');
$error = $so->new('precare_error');
$error->struct_size = FFI::sizeof($error);
if ($so->precare_json_open($config, FFI::addr($handle), FFI::addr($error)) < 0) { // above 0 is a note
    show($error);
    exit(1);
}
$event = file_get_contents($file);
$out = $so->new('char *');
$length = $so->new('uint64_t');
$status = $so->precare_json_call($handle, 'evaluate', $event, strlen($event), FFI::addr($out), FFI::addr($length), FFI::addr($error));
if ($status < 0) {
    show($error);
}
if (!FFI::isNull($out)) { // also of an event that cannot be read: a result that says not-evaluated
    echo FFI::string($out, $length->cdata), "\n";
    $so->precare_json_free($out);
}
$so->precare_json_close($handle);
exit($status < 0 ? 1 : 0);
