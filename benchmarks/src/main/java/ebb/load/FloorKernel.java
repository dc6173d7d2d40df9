// SPDX-License-Identifier: Apache-2.0
package ebb.load;

import ebb.base.EbbException;
import ebb.base.Nearest;
import ebb.shim.NativeKernel.KernelField;
import ebb.shim.NativeKernel.KernelKind;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The kernels of one side on the floor allocator, each with the default parameters of the benchmark that it is beside. */
enum FloorKernel {
    INTERLEAVED("interleaved"),
    THREAD_CHURN("thread-churn"),
    GROWTH("growth");

    private static final long BLOCKS = 1000;
    private static final long LIFETIME = 10_000;
    private static final long VECTORS = 100;
    private static final long FINAL_SIZE = 65_536;

    private final String word;

    FloorKernel(String word) {
        this.word = word;
    }

    /** Of so many threads; growth has sizes of its own and does not take these. */
    SteadyLoad start(int threads, Sizes sizes) {
        Map<KernelField, Long> fields = new EnumMap<>(KernelField.class);
        fields.put(KernelField.FLOOR, 1L);
        fields.put(KernelField.THREADS, (long) threads);
        if (this == GROWTH) {
            fields.put(KernelField.BLOCKS, VECTORS);
            fields.put(KernelField.FIRST, Grown.VECTOR.first());
            fields.put(KernelField.FINAL, FINAL_SIZE);
            return SteadyLoad.start(KernelKind.GROWTH, fields);
        }
        fields.put(KernelField.BLOCKS, BLOCKS);
        if (this == INTERLEAVED) {
            return SteadyLoad.start(KernelKind.INTERLEAVED, fields, sizes);
        }
        fields.put(KernelField.LIFETIME, LIFETIME);
        return SteadyLoad.start(KernelKind.THREAD_CHURN, fields, sizes);
    }

    /** @throws EbbException when there is none of that name */
    static FloorKernel find(String word) {
        for (FloorKernel one : values()) {
            if (one.word.equals(word)) {
                return one;
            }
        }
        List<String> words = Arrays.stream(values()).map(one -> one.word).toList();
        throw new EbbException("There is no kernel '" + word + "' here: it is one of " + String.join(", ", words) + "."
                + Nearest.hint(word, words));
    }
}
