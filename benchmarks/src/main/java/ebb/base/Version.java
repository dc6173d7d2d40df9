// SPDX-License-Identifier: Apache-2.0
package ebb.base;

import java.io.IOException;
import java.io.InputStream;
import java.security.CodeSource;
import java.util.Properties;
import java.util.jar.JarInputStream;
import java.util.jar.Manifest;

/** Which Ebb this is. */
public final class Version {
    private static final String UNPACKAGED = "unpackaged";

    private Version() {}

    /** The jar's version; "unpackaged" where the classes are in no jar. */
    public static String ebb() {
        Properties properties = new Properties();
        try (InputStream in = Version.class.getResourceAsStream("/META-INF/maven/ebb/benchmarks/pom.properties")) {
            if (in != null) {
                properties.load(in);
            }
        } catch (IOException e) {
            return UNPACKAGED;
        }
        return properties.getProperty("version", UNPACKAGED);
    }

    /**
     * The full hash of the commit that the jar was built from, with {@code -dirty} where the sources had uncommitted
     * changes; "unknown" where they had no history, "unpackaged" where the classes are in no jar.
     */
    public static String commit() {
        CodeSource source = Version.class.getProtectionDomain().getCodeSource();
        if (source == null) {
            return UNPACKAGED;
        }
        try (InputStream file = source.getLocation().openStream();
                JarInputStream jar = new JarInputStream(file)) {
            Manifest manifest = jar.getManifest();
            String commit =
                    manifest == null ? null : manifest.getMainAttributes().getValue("Ebb-Commit");
            return commit == null ? UNPACKAGED : commit;
        } catch (IOException e) {
            return UNPACKAGED;
        }
    }
}
