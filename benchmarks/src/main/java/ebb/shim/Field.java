// SPDX-License-Identifier: Apache-2.0
package ebb.shim;

/** {@code enum ebb_field} of ebb.h, in its order: ranges and units stand there. */
public enum Field {
    EVENTS,
    TOKENS,
    TOKENS_FIXED,
    PERMITS,
    WORKERS,
    PAYLOAD,
    BUFFERS_REQUEST,
    BUFFERS_RESPONSE,
    BUFFER_MIN,
    BUFFER_MAX,
    HOLD_MIN_US,
    HOLD_MAX_US,
    TOPOLOGY,
    SURVIVORS_PPM,
    CHURN_PER_HOUR,
    SEED,
    CHECK
}
