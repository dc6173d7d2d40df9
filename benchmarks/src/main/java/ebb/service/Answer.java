// SPDX-License-Identifier: Apache-2.0
package ebb.service;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What one process has answered to a command; agent.h says which keys there are.
 *
 * @param pid of the process
 * @param values by their keys
 */
public record Answer(long pid, Map<String, String> values) {
    public Answer {
        values = Map.copyOf(values);
    }

    /** Why it was not done; empty where it was. */
    public Optional<String> error() {
        return Optional.ofNullable(values.get("error"));
    }

    /** A whole number; empty where the process tells none. */
    public OptionalLong number(String key) {
        String text = values.getOrDefault(key, "");
        return text.matches("-?\\d{1,18}") ? OptionalLong.of(Long.parseLong(text)) : OptionalLong.empty();
    }
}
