/* SPDX-License-Identifier: Apache-2.0 */
#ifndef EBB_THREAD_H
#define EBB_THREAD_H

#include <errno.h>
#include <pthread.h>

/*
 * A thread with a small stack that takes no signals: those of the JVM are for
 * the JVM's threads. NULL: it has no name, which would cost more than a short
 * life. 0, or -1 and errno.
 */
int ebb_thread_start(pthread_t *thread, const char *name, void *(*body)(void *), void *argument);

#endif
