<?php
// SPDX-License-Identifier: MIT

namespace OpenEMR\Modules\Precare;

/** An encounter is not begun: ours alone, and without a word of the chart. */
final class Vetoed extends \RuntimeException
{
}
