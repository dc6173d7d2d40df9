// SPDX-License-Identifier: Apache-2.0
/** The HTML page and the SVG figures of one or more runs. */
@NullMarked
package ebb.report;

import org.jspecify.annotations.NullMarked;
