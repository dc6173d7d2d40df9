// SPDX-License-Identifier: Apache-2.0
/** The command line: JMH's, the quick verdict, and the commands that JMH does not have. */
@NullMarked
package ebb.cli;

import org.jspecify.annotations.NullMarked;
