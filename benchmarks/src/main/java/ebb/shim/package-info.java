// SPDX-License-Identifier: Apache-2.0
/** The bindings of the native shim; nothing else calls native code, and nothing here allocates from the allocator under test. */
@NullMarked
package ebb.shim;

import org.jspecify.annotations.NullMarked;
