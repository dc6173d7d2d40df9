/* SPDX-License-Identifier: Apache-2.0 */
/*
 * libebbagent.so: what a user's own process says of its allocator.
 *
 * It is preloaded beside the allocator, LD_PRELOAD=libebbagent.so:liballoc.so,
 * and so gets into every process of a service. Either may come first, but where
 * the allocator is libc itself, which has what the agent begins in. Environment:
 *
 *   EBB_AGENT=PATH       a UNIX stream socket that somebody listens at (@NAME: without a file);
 *                        without it the agent does nothing at all
 *   EBB_AGENT_CONTROL=1  keep the connection, and start a thread that takes commands from it
 *   EBB_AGENT_TELL=A,B   say which variables there are whose names contain A or B, in either case
 *   EBB_AGENT_PROVEN=0000000000000000
 *                        with EBB_AGENT_TELL: a process need not ask its allocator what one before
 *                        it, with the same library and the same variables, has told; the agent
 *                        changes the digits in place, and children inherit them
 *   EBB_AGENT_PREFIX=P   the allocator is the one that is linked in as Pmalloc (_rjem_, je_, mi_)
 *
 * Each process connects when it starts, after the initialisers of its libraries
 * and before its own and main, and once more in the child of each fork. What it
 * says is lines of key=value:
 *
 *   ebb-agent=1          the version of this protocol; always the first line, the others have no
 *                        order
 *   pid, parent          as the process sees them: in a pid namespace others than ours
 *   how                  start; fork; again: the program had closed the connection; asked
 *   control              yes: commands may be sent; else why they may not
 *   executable           a path
 *   environment          NAME=VALUE of those that EBB_AGENT_TELL asks for, one line each; a line
 *                        break in it is a blank here
 *   malloc, free, calloc, realloc, aligned_alloc, posix_memalign, operator.new, operator.new[],
 *   operator.delete, operator.delete[]
 *                        path of the owner, where there is one
 *   proof                16 digits: a sum over the owner of malloc and the variables that are told
 *   family, version, setting.NAME, release, release.owner
 *                        as ebb_identify in ebb.h says them. Where none of them is there, and not
 *                        unidentified, they are those of the last report with the same proof
 *   unidentified         in their place: why they could not be found
 *   mapped               path of an object that is loaded, one line each, the executable too
 *   allocator            NAME,NAME PATH: an object but libc that defines functions by which an
 *                        allocator is known: the executable too, where one is linked in visibly
 *   prefixed             with EBB_AGENT_PREFIX: path of the owner of Pmalloc; empty: there is none
 *   end=report           always the last line; a report without it is none
 *
 * Where control is yes, lines are then taken as commands; each answer is lines
 * of key=value, of which the last is end=COMMAND, and error says why something
 * was not done. Whoever ends, is killed or runs another program by exec closes
 * the connection, and may do so instead of answering.
 *
 *   release     ebb_release on the agent's thread. took: ns; cpu: ns of the thread
 *   interval N  release each N ms (1..3600000) from now on; 0: no more. A child of a fork goes on
 *               with it, another program by exec does not
 *   cure        since the interval was asked for: calls that succeeded, longest (ns), cpu (ns)
 *   books       inuse, cached, metadata, returned: bytes, as ebb_books_read has them
 *   report      the report again, mapped objects as of now
 *   quit        the thread ends, and the connection
 *
 * What the process can notice: a connection for the moment of the report, and
 * a copy of it that lives for about a millisecond, sends no signal and is not
 * among the children that wait() knows: in it the allocator is asked, so that
 * the process itself makes no allocation. With control a thread more, named
 * "ebb-agent", that blocks all signals, and one descriptor from 1,008 on, closed
 * on exec. Starting the thread makes ld.so ask malloc for one block, its vector
 * of thread-local storage, as for any thread; each release asks for one more,
 * and frees it. In the child of a fork starting it asks for nothing: glibc takes
 * the stack and the vector of the parent's. A fork waits for a command that is
 * under way, five seconds at most; after that the child has no thread.
 *
 * What never says anything: a program that is static, has another libc or does
 * not begin in it (some of Go), one that is set-uid, one whose environment was
 * dropped on the way, a child that was made by clone and not by fork. Whoever
 * reads must hold the reports against the processes that there are
 * (ebb_tree_seen), and executable against /proc/PID/exe: a static program that
 * was started by exec has the pid under which a fork's child has reported.
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
