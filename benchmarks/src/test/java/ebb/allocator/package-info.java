// SPDX-License-Identifier: Apache-2.0
@NullMarked
package ebb.allocator;

import org.jspecify.annotations.NullMarked;
