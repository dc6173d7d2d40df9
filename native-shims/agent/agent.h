/* SPDX-License-Identifier: Apache-2.0 */
/*
 * libebbagent.so: what a user's own process says about its allocator.
 *
 * It is preloaded after the allocator, LD_PRELOAD=liballoc.so:libebbagent.so,
 * and so gets into every process of a service. Environment:
 *
 *   EBB_AGENT=PATH       a UNIX stream socket that somebody listens at (@NAME: without a file);
 *                        without it the agent does nothing at all
 *   EBB_AGENT_CONTROL=1  keep the connection, and start a thread that takes commands from it
 *   EBB_AGENT_TELL=A,B   say which variables there are whose names contain A or B, in either case
 *   EBB_AGENT_PROVEN=0000000000000000
 *                        with EBB_AGENT_TELL: a process need not ask its allocator what an earlier
 *                        one with the same library and the same variables has reported; the agent
 *                        changes the digits in place, and children inherit them
 *   EBB_AGENT_PREFIX=P   the allocator is linked in as Pmalloc (_rjem_, je_, mi_)
 *
 * Each process connects when it starts, after the initialisers of its libraries
 * and before its own and main, and once more in the child of each fork. What it
 * says is lines of key=value:
 *
 *   ebb-agent=1          the version of this protocol; always the first line, the others have no
 *                        order
 *   pid, parent          as the process sees them: in a pid namespace they differ from ours
 *   how                  start; fork; again: the program had closed the connection; asked
 *   control              yes: commands may be sent; else why they may not
 *   executable           a path
 *   environment          NAME=VALUE of those that EBB_AGENT_TELL asks for, one line each; a line
 *                        break in it is a blank here
 *   malloc, free, calloc, realloc, aligned_alloc, posix_memalign, operator.new, operator.new[],
 *   operator.delete, operator.delete[]
 *                        path of the owner, where there is one
 *   proof                16 digits: a sum over the owner of malloc and the reported variables
 *   family, version, setting.NAME, release, release.owner
 *                        as from ebb_identify in ebb.h. Without any of them, and without
 *                        unidentified, they are those of the last report with the same proof
 *   unidentified         instead of them: why they could not be found
 *   mapped               path of an object that is loaded, one line each, the executable too
 *   allocator            NAME,NAME PATH: an object other than libc that defines functions by which
 *                        an allocator is known; also the executable, where one is linked in visibly
 *   prefixed             with EBB_AGENT_PREFIX: path of the owner of Pmalloc; empty: there is none
 *   thp                  as from ebb_identify, of this process itself
 *   end=report           always the last line; a report without it is incomplete
 *
 * Where control is yes, lines are then taken as commands; each answer is lines
 * of key=value, of which the last is end=COMMAND, and error says why something
 * was not done. A process that ends, is killed or runs another program by exec
 * closes the connection, and may do so instead of answering.
 *
 *   release     ebb_release on the agent's thread. took: ns; cpu: ns of the thread
 *   interval N  release every N ms (1..3600000) from now on; 0: no more. A child of a fork goes on
 *               with it, another program by exec does not
 *   cure        since the interval was set or begun anew: calls that succeeded, longest (ns),
 *               and cpu (ns)
 *
 *   recount     begins these counts anew; the interval goes on
 *
 *   books       inuse, cached, metadata, returned: bytes, as from ebb_books_read
 *
 *   report      the report again, with the objects mapped now
 *
 *   quit        ends the thread and the connection
 *
 * What the process can notice: a connection during the report, and a copy of the
 * process that lives for about a millisecond, sends no signal and is not among
 * the children that wait() knows: the allocator is asked in the copy, so that the
 * process itself allocates nothing. With control, one more thread, named
 * "ebb-agent", that blocks all signals, and one descriptor from 1,008 on, closed
 * on exec. Starting the thread makes ld.so ask malloc for one block, the vector
 * of its thread-local storage, as for any thread; each release asks for one more,
 * and frees it. In the child of a fork, starting it asks for nothing: glibc reuses
 * the parent's stack and vector. A fork waits at most five seconds for a command
 * under way; after that the child has no thread.
 *
 * These never report: a program that is static, has another libc or does not
 * start in it (some of Go's), one that is set-uid, one whose environment was
 * dropped, a child made by clone and not by fork. So a reader must compare the
 * reports with the processes that exist (ebb_tree_seen), and executable with
 * /proc/PID/exe: a static program started by exec has the pid under which a
 * fork's child has reported.
 */
#ifndef EBB_AGENT_H
#define EBB_AGENT_H

#include <stdbool.h>

#define EBB_AGENT_UNASKED "not asked for"

/* Connects and reports; control "yes": and keeps the connection, for a thread that answers it. */
void ebb_agent_begin(const char *how, const char *control);
/* Before a fork: no command is under way, nor begins. false: one did not end within 5 s. */
bool ebb_agent_stop(void);
void ebb_agent_go_on(void);
/* In the child of a fork: reports, with a thread where the parent had one that was stopped. */
void ebb_agent_forked(bool stopped);

#endif
