// SPDX-License-Identifier: Apache-2.0
/** What all packages may use: errors as sentences, nearest names, TOML, JSON, hashes, atomic file writing, text tables. */
@NullMarked
package ebb.base;

import org.jspecify.annotations.NullMarked;
