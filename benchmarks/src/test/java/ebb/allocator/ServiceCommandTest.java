// SPDX-License-Identifier: Apache-2.0
package ebb.allocator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServiceCommandTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "./shop --port 8080",
                "python3 shop.py '$HOME'",
                "/usr/sbin/nginx -g 'daemon off' >log",
                "redis-server"
            })
    void aSingleProgramTakesThePlaceOfItsShell(String command) {
        assertThat(ServiceCommand.inItsPlace(command)).isEqualTo("exec " + command);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PORT=8080 ./shop",
                "cd shop && ./shop",
                "./shop; sleep 1",
                "./shop | tee log",
                "./shop &",
                "(./shop)",
                "exec ./shop",
                "for i in 1 2; do ./shop $i & done; wait",
                "ulimit -n 100\n./shop",
                "'./my shop'"
            })
    void whatOnlyAShellDoesIsLeftToIt(String command) {
        assertThat(ServiceCommand.inItsPlace(command)).isEqualTo(command);
    }
}
