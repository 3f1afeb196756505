<?php
// SPDX-License-Identifier: MIT
// A host in PHP, on packaging/hosts/php/Precare.php. Usage: php php_host.php PLUGIN.so FFI_HEADER CONFIG RULES
// Under php-fpm the plugin is loaded and unloaded at every request; there, each request is one booking:
// PLUGIN, HEADER, CONFIG and NUMBER come as parameters, and the answer is JSON; with RULES, NOW and NEXT it is a whole
// visit, in which version NOW of the rules becomes version NEXT.

require __DIR__ . '/../../packaging/hosts/php/Precare.php';

function event(string $phase, array $more = []): array
{
    return array_replace([
        'format' => 'precare-event/1', 'event_id' => 'apt-1042/1', 'moment' => 'booking', 'phase' => $phase,
        'now' => '2026-12-01T10:00:00-05:00', 'subject' => 'pt-88', 'patient' => ['birth_date' => '2007-05-04'],
        'appointment' => ['id' => 'apt-1042', 'start' => '2027-01-12T14:00:00-05:00', 'minutes' => 60,
                          'procedure' => ['text' => 'microneedling'], 'sites' => ['cheek']],
        'medications' => ['reviewed' => '2026-12-01', 'entries' => [
            ['text' => 'tretinoin 0.05% cream', 'use' => 'ongoing', 'sites' => ['cheek']]]],
    ], $more);
}

/** A whole visit through the JSON door: its steps, and whether each went as it must. */
function visit(Precare $precare, string $rules, string $now, string $next): array
{
    $steps = [];
    [$status, $result] = $precare->call('evaluate', event('preview'));
    $steps['a preview holds and tells nobody'] = $status === 0 && $result['overall'] === 'hold' && $result['ref'] === null;
    $steps['hold first, then the warning'] = array_column($result['findings'], 'outcome') === ['hold', 'warn'];
    [$status, $result] = $precare->call('evaluate', event('settle', ['disposition' => 'overridden', 'acknowledgements' => [
        ['rule' => 'too-young', 'action' => 'overridden', 'role' => 'physician', 'actor' => 'u12',
         'reason' => 'benefit-outweighs', 'at' => '2026-12-01T10:01:00-05:00']]]));
    $steps['the settled booking tells the team'] = $status === 0 && $result['ref'] !== null;
    [, $ids] = $precare->call('lookup', ['ref' => $result['ref']]);
    $steps['a reference leads back to the visit'] = $ids['appointment'] === 'apt-1042';
    [$status, $result] = $precare->call('evaluate', event('final', ['moment' => 'check-in',
                                                                    'now' => '2027-01-12T13:55:00-05:00']));
    $steps['charting the check-in'] = $status === 0 && $result['overall'] === 'hold';
    file_put_contents($rules, str_replace(["1.0.$now", ", v$now."], ["1.0.$next", ", v$next."], file_get_contents($rules)));
    exec(getenv('PRECARE_APPROVE'));
    [$status, $generation] = $precare->call('reload');
    $steps['takes edited rules into use'] = $status === 0 && $generation['generation'] > 0;
    [, $result] = $precare->call('evaluate', event('preview'));
    $steps['and judges by them'] = $result['findings'][0]['say'] === "Under 22, v$next.";
    [$status, $result] = $precare->call('evaluate', ['moment' => 'bookin']);
    $steps['a bad event is never clear'] = $status < 0 && $result['overall'] === 'not-evaluated' && $precare->where === 'moment';
    return $steps;
}

if (PHP_SAPI !== 'cli') { // one booking a request; in half of them something is left open: PHP unloads the library as it is
    $precare = new Precare($_SERVER['CONFIG'], $_SERVER['PLUGIN'], $_SERVER['HEADER']);
    if (isset($_SERVER['RULES'])) { // a whole visit, the rules edited on the way
        $steps = visit($precare, $_SERVER['RULES'], $_SERVER['NOW'], $_SERVER['NEXT']);
        header('Content-Type: application/json');
        echo json_encode(['steps' => count($steps), 'failed' => array_keys(array_diff($steps, [true]))]);
        exit;
    }
    $id = 'fpm-' . $_SERVER['NUMBER'];
    [$status, $result] = $precare->call('evaluate', event('final', ['event_id' => $id, 'subject' => $id,
        'appointment' => ['id' => $id, 'start' => '2027-01-12', 'procedure' => ['text' => 'microneedling'],
                          'sites' => ['cheek']]]));
    if (intval($_SERVER['NUMBER']) % 2 === 0) {
        $precare->close();
    } else { // and one that nobody ever closes: a host of its own making
        $left = $precare->ffi->new('precare_json *');
        $precare->ffi->precare_json_open($_SERVER['CONFIG'], \FFI::addr($left), null);
    }
    header('Content-Type: application/json');
    echo json_encode(['status' => $status, 'ref' => $result['ref'], 'pid' => getmypid()]);
    exit;
}

$passed = 0;
function check(bool $holds, string $what): void
{
    global $passed;
    if (!$holds) {
        echo "FAILED: $what\n";
        exit(1);
    }
    $passed++;
}

[, $plugin, $header, $config, $rules] = $argv;
$precare = new Precare($config, $plugin, $header);
foreach (visit($precare, $rules, '1', '2') as $what => $holds) {
    check($holds, $what);
}

foreach ($precare->describe()['methods'] as $name) {
    check(method_exists($precare, lcfirst(str_replace('-', '', ucwords($name, '-')))), "has the method $name of the door");
}
check(in_array('medications', $precare->needs(['moment' => 'booking'])['needs'], true), 'needs');
check(is_array($precare->stats()), 'stats');
$bare = event('preview', ['medications' => null]);
$form = $precare->form(['event' => $bare]);
check($form['format'] === 'precare-form/1' && count($form['groups']) > 0, 'a form');
$filled = $precare->answers(['event' => $bare, 'form' => $form, 'answers' => [
    'format' => 'precare-answers/1', 'form' => $form['form'], 'by' => $form['groups'][0]['of'],
    'answers' => [$form['groups'][0]['items'][0]['id'] => 'unsure']]]);
check($filled['event']['format'] === 'precare-event/1' && is_array($filled['missing']), 'and its answers');
check(array_key_exists('text', $precare->sheet(['event' => $bare, 'format' => 'text'])), 'a sheet');
$told = $precare->evaluate(event('final', ['event_id' => 'a/1', 'appointment' => [
    'id' => 'a', 'start' => '2027-01-12', 'procedure' => ['text' => 'microneedling']]]));
check($precare->acknowledge(['ref' => $told['ref'], 'action' => 'accepted', 'actor' => 'u1', 'role' => 'nurse'])['status']
    === 'recorded', 'an acknowledgement');
check($precare->lookup(['ref' => $told['ref']])['appointment'] === 'a', 'a lookup');
check($precare->told(['ref' => $told['ref']])['acknowledged'][0]['by'] === 'u1', 'who was told, and who acknowledged it');

// The table itself, through the header: its functions are called like PHP's own.
$api = $precare->ffi->precare_entry_v1(0);
check($api->magic === 0x31435250 && \FFI::string($api->name) === 'precare', 'the table');
$instance = $precare->ffi->new('precare_instance *');
$params = $precare->ffi->new('precare_params');
$params->struct_size = \FFI::sizeof($params);
$path = $precare->ffi->new('char[' . (strlen($config) + 1) . ']', false);
\FFI::memcpy($path, $config, strlen($config));
$params->config = $precare->ffi->cast('char *', $path);
check(($api->open)(null, \FFI::addr($params), \FFI::addr($instance), null) === 0, 'open');
$mask = $precare->ffi->new('uint64_t');
check(($api->needs)($instance, 1, 'microneedling', \FFI::addr($mask)) === 0 && $mask->cdata > 0, 'needs');
check(($api->close)($instance) === 0, 'close');
$precare->close();
$precare->close();
try {
    $precare->evaluate(event('preview'));
    check(false, 'a closed one is an exception');
} catch (PrecareException $e) {
    check($e->getCode() < 0, 'a closed one is an exception');
}
echo "$passed passed\n";
