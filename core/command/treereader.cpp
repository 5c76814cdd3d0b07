// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "treereader.h"

#include <QElapsedTimer>

#include <algorithm>
#include <fcntl.h>

namespace Procession {

namespace {

constexpr qint64 pssEveryMs = 10000;
constexpr size_t keptProcesses = 4;    // of a tree, whose files stay open
constexpr qint64 pssCostFactor = 1000; // so PSS takes a thousandth of the time at most

qint64 millisecondsOf(qint64 ticks)
{
    static const long perSecond = ::sysconf(_SC_CLK_TCK);
    return ticks * 1000 / perSecond;
}

qint64 bytesOf(unsigned long long pages)
{
    static const long pageSize = ::sysconf(_SC_PAGESIZE);
    return static_cast<qint64>(pages) * pageSize;
}

/// What it read from disks and wrote to them, with that of the children that it waited for.
void addIo(const ProcFile &file, ResourceSample &sample)
{
    sample.readBytes += file.number("read_bytes: ").value_or(0);
    sample.writtenBytes += file.number("write_bytes: ").value_or(0);
}

} // namespace

TreeReader::Search TreeReader::bestSearch()
{
    return ::access("/proc/thread-self/children", R_OK) == 0 ? Search::Lists : Search::Machine;
}

TreeReader::TreeReader(pid_t root, const Clock &clock, Search search)
    : m_root(root)
    , m_clock(clock)
    , m_proc(::open("/proc", O_PATH | O_DIRECTORY | O_CLOEXEC))
    , m_search(search)
    , m_rootFiles(m_proc.number(), root)
{
}

std::optional<ResourceSample> TreeReader::read(Memory memory)
{
    Pass pass;
    pass.memory = memory;
    ++m_pass;
    // Parents come before their children: what ends meanwhile is missed this time, and never counted twice.
    if (!readRoot(pass))
        return std::nullopt;
    for (size_t i = 0; i < m_candidates.size(); ++i)
        visit(Candidate(m_candidates[i]), pass);
    visitThoseThatMoved(pass);

    // A parent that ignores SIGCHLD never waits: its children's time is known only from when they were seen.
    pass.sample.cpuTimeMs = millisecondsOf(pass.ownTicks + std::max(pass.reapedTicks, m_goneTicks));
    m_highest.cpuTimeMs = std::max(m_highest.cpuTimeMs, pass.sample.cpuTimeMs);
    m_highest.readBytes = std::max(m_highest.readBytes, pass.sample.readBytes);
    m_highest.writtenBytes = std::max(m_highest.writtenBytes, pass.sample.writtenBytes);
    pass.sample.cpuTimeMs = m_highest.cpuTimeMs;
    pass.sample.readBytes = m_highest.readBytes;
    pass.sample.writtenBytes = m_highest.writtenBytes;
    return pass.sample;
}

/// Also lists the first candidates.
bool TreeReader::readRoot(Pass &pass)
{
    m_candidates.clear();
    ProcessStat stat;
    if (!m_rootFiles.readStat(stat))
        return false;
    pass.reapedTicks = static_cast<qint64>(stat.childUserTime + stat.childSystemTime);
    addIo(m_rootFiles.io(), pass.sample);
    if (m_search == Search::Lists) {
        findChildren(m_rootFiles, stat);
        return true;
    }
    if (!m_tree)
        m_tree = std::make_unique<ProcessTree>();
    const int count = m_tree->findDescendants(m_root);
    for (int i = 0; i < count; ++i)
        m_candidates.push_back({.pid = m_tree->descendant(static_cast<size_t>(i))});
    return true;
}

/// Adds to the candidates.
void TreeReader::findChildren(const ProcessFiles &files, const ProcessStat &parent)
{
    for (const pid_t child : files.children(parent.threads))
        m_candidates.push_back({.pid = child, .parent = parent.pid});
}

/// Adds a process to the pass. False where it is gone, or another has its pid by now.
bool TreeReader::visit(const Candidate &candidate, Pass &pass)
{
    const auto known = m_seen.find(candidate.pid);
    ProcessFiles files = known == m_seen.end() ? ProcessFiles() : std::move(known->second.files);
    ProcessStat stat;
    if (!files.readStat(stat)) {
        files = ProcessFiles(m_proc.number(), candidate.pid);
        if (!files.readStat(stat))
            return false;
    }
    if (candidate.startTime && stat.startTime != *candidate.startTime)
        return false;
    if (candidate.parent && stat.parent != *candidate.parent && stat.parent != m_root)
        return false;
    Seen &seen = m_seen[candidate.pid];
    if (seen.pass == m_pass)
        return true;
    if (seen.startTime != stat.startTime) {
        m_goneTicks += seen.ownTicks;
        seen = {};
        seen.startTime = stat.startTime;
    }
    seen.pass = m_pass;
    seen.ownTicks = static_cast<qint64>(stat.userTime + stat.systemTime);
    pass.ownTicks += seen.ownTicks;
    pass.reapedTicks += static_cast<qint64>(stat.childUserTime + stat.childSystemTime);
    addIo(files.io(), pass.sample);
    if (stat.state != 'Z') {
        ++pass.sample.processes;
        pass.sample.threads += static_cast<int>(stat.threads);
        pass.sample.memoryBytes += memoryOf(files, stat, seen, pass.memory);
        if (m_search == Search::Lists)
            findChildren(files, stat);
    }
    if (m_seen.size() <= keptProcesses)
        seen.files = std::move(files);
    return true;
}

/// Those that were seen before and stood in no list this time: their parent ended while the lists were read, or they
/// are gone.
void TreeReader::visitThoseThatMoved(Pass &pass)
{
    std::vector<Candidate> moved;
    for (const auto &[pid, seen] : m_seen) {
        if (seen.pass != m_pass)
            moved.push_back({.pid = pid, .startTime = seen.startTime});
    }
    for (const Candidate &candidate : moved) {
        if (!visit(candidate, pass)) {
            m_goneTicks += m_seen[candidate.pid].ownTicks;
            m_seen.erase(candidate.pid);
        }
    }
}

qint64 TreeReader::memoryOf(const ProcessFiles &files, const ProcessStat &stat, Seen &seen, Memory memory) const
{
    const qint64 resident = bytesOf(stat.residentPages);
    const qint64 now = m_clock.steadyMs();
    // One that shrank that much is another program by now, or gave back what it had.
    if (memory == Memory::Exact || now >= seen.pssDueAt || resident < seen.residentThen / 2) {
        QElapsedTimer timer;
        timer.start();
        const std::optional<qint64> pss = files.memory().number("Pss:");
        seen.pss = pss ? *pss * 1024 : -1;
        seen.residentThen = resident;
        seen.pssDueAt = now + std::max(pssEveryMs, timer.nsecsElapsed() * pssCostFactor / 1000000);
    }
    return seen.pss < 0 ? resident : std::max<qint64>(0, seen.pss + resident - seen.residentThen);
}

} // namespace Procession
