// SPDX-License-Identifier: Apache-2.0
package ebb;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Java of measure/ uses Ebb's own classes, and nothing else in the build compiles it. */
class MeasureProgramsTest {
    @TempDir
    private Path temp;

    @Test
    void eachCompiles() throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        DiagnosticCollector<JavaFileObject> said = new DiagnosticCollector<>();
        List<Path> sources;
        try (Stream<Path> files = Files.walk(Path.of("../measure"))) {
            sources = files.filter(file -> file.toString().endsWith(".java")).toList();
        }
        assertThat(sources).isNotEmpty();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(said, null, null)) {
            List<String> options =
                    List.of("-proc:none", "-d", temp.toString(), "-cp", System.getProperty("java.class.path"));
            assertThat(compiler.getTask(null, files, said, options, null, files.getJavaFileObjectsFromPaths(sources))
                            .call())
                    .as("%s", said.getDiagnostics())
                    .isTrue();
        }
    }
}
