/* SPDX-License-Identifier: Apache-2.0 */
#ifndef EBB_THREAD_H
#define EBB_THREAD_H

#include <errno.h>
#include <pthread.h>

/*
 * Starts a thread with a small stack and its signals blocked: the JVM's signals
 * are for the JVM's threads. With a NULL name the thread is not named, which
 * would cost more than a short life. Returns 0, or -1 and errno.
 */
int ebb_thread_start(pthread_t *thread, const char *name, void *(*body)(void *), void *argument);

#endif
