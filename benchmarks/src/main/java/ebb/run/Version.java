// SPDX-License-Identifier: Apache-2.0
package ebb.run;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;

/** Which Ebb this is. */
public final class Version {
    private Version() {}

    /** The version that the jar was built as; "unpackaged" where the classes are in no jar. */
    public static String ebb() {
        Properties properties = new Properties();
        try (InputStream in = Version.class.getResourceAsStream("/META-INF/maven/ebb/benchmarks/pom.properties")) {
            if (in != null) {
                properties.load(in);
            }
        } catch (IOException e) {
            return "unpackaged";
        }
        return properties.getProperty("version", "unpackaged");
    }
}
