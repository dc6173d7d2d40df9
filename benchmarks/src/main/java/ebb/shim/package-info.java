// SPDX-License-Identifier: Apache-2.0
/** Bindings of the native shim: only these call native code, and none allocates from the allocator under test. */
@NullMarked
package ebb.shim;

import org.jspecify.annotations.NullMarked;
