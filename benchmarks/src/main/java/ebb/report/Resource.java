// SPDX-License-Identifier: Apache-2.0
package ebb.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Properties;
import java.util.stream.Collectors;

/** Reads the parts of the page that are files of the jar. */
final class Resource {
    private static final String UPLOT = "/META-INF/maven/org.webjars.npm/uplot/pom.properties";

    private Resource() {}

    /** A file of this package. */
    static String own(String name) {
        return text("/ebb/report/" + name);
    }

    /** Files of this package, one after the other. */
    static String own(List<String> names) {
        return names.stream().map(Resource::own).collect(Collectors.joining("\n"));
    }

    /** @param name of a file in uPlot's webjar: {@code dist/uPlot.min.css} */
    static String uplot(String name) {
        Properties webjar = new Properties();
        try (InputStream in = open(UPLOT)) {
            webjar.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text("/META-INF/resources/webjars/uplot/" + webjar.getProperty("version") + "/" + name);
    }

    private static String text(String name) {
        try (InputStream in = open(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static InputStream open(String name) {
        InputStream in = Resource.class.getResourceAsStream(name);
        if (in == null) {
            throw new IllegalStateException("The jar lacks " + name + ".");
        }
        return in;
    }
}
