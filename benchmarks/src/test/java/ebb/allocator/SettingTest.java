// SPDX-License-Identifier: Apache-2.0
package ebb.allocator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingTest {
    @Test
    void listsAreTakenApart() {
        assertThat(Setting.of(Map.of("MALLOC_CONF", "narenas:2,lg_tcache_max=12,narenas:4"), ""))
                .containsExactly(
                        new Setting("MALLOC_CONF=narenas:4", "opt.narenas", "4"),
                        new Setting("MALLOC_CONF=lg_tcache_max=12", "opt.lg_tcache_max=12", ""));
        assertThat(Setting.of(Map.of("GLIBC_TUNABLES", "glibc.malloc.mxfast=0:glibc.malloc.tcache_count=0"), ""))
                .extracting(Setting::text)
                .containsExactly("GLIBC_TUNABLES=glibc.malloc.mxfast=0", "GLIBC_TUNABLES=glibc.malloc.tcache_count=0");
        assertThat(Setting.of(Map.of("mimalloc_Purge_Delay", "0"), ""))
                .containsExactly(new Setting("mimalloc_Purge_Delay=0", "purge_delay", "0"));
    }

    @Test
    void aJemallocWithAPrefixReadsAVariableOfItsOwn() {
        Map<String, String> environment = Map.of("_RJEM_MALLOC_CONF", "narenas:2");
        assertThat(Setting.of(environment, "_rjem_"))
                .containsExactly(new Setting("_RJEM_MALLOC_CONF=narenas:2", "opt.narenas", "2"));
        assertThat(Setting.of(environment, "je_"))
                .containsExactly(new Setting("_RJEM_MALLOC_CONF=narenas:2", "_RJEM_MALLOC_CONF", "narenas:2"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            MALLOC_CONF | background_thread:true  | opt.background_thread=true | proven
            MALLOC_CONF | background_thread:true  | opt.background_thread=false| opt.background_thread=false
            MALLOC_CONF | dirty_decay_ms:-1       | opt.dirty_decay_ms=-1      | proven
            MALLOC_CONF | oversize_threshold:18446744073709551615 | opt.oversize_threshold=-1 | proven
            MALLOC_CONF | narenas:2               | opt.narenas=8              | opt.narenas=8
            MALLOC_CONF | narenas:default         | opt.narenas=8              | unproven
            MALLOC_CONF | thp:never               | opt.thp=not supported      | opt.thp=not supported
            MALLOC_CONF | slab_sizes:1-2:3        | opt.narenas=8              | unproven
            MALLOC_CONF | lg_tcache_max=12        | opt.lg_tcache_max=15       | unproven
            MIMALLOC_PURGE_DELAY | 0              | purge_delay=0              | proven
            MIMALLOC_PURGE_DELAY | 0              | decommit_delay=100         | unproven
            MIMALLOC_ALLOW_THP   | off            | allow_thp=0                | proven
            MIMALLOC_ALLOW_THP   | off            | allow_thp=1                | allow_thp=1
            TCMALLOC_AGGRESSIVE_DECOMMIT | true   | aggressive_decommit=1      | proven
            TCMALLOC_RELEASE_RATE | 10            | aggressive_decommit=0      | unproven
            MALLOC_ARENA_MAX | 1                  | arenas_of_4_threads=1      | proven
            MALLOC_ARENA_MAX | 1                  | arenas_of_4_threads=2      | arenas_of_4_threads=2
            MALLOC_ARENA_MAX | 2                  | arenas_of_4_threads=2      | proven
            GLIBC_TUNABLES | glibc.malloc.arena_max=2 | arenas_of_4_threads=4  | arenas_of_4_threads=4
            MALLOC_ARENA_MAX | 4                  | arenas_of_4_threads=4      | unproven
            MALLOC_ARENA_MAX | 0                  | arenas_of_4_threads=4      | unproven
            GLIBC_TUNABLES | glibc.malloc.tcache_count=0 | tcache=off          | proven
            GLIBC_TUNABLES | glibc.malloc.tcache_count=0 | tcache=on           | tcache=on
            GLIBC_TUNABLES | glibc.malloc.tcache_count=9 | tcache=on           | unproven
            GLIBC_TUNABLES | glibc.malloc.mxfast=0 | fastbins=off              | proven
            GLIBC_TUNABLES | glibc.malloc.mxfast=0 | fastbins=on               | fastbins=on
            GLIBC_TUNABLES | glibc.malloc.mxfast=0 | tcache=on                 | unproven
            GLIBC_TUNABLES | glibc.malloc.mxfast=64 | fastbins=on              | unproven
            MALLOC_MMAP_THRESHOLD_ | 65536        | mmap_64k=yes               | proven
            MALLOC_MMAP_THRESHOLD_ | 1048576      | mmap_64k=no                | unproven
            MALLOC_TRIM_THRESHOLD_ | 65536        | mmap_64k=no                | unproven
            GLIBC_TUNABLES | glibc.malloc.hugetlb=1 | mmap_thp=yes             | proven
            GLIBC_TUNABLES | glibc.malloc.hugetlb=1 | mmap_thp=no              | mmap_thp=no
            GLIBC_TUNABLES | glibc.malloc.hugetlb=2 | mmap_thp=no              | unproven
            SCUDO_OPTIONS | release_to_os_interval_ms=5000 | arenas=many       | unproven
            _RJEM_MALLOC_CONF | background_thread:true | opt.background_thread=false | unproven
            """)
    void eachIsHeldAgainstWhatTheLibraryTells(String variable, String value, String fact, String answer) {
        Setting setting = Setting.of(Map.of(variable, value), "").get(0);
        int equals = fact.indexOf('=');
        Map<String, String> identity = Map.of("setting." + fact.substring(0, equals), fact.substring(equals + 1));

        assertThat(setting.isProven(identity)).isEqualTo(answer.equals("proven"));
        assertThat(setting.contradiction(identity).map(List::of).orElse(List.of()))
                .isEqualTo(answer.endsWith("proven") ? List.of() : List.of(answer));
    }
}
