// SPDX-License-Identifier: Apache-2.0
/** The run folder as types: file names, rows, metrics, rungs, environment; for writers and readers alike. */
@NullMarked
package ebb.results;

import org.jspecify.annotations.NullMarked;
