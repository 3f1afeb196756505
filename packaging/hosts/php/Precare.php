<?php
// SPDX-License-Identifier: MIT
//
// precare.so for any host in PHP 8, over the plugin's JSON door (precare.h, section 6): one file, PHP's FFI
// (ffi.enable=1 under php-fpm) and precare.ffi.h, which is installed beside the header. A failed call throws
// PrecareException; an event that cannot be read is answered all the same, with a result that says
// "not-evaluated" and where. Under php-fpm each request opens the plugin anew: it keeps compiled rules and its
// database in the process, so that this is cheap. Deliver with `deliver: external`. Nothing here prints or
// logs a value of an event.

/** A call failed: code is the plugin's status (below 0), $where a file or a path of the event. */
final class PrecareException extends \RuntimeException
{
    public function __construct(int $code, string $message, public readonly string $where = '',
                                public readonly int $place = 0)
    {
        parent::__construct(($where === '' ? '' : $where . ($place > 0 ? ":$place" : '') . ': ')
                            . ($message === '' ? 'failed' : $message) . " ($code)", $code);
    }
}

/** One opened configuration. */
final class Precare
{
    private const E_DOCUMENT = -16;
    private const E_FAULT = -99;
    private const PLACES = ['/usr/lib/precare/precare.so', '/usr/lib/x86_64-linux-gnu/precare/precare.so',
                            '/usr/lib/aarch64-linux-gnu/precare/precare.so', '/usr/local/lib/precare/precare.so'];
    private const HEADERS = ['/usr/include/precare/precare.ffi.h', '/usr/local/include/precare/precare.ffi.h'];

    public readonly \FFI $ffi;
    /** Above 0: opened, with a note (2: the last good rules are in use). */
    public readonly int $status;
    private ?\FFI\CData $handle = null;
    /** Where the fault of the last event lies that could not be read, else "". */
    public string $where = '';

    /** @param ?string $plugin precare.so; null: $PRECARE_PLUGIN, else the usual places. $header: precare.ffi.h */
    public function __construct(?string $config = null, ?string $plugin = null, ?string $header = null)
    {
        $plugin ??= getenv('PRECARE_PLUGIN') ?: self::first(self::PLACES, 'precare.so');
        $this->ffi = \FFI::cdef(file_get_contents($header ?? self::first(self::HEADERS, 'precare.ffi.h')), $plugin);
        $handle = $this->ffi->new('precare_json *');
        $error = $this->error();
        $this->status = $this->ffi->precare_json_open($config, \FFI::addr($handle), \FFI::addr($error));
        if ($this->status < 0) {
            throw $this->exception($this->status, $error);
        }
        $this->handle = $handle;
    }

    /** One method of the JSON door: [status, answer]. A status above 0 is a note, never a failure. */
    public function call(string $method, ?array $document = null): array
    {
        $in = $document === null ? null : json_encode($document, JSON_THROW_ON_ERROR | JSON_UNESCAPED_UNICODE);
        $out = $this->ffi->new('char *');
        $size = $this->ffi->new('uint64_t');
        $error = $this->error();
        $status = $this->ffi->precare_json_call($this->handle, $method, $in, $in === null ? 0 : strlen($in),
                                                \FFI::addr($out), \FFI::addr($size), \FFI::addr($error));
        if (\FFI::isNull($out)) {
            throw $this->exception($status < 0 ? $status : self::E_FAULT, $error);
        }
        $text = \FFI::string($out, $size->cdata);
        $this->ffi->precare_json_free($out);
        if ($status < 0 && !($status === self::E_DOCUMENT && $method === 'evaluate')) {
            throw $this->exception($status, $error);
        }
        $this->where = $status < 0 ? \FFI::string($error->where) : '';
        return [$status, json_decode($text, true, 64, JSON_THROW_ON_ERROR)];
    }

    /** A precare-event/1 document in, a precare-result/1 document out. */
    public function evaluate(array $event): array
    {
        return $this->call('evaluate', $event)[1];
    }

    // Each other method of the door: its document in, its answer out, as json-door.md has them.

    public function acknowledge(array $document): array
    {
        return $this->call('acknowledge', $document)[1];
    }

    public function lookup(array $document): array
    {
        return $this->call('lookup', $document)[1];
    }

    public function told(array $document): array
    {
        return $this->call('told', $document)[1];
    }

    public function needs(array $document): array
    {
        return $this->call('needs', $document)[1];
    }

    public function form(array $document): array
    {
        return $this->call('form', $document)[1];
    }

    public function answers(array $document): array
    {
        return $this->call('answers', $document)[1];
    }

    public function sheet(array $document): array
    {
        return $this->call('sheet', $document)[1];
    }

    public function discovery(): array
    {
        return $this->call('discovery')[1];
    }

    public function cdsHooks(array $document): array
    {
        return $this->call('cds-hooks', $document)[1];
    }

    public function cdsFeedback(array $document): array
    {
        return $this->call('cds-feedback', $document)[1];
    }

    public function reload(): array
    {
        return $this->call('reload')[1];
    }

    public function stats(): array
    {
        return $this->call('stats')[1];
    }

    public function describe(): array
    {
        return $this->call('describe')[1];
    }

    /** Closes; twice is once. What nobody closed is closed with the last reference to it. */
    public function close(): void
    {
        if ($this->handle !== null) {
            $this->ffi->precare_json_close($this->handle);
        }
        $this->handle = null;
    }

    public function __destruct()
    {
        $this->close();
    }

    private function error(): \FFI\CData
    {
        $error = $this->ffi->new('precare_error');
        $error->struct_size = \FFI::sizeof($error);
        return $error;
    }

    private function exception(int $status, \FFI\CData $error): PrecareException
    {
        return new PrecareException($status, \FFI::string($error->message), \FFI::string($error->where), $error->line);
    }

    private static function first(array $places, string $what): string
    {
        foreach ($places as $place) {
            if (file_exists($place)) {
                return $place;
            }
        }
        throw new PrecareException(-1, "no $what in " . implode(', ', $places));
    }
}
