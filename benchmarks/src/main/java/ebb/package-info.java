// SPDX-License-Identifier: Apache-2.0
/** Where the program begins. */
@NullMarked
package ebb;

import org.jspecify.annotations.NullMarked;
