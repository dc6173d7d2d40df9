// SPDX-License-Identifier: Apache-2.0
package ebb.report;

import java.util.List;

/**
 * What is said of a burst.
 *
 * @param verdict who kept how much and what that cost, a paragraph each
 * @param reasons why it stayed, a paragraph each; those that begin with a dash and a blank are items of a list
 */
public record Words(List<String> verdict, List<String> reasons) {
    public Words {
        verdict = List.copyOf(verdict);
        reasons = List.copyOf(reasons);
    }
}
