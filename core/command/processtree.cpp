// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "processtree.h"

#include "descriptor.h"
#include "processstat.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <cstring>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/syscall.h>

namespace Procession {

namespace {

constexpr size_t maxEntries = 262144;

/// As the kernel writes it; the name follows.
struct DirectoryEntry
{
    uint64_t inode;
    int64_t offset;
    uint16_t length;
    uint8_t type;
};
constexpr size_t nameOffset = 19; // of the name in the kernel's struct, which isn't padded

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

} // namespace

ProcessTree::ProcessTree()
{
    void *memory = ::mmap(nullptr, maxEntries * sizeof(Entry), PROT_READ | PROT_WRITE,
                          MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (memory != MAP_FAILED)
        m_entries = static_cast<Entry *>(memory);
}

ProcessTree::~ProcessTree()
{
    if (m_entries)
        ::munmap(m_entries, maxEntries * sizeof(Entry));
}

int ProcessTree::findDescendants(pid_t root)
{
    if (!readAll())
        return -1;
    markDescendants(root);
    const Entry *end =
        std::remove_if(m_entries, m_entries + m_count, [](const Entry &entry) { return !entry.belongs; });
    m_count = static_cast<size_t>(end - m_entries);
    return static_cast<int>(m_count);
}

int ProcessTree::signalDescendants(pid_t root, int signalNumber)
{
    if (findDescendants(root) < 0)
        return -1;
    const Descriptor proc(::open("/proc", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    int reached = 0;
    for (size_t i = 0; i < m_count; ++i) {
        const Entry &entry = m_entries[i];
        // The descriptor stands for one process, whatever becomes of its pid; then it is seen whether it is this one.
        const Descriptor process(static_cast<int>(::syscall(SYS_pidfd_open, entry.pid, 0)));
        if (process.number() < 0 && errno != ENOSYS)
            continue;
        Entry now{};
        if (!readEntry(proc.number(), pidText(entry.pid).data(), now) || now.startTime != entry.startTime)
            continue;
        const long sent = process.number() >= 0
            ? ::syscall(SYS_pidfd_send_signal, process.number(), signalNumber, nullptr, 0)
            : ::kill(entry.pid, signalNumber);
        reached += sent == 0 ? 1 : 0;
    }
    return reached;
}

bool ProcessTree::readAll()
{
    m_count = 0;
    const Descriptor proc(::open("/proc", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!m_entries || proc.number() < 0)
        return false;
    alignas(DirectoryEntry) std::array<char, 32768> buffer;
    for (;;) {
        const long size = ::syscall(SYS_getdents64, proc.number(), buffer.data(), buffer.size());
        if (size <= 0)
            break;
        for (long at = 0; at < size;) {
            const char *entry = buffer.data() + at;
            uint16_t length = 0;
            std::memcpy(&length, entry + offsetof(DirectoryEntry, length), sizeof(length));
            at += length;
            const char *name = entry + nameOffset;
            if (isDigit(*name) && m_count < maxEntries && readEntry(proc.number(), name, m_entries[m_count]))
                ++m_count;
        }
    }
    std::sort(m_entries, m_entries + m_count, [](const Entry &a, const Entry &b) { return a.pid < b.pid; });
    return m_count > 0;
}

bool ProcessTree::readEntry(int proc, const char *name, Entry &entry)
{
    std::array<char, 32> path{};
    const size_t length = ::strnlen(name, PidText().size());
    if (length == PidText().size())
        return false;
    std::memcpy(path.data(), name, length);
    std::memcpy(path.data() + length, "/stat", sizeof("/stat"));
    ProcessStat stat;
    if (!readProcessStat(proc, path.data(), stat))
        return false;
    entry = {stat.pid, stat.parent, stat.startTime, false};
    return true;
}

const ProcessTree::Entry *ProcessTree::find(pid_t pid) const
{
    const Entry *end = m_entries + m_count;
    const Entry *begin = m_entries;
    const Entry *entry =
        std::lower_bound(begin, end, pid, [](const Entry &candidate, pid_t wanted) { return candidate.pid < wanted; });
    return entry != end && entry->pid == pid ? entry : nullptr;
}

void ProcessTree::markDescendants(pid_t root)
{
    for (bool changed = true; changed;) {
        changed = false;
        for (size_t i = 0; i < m_count; ++i) {
            Entry &entry = m_entries[i];
            if (entry.belongs)
                continue;
            const Entry *parent = entry.parent == root ? nullptr : find(entry.parent);
            entry.belongs = entry.parent == root || (parent && parent->belongs);
            changed = changed || entry.belongs;
        }
    }
}

} // namespace Procession
