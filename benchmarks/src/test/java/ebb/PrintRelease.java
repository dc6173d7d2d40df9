// SPDX-License-Identifier: Apache-2.0
package ebb;

import ebb.shim.Identity;

/** Prints by which calls the allocator of its process gives memory back, as the shim names them. */
final class PrintRelease {
    private PrintRelease() {}

    public static void main(String[] arguments) {
        System.out.println(Identity.read().get("release"));
        System.out.println(Identity.read().get("release.owner"));
    }
}
