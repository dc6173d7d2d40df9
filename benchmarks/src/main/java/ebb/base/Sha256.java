// SPDX-License-Identifier: Apache-2.0
package ebb.base;

import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 in hexadecimal. */
public final class Sha256 {
    private Sha256() {}

    /** Of these bytes. */
    public static String of(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** @throws EbbException when the file cannot be read */
    public static String of(Path file) {
        try {
            return of(WholeFile.bytes(file));
        } catch (IOException e) {
            throw new EbbException("Cannot read " + file + ": " + Problem.of(e) + ".");
        }
    }
}
