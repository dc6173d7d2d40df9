// SPDX-License-Identifier: Apache-2.0
/** The run folder as types, for writers and readers alike: file names, rows, metrics, rungs, environment. */
@NullMarked
package ebb.results;

import org.jspecify.annotations.NullMarked;
