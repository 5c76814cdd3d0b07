// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "processfiles.h"

#include <dirent.h>
#include <fcntl.h>

namespace Procession {

namespace {

void addPids(const ProcFile &list, std::vector<pid_t> &pids)
{
    pid_t pid = 0;
    for (const char c : list.text()) {
        if (c != ' ') {
            pid = pid * 10 + (c - '0');
            continue;
        }
        pids.push_back(pid);
        pid = 0;
    }
}

QByteArray listOf(const char *thread)
{
    return "task/" + QByteArray(thread) + "/children";
}

} // namespace

ProcessFiles::ProcessFiles(int proc, pid_t pid)
    : m_pid(pid)
    , m_folder(::openat(proc, pidText(pid).data(), O_PATH | O_DIRECTORY | O_CLOEXEC))
    , m_stat(m_folder.number() < 0 ? -1 : ::openat(m_folder.number(), "stat", O_RDONLY | O_CLOEXEC))
{
}

bool ProcessFiles::readStat(ProcessStat &stat) const
{
    return m_stat.number() >= 0 && readProcessStat(m_stat.number(), stat);
}

ProcFile ProcessFiles::keptFile(Descriptor &file, const char *path) const
{
    if (file.number() < 0)
        file = Descriptor(::openat(m_folder.number(), path, O_RDONLY | O_CLOEXEC));
    return ProcFile(file);
}

std::vector<pid_t> ProcessFiles::children(unsigned long long threads) const
{
    std::vector<pid_t> pids;
    if (threads <= 1) {
        addPids(keptFile(m_children, listOf(pidText(m_pid).data()).constData()), pids);
        return pids;
    }
    // Each thread has a list of its own.
    DIR *folder = ::fdopendir(::openat(m_folder.number(), "task", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    while (const dirent *thread = folder ? ::readdir(folder) : nullptr) {
        if (thread->d_name[0] != '.')
            addPids(ProcFile(m_folder.number(), listOf(thread->d_name).constData()), pids);
    }
    if (folder)
        ::closedir(folder);
    return pids;
}

} // namespace Procession
