// SPDX-License-Identifier: Apache-2.0
/** A process that runs already: where its memory is, which allocator it has, and that allocator's release from outside. */
@NullMarked
package ebb.doctor;

import org.jspecify.annotations.NullMarked;
