// SPDX-License-Identifier: Apache-2.0
package ebb.base;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/**
 * The reason of a file system exception in words: most have the path as their message, and the reason only as their
 * class.
 */
public final class Problem {
    /** Of a text that the JVM cannot make a path of: it has a NUL, or the locale's encoding lacks one of its letters. */
    public static final String NO_PATH =
            "this locale has no such path, since its encoding lacks a letter of it: set LC_ALL=C.UTF-8.";

    private Problem() {}

    /** The reason, without the path. */
    public static String of(IOException problem) {
        if (problem instanceof NoSuchFileException) {
            return "there is no such file";
        }
        if (problem instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (problem instanceof FileAlreadyExistsException) {
            return "something else of that name exists";
        }
        if (problem instanceof NotDirectoryException) {
            return "not a folder";
        }
        if (problem instanceof FileNotFoundException
                && String.valueOf(problem.getMessage()).endsWith(")")) {
            String message = String.valueOf(problem.getMessage()); // java.io's: PATH (REASON)
            return message.substring(message.lastIndexOf('(') + 1, message.length() - 1);
        }
        if (problem instanceof FileSystemException system && system.getReason() != null) {
            return system.getReason();
        }
        return problem.getMessage() == null ? problem.getClass().getSimpleName() : problem.getMessage();
    }
}
