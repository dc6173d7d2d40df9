// SPDX-License-Identifier: Apache-2.0
/** Memory cgroups: the limits that this machine sets, and those that Ebb makes for its forks. */
@NullMarked
package ebb.cgroup;

import org.jspecify.annotations.NullMarked;
