// SPDX-License-Identifier: Apache-2.0
package ebb.shim;

import com.sun.jna.Pointer;
import ebb.base.EbbException;
import java.util.LinkedHashMap;
import java.util.Map;

/** What the shim finds out about the allocator of this process; for the keys see {@code ebb_identify} in ebb.h. */
public final class Identity {
    private Identity() {}

    /**
     * In the shim's order. A fork's first call of the shim.
     *
     * @throws EbbException also where the shim cannot be loaded: what its class throws meanwhile, the JVM wraps
     */
    public static Map<String, String> read() {
        try {
            Pointer text = Status.opened(Shim.ebb_identify(), "identify the allocator");
            return parse(text.getString(0, "UTF-8"));
        } catch (LinkageError e) {
            throw EbbException.in(e).orElseThrow(() -> e);
        }
    }

    static Map<String, String> parse(String text) {
        Map<String, String> facts = new LinkedHashMap<>();
        text.lines().forEach(line -> {
            int equals = line.indexOf('=');
            if (equals > 0) {
                facts.put(line.substring(0, equals), line.substring(equals + 1));
            }
        });
        return facts;
    }
}
