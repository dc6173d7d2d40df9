/* SPDX-License-Identifier: Apache-2.0 */
/* Makes counting_malloc.c an allocator that can release, and has nothing to give. */
int ebb_allocator_release(void);
int ebb_allocator_release(void) {
    return 0;
}
