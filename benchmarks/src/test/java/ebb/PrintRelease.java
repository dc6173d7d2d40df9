// SPDX-License-Identifier: Apache-2.0
package ebb;

import ebb.shim.Identity;

/** Prints what any thread and what an owner calls to make the allocator of its process give memory back. */
final class PrintRelease {
    private PrintRelease() {}

    public static void main(String[] arguments) {
        System.out.println(Identity.read().get("release"));
        System.out.println(Identity.read().get("release.owner"));
    }
}
