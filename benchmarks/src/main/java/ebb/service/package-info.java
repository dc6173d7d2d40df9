// SPDX-License-Identifier: Apache-2.0
/** A user's own service: its definition, its processes under an allocator, and what they answer. */
@NullMarked
package ebb.service;

import org.jspecify.annotations.NullMarked;
