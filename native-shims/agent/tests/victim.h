/* SPDX-License-Identifier: Apache-2.0 */
#ifndef EBB_TEST_VICTIM_H
#define EBB_TEST_VICTIM_H

#define VICTIM_BLOCKS 199999
#define VICTIM_BLOCK 1000
#define VICTIM_FORKS 300

#endif
