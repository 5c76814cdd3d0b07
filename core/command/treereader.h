// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "clock.h"
#include "descriptor.h"
#include "processfiles.h"
#include "processtree.h"
#include "resources.h"

#include <memory>
#include <unordered_map>
#include <vector>

namespace Procession {

/// Reads from /proc how much all descendants of one process use. The root itself, a guardian, doesn't count, but what its
/// ended children used does: it is the subreaper, so each descendant is counted by its parent or by it at the end.
///
/// Each process is known by its pid and its start time. Only the descendants are visited (PID/task/TID/children) where
/// the kernel offers that, else all processes of the machine. Memory is PSS, which costs the kernel some 40 ms for each
/// GiB: PSS of each process is read when it is first seen or has shrunk by half, then every ten seconds or when a thousand
/// times of what the reading took have passed, whichever is later; in between it is carried on by the change of the
/// resident size.
/// Threads: one at a time. Owner: ResourceSampler, which gives samples their time.
class TreeReader
{
public:
    enum class Search : quint8 {
        Lists,   ///< of each process's children
        Machine, ///< all processes
    };
    /// The best that this kernel offers.
    static Search bestSearch();

    /// `root` is a child of the caller, who hasn't waited for it. The clock must outlive the reader.
    TreeReader(pid_t root, const Clock &clock, Search search = bestSearch());

    enum class Memory : quint8 {
        Estimated, ///< between two readings of PSS carried on
        Exact,     ///< PSS of all is read
    };
    /// The figures of now; nothing where the root can't be read. Times and bytes never fall.
    std::optional<ResourceSample> read(Memory memory = Memory::Estimated);

private:
    /// A process of the tree as it was last seen.
    struct Seen
    {
        unsigned long long startTime = 0;
        qint64 ownTicks = 0;
        qint64 pss = -1; ///< -1: not read, or can't be
        qint64 residentThen = 0;
        qint64 pssDueAt = 0; ///< steady time
        quint64 pass = 0;    ///< of the reader that saw it last
        ProcessFiles files{};
    };
    /// A process that may belong to the tree.
    struct Candidate
    {
        pid_t pid = 0;
        std::optional<pid_t> parent{}; ///< in whose list it stood; the root may have taken it over since
        std::optional<unsigned long long> startTime{};
    };
    /// What one reading finds.
    struct Pass
    {
        ResourceSample sample;
        qint64 ownTicks = 0;    ///< of the living
        qint64 reapedTicks = 0; ///< of those that a living process, or the root, waited for
        Memory memory = Memory::Estimated;
    };

    bool readRoot(Pass &pass);
    void findChildren(const ProcessFiles &files, const ProcessStat &parent);
    bool visit(const Candidate &candidate, Pass &pass);
    void visitThoseThatMoved(Pass &pass);
    qint64 memoryOf(const ProcessFiles &files, const ProcessStat &stat, Seen &seen, Memory memory) const;

    const pid_t m_root;
    const Clock &m_clock;
    const Descriptor m_proc;
    const Search m_search;
    ProcessFiles m_rootFiles;
    std::unique_ptr<ProcessTree> m_tree; // only where the machine is searched
    std::vector<Candidate> m_candidates; // of this reading
    std::unordered_map<pid_t, Seen> m_seen;
    qint64 m_goneTicks = 0; // of those that ended, as they were last seen
    quint64 m_pass = 0;
    ResourceSample m_highest; // so that what falls between two moments of one reading isn't seen as less
};

} // namespace Procession
